"""The choice whether to wait: how it is asked, what each answer leads to, and what is reported."""

import pytest

from actions.human_handoff.handoff_events.vocabulary import Occasion
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.messages.noting import Messages
from actions.human_handoff.rasa_side import choice_form
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.choice_form import (
    AFTER_WAIT,
    CHOICE_FORM,
    AskChoice,
    ValidateChoiceForm,
    has_chosen_to_wait,
    offer_choice,
)
from tests.unit import fake_desk
from tests.unit.fake_desk import Desk
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup, loop_event, slot_event
from tests.unit.rasa_side.test_messages import NOBODY

CHOICE = "human_handoff_choice"
CANCELLED = "utter_human_handoff_cancelled"
NOT_POSSIBLE = "utter_human_handoff_message_not_possible"
LONG_WAIT_CALL = ("long_wait", "callback", "cancelled")
LONG_WAIT, NOBODY_CAME = Occasion.LONG_WAIT, Occasion.NOBODY_CAME


@pytest.fixture
def bot(monkeypatch):
    monkeypatch.setattr(Messages, "start", lambda self: None)  # nothing is delivered here
    return Handoff(fake_desk.configuration(Desk(), messages=NOBODY))


@pytest.fixture
def with_callbacks(monkeypatch):
    monkeypatch.setattr(Messages, "start", lambda self: None)
    messages = NOBODY | {"callback": {"region": "NL"}}
    return Handoff(fake_desk.configuration(Desk(), messages=messages))


def asked(bot, occasion=LONG_WAIT, **slots):
    """Return a conversation in which a request was made, and the customer is asked."""
    chat = Chat(bot, **slots).say("a person", "human_handoff")
    chat.run(CheckShiftStatus)
    for event in offer_choice(occasion):
        chat.apply(event)
    return chat


def answer(chat, text, intent="nlu_fallback", confidence=0.3):
    chat.enter(CHOICE_FORM, CHOICE)
    result = chat.say(text, intent, confidence).run(ValidateChoiceForm)
    chat.action(CHOICE_FORM)
    return result


def chosen(chat):
    (report,) = [each for each in chat.reports if each["step"] == "chosen"]
    return report["occasion"], report["choice"], report["outcome"]


def test_the_offer_begins_the_form_anew():
    chat = Chat(choice="go_on", bad_answers=1)
    for event in (events := offer_choice(NOBODY_CAME)):
        chat.apply(event)
    assert chat.loop == {}
    assert chat.slot("choice_occasion") == "nobody_came"
    assert (chat.slot("choice"), chat.slot("bad_answers")) == (None, 0)
    assert events[-1]["name"] == CHOICE_FORM


def test_a_message_is_offered_only_where_one_can_be_noted(bot):
    occasion = {"choice_occasion": LONG_WAIT.value}
    asked = Chat(bot, **occasion).say("x").run(AskChoice)
    assert asked.responses == ["utter_human_handoff_choose"]
    without = Chat(**occasion).say("x").run(AskChoice)
    assert without.responses == ["utter_human_handoff_choose_without_message"]


@pytest.mark.parametrize(
    ("text", "intent"),
    [("call me please", "nlu_fallback"), ("/human_handoff_call_back", "human_handoff_call_back")],
)
def test_where_callbacks_are_configured_a_call_is_offered_and_its_form_follows(
    with_callbacks, text, intent
):
    chat = asked(with_callbacks)
    assert chat.run(AskChoice).responses == ["utter_human_handoff_choose_or_call"]
    result = answer(chat, text, intent, 1.0)
    assert result.responses == []
    assert result.events[-1] == followup("human_handoff_callback_form")
    assert (chat.slot("choice"), chosen(chat)) == ("callback", LONG_WAIT_CALL)


def test_who_leaves_a_message_where_a_call_was_offered_too_is_asked_for_the_message(with_callbacks):
    chat = asked(with_callbacks)
    assert answer(chat, "a message").events[-1] == followup("human_handoff_message_form")


def test_a_call_that_was_not_offered_is_not_promised(bot):
    chat = asked(bot)
    result = answer(chat, "call me please")
    assert result.responses == ["utter_human_handoff_callback_not_possible"]
    assert result.events[-1] == slot_event("requested_slot", CHOICE)
    assert answer(chat, "then a message").events[-1] == followup("human_handoff_message_form")


def test_a_form_that_begins_asks_its_question(bot):
    chat = asked(bot)
    chat.loop = {"name": CHOICE_FORM}
    assert chat.run(ValidateChoiceForm).events == [slot_event("requested_slot", CHOICE)]


@pytest.mark.parametrize("occasion", [LONG_WAIT, NOBODY_CAME])
def test_who_waits_goes_on_to_what_follows_on_the_occasion(bot, occasion):
    chat = asked(bot, occasion)
    assert not has_chosen_to_wait(chat.view)
    result = answer(chat, "I'll wait")
    assert result.responses == []
    assert loop_event(None) in result.events
    assert result.events[-1] == followup(AFTER_WAIT[occasion])
    assert chat.slot("choice") == "wait"
    assert chosen(chat) == (occasion.value, "wait", None)
    assert has_chosen_to_wait(chat.view)
    assert not has_chosen_to_wait(chat.say("hello").view)


def test_who_wants_to_leave_a_message_is_asked_for_it_and_the_request_is_cancelled(bot):
    chat = asked(bot)
    result = answer(chat, "I'd rather leave a message")
    assert result.responses == []
    assert result.slots["message_offer"] is True
    assert result.events[-1] == followup("human_handoff_message_form")
    assert chosen(chat) == ("long_wait", "message", "cancelled")


def test_who_goes_on_with_the_bot_is_told_that_nothing_is_transferred(bot):
    chat = asked(bot)
    result = answer(chat, "/human_handoff_go_on", "human_handoff_go_on", 1.0)
    assert result.responses == [CANCELLED]
    assert result.events[-1] == followup("action_listen")
    assert chosen(chat) == ("long_wait", "go_on", "cancelled")


def test_anything_else_is_answered_as_always_and_the_offer_is_over(bot):
    chat = asked(bot)
    result = answer(chat, "where is my parcel?", "ask_delivery", 0.99)
    assert result.responses == []
    kinds = [each["event"] for each in result.events]
    assert kinds[:2] == ["action_execution_rejected", "active_loop"]
    assert chosen(chat) == ("long_wait", "something_else", "cancelled")
    assert chat.slot("choice") is None


def test_an_answer_that_does_not_tell_which_is_asked_again_once(bot):
    chat = asked(bot)
    assert answer(chat, "yes").events[-1] == slot_event("requested_slot", CHOICE)
    assert answer(chat, "yes").events[0]["event"] == "action_execution_rejected"
    assert chosen(chat) == ("long_wait", "something_else", "cancelled")

    chat = asked(bot)
    answer(chat, "I do not want to wait")
    answer(chat, "then a message")
    assert chosen(chat)[1] == "message"


def test_a_message_that_was_not_offered_is_not_promised():
    chat = asked(Chat().handoff)
    result = answer(chat, "I'd like to leave a message")
    assert result.responses == [NOT_POSSIBLE]
    assert result.events[-1] == slot_event("requested_slot", CHOICE)
    assert answer(chat, "then I'll wait").events[-1] == followup("human_handoff_form")


def test_after_a_transfer_the_outcome_stays_what_it_was(bot):
    chat = asked(bot, NOBODY_CAME)
    chat.set_slots(event={**chat.slot("event"), "outcome": "accepted"})
    answer(chat, "no thanks")
    assert chosen(chat) == ("nobody_came", "go_on", "accepted")


def test_both_choices_of_one_request_are_events_of_their_own(bot):
    chat = asked(bot)
    answer(chat, "wait")
    for event in offer_choice(NOBODY_CAME):
        chat.apply(event)
    answer(chat, "wait")
    ids = [each["id"] for each in chat.reports if each["step"] == "chosen"]
    assert len({each["request"] for each in chat.reports}) == 1
    assert len(set(ids)) == 2


def test_a_form_that_breaks_ends(bot, monkeypatch):
    monkeypatch.setattr(choice_form, "read_choice", lambda *_: 1 / 0)
    result = answer(asked(bot), "wait")
    assert result.responses == ["utter_human_handoff_failed"]
    assert result.events[-1] == followup("action_listen")
