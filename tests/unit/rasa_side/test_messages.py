"""The form for a message: when it is offered, what it asks, and what is said of the message."""

import pytest

from actions.human_handoff.errors import VendorRefusedError
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.messages.noting import Messages
from actions.human_handoff.outbox.queue import Outbox
from actions.human_handoff.rasa_side import message_form
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.message_form import (
    MESSAGE_FORM,
    LeaveMessage,
    ValidateMessageForm,
)
from actions.human_handoff.rasa_side.note_message import NoteMessage
from tests.unit import fake_desk
from tests.unit.fake_desk import OFF, ON, UNKNOWN, Desk
from tests.unit.lost_store import LostStore
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup, loop_event, slot_event

OFFER, MESSAGE = "human_handoff_message_offer", "human_handoff_message"
NAME, EMAIL = "human_handoff_name", "human_handoff_email"
SAID = "utter_human_handoff_message_{}".format
DECLINED = SAID("declined")
TEXT = "My parcel has not come."
NOBODY = {
    "receivers": {"tickets": {"webhook": {"url": "http://127.0.0.1:1/x", "secret": "s" * 16}}},
    "default": "tickets",
}
LISTEN = followup("action_listen")


@pytest.fixture
def store():
    return LostStore(is_lost=False)


@pytest.fixture
def bot(store, monkeypatch):
    monkeypatch.setattr(Messages, "start", lambda self: None)  # nothing is delivered here

    def create(*desks, **settings):
        messages = {"messages": NOBODY} | settings
        configuration = fake_desk.configuration(*(desks or [Desk()]), **messages)
        return Handoff(configuration, store)

    return create


def asks(slot):
    return slot_event("requested_slot", slot)


def answer(chat, requested, text, intent="nlu_fallback", confidence=0.3):
    """Let the customer answer a question of the form."""
    chat.enter(MESSAGE_FORM, requested)
    chat.say(text, intent, confidence)
    result = chat.run(ValidateMessageForm)
    chat.action(MESSAGE_FORM)
    return result


def asked_next(result):
    (slot,) = [each["value"] for each in result.events if each.get("name") == "requested_slot"]
    return slot


def texts(result):
    return [message["response"] for message in result.messages]


def recorded(handoff):
    return list(handoff.messages.records.open())


@pytest.mark.parametrize(
    ("desk", "said"),
    [
        (Desk(skills={"human": OFF}), "utter_human_handoff_off_shift"),
        (Desk(skills={"human": UNKNOWN}), "utter_human_handoff_unknown"),
        (Desk(skills={"other": ON}), "utter_human_handoff_failed"),
    ],
)
def test_where_nobody_can_be_reached_a_message_is_offered(bot, desk, said):
    chat = Chat(bot(desk)).say("a person", "human_handoff")
    result = chat.run(CheckShiftStatus)
    assert texts(result) == [said]
    assert result.events[-1] == followup(MESSAGE_FORM)


def test_also_where_no_desk_takes_the_channel_and_after_too_many_failures_and_after_an_error(bot):
    handoff = bot(Desk())
    handoff._channels = {}
    assert followup(MESSAGE_FORM) in Chat(handoff).say("x").run(CheckShiftStatus).events
    import time

    gave_up = Chat(bot(), state="gave_up", state_since=time.time())
    result = gave_up.say("a person", "human_handoff").run(CheckShiftStatus)
    assert texts(result) == ["utter_human_handoff_gave_up"]
    assert followup(MESSAGE_FORM) in result.events
    handoff.skill = None
    handoff._channels = {"desk": {"*"}}
    assert followup(MESSAGE_FORM) in Chat(handoff).say("x").run(CheckShiftStatus).events


def test_nothing_is_offered_where_somebody_is_there_or_no_message_can_be_noted(bot):
    on_shift = Chat(bot()).say("a person", "human_handoff").run(CheckShiftStatus)
    assert followup(MESSAGE_FORM) not in on_shift.events
    off = bot(Desk(skills={"human": OFF}), messages=None)
    result = Chat(off).say("a person", "human_handoff").run(CheckShiftStatus)
    assert followup(MESSAGE_FORM) not in result.events


def test_after_a_failed_transfer_it_is_offered_and_not_after_one_that_may_have_worked(bot):
    refused = VendorRefusedError("Stand-in", "refused", 400)
    result = Chat(bot(Desk(refused))).request()
    assert texts(result)[-1] == "utter_human_handoff_failed"
    assert followup(MESSAGE_FORM) in result.events

    unclear = VendorRefusedError("Stand-in", "502", 502)
    result = Chat(bot(Desk(unclear)), sender="another").request()
    assert texts(result)[-1] == "utter_human_handoff_unconfirmed"
    assert followup(MESSAGE_FORM) not in result.events


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("yes", "nlu_fallback"),
        ("Ja graag!", "nlu_fallback"),
        ("ok", "deny"),  # Rasa is not certain of it
        ("I would like to leave a message", "nlu_fallback"),
        ("laat maar een bericht achter", "nlu_fallback"),
        ("/human_handoff_leave_message", "human_handoff_leave_message"),
        ("klaro", "affirm"),
    ],
)
def test_yes_goes_on_to_the_message(bot, text, intent):
    certain = 1.0 if text.startswith("/") or intent == "affirm" else 0.3
    result = answer(Chat(bot()), OFFER, text, intent, certain)
    assert result.slots["message_offer"] is True
    assert asked_next(result) == MESSAGE
    assert result.messages == []


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no thanks", "nlu_fallback"),
        ("nee", "nlu_fallback"),
        ("never mind", "nlu_fallback"),
        ("I do not want to leave a message", "nlu_fallback"),
        ("geen bericht", "nlu_fallback"),
        ("/human_handoff_no_message", "human_handoff_no_message"),
        ("/human_handoff_cancel", "human_handoff_cancel"),
        ("neuh", "deny"),
    ],
)
def test_no_is_respected(bot, text, intent):
    result = answer(Chat(bot()), OFFER, text, intent, 1.0)
    assert texts(result) == [DECLINED]
    assert loop_event(None) in result.events
    assert result.events[-1] == LISTEN


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("where is my parcel?", "ask_delivery"),
        ("I want a person now", "human_handoff"),
        ("/greet", "greet"),
        ("thanks", "thank"),
        ("no idea what that means, but can you tell me when my parcel comes?", "ask_delivery"),
    ],
)
@pytest.mark.parametrize("question", [OFFER])
def test_anything_else_is_answered_as_if_nothing_had_been_offered(bot, text, intent, question):
    result = answer(Chat(bot()), question, text, intent, 0.99)
    assert result.messages == []
    kinds = [each["event"] for each in result.events]
    assert kinds[:2] == ["action_execution_rejected", "active_loop"]
    assert LISTEN not in result.events


def test_another_button_leaves_the_form(bot):
    result = answer(Chat(bot(), message_offer=True), MESSAGE, "/greet", "greet", 1.0)
    assert result.events[0]["event"] == "action_execution_rejected"


@pytest.mark.parametrize(
    ("known", "ask", "question"),
    [
        ({}, ["name", "email"], NAME),
        ({}, ["email", "name"], EMAIL),
        ({}, [], None),
        ({"name": "Ada"}, ["name", "email"], EMAIL),
        ({"name": "Ada", "email": "ada@x.nl"}, ["name", "email"], None),
        ({"withheld": ["name"]}, ["name", "email"], EMAIL),
    ],
)
def test_after_the_message_only_what_is_missing_is_asked(bot, known, ask, question):
    chat = Chat(bot(messages=NOBODY | {"ask": ask}), message_offer=True, **known)
    result = answer(chat, MESSAGE, TEXT)
    assert result.slots["message"] == TEXT
    assert asked_next(result) == question


@pytest.mark.parametrize("text", ["stop", "no", "never mind", "nee laat maar"])
def test_a_short_no_ends_the_form_and_a_long_one_is_a_message(bot, text):
    result = answer(Chat(bot(), message_offer=True), MESSAGE, text)
    assert texts(result) == [DECLINED]

    long = f"I want to stop my subscription, {text}, but nobody answers me about it"
    assert answer(Chat(bot(), message_offer=True), MESSAGE, long).slots["message"] == long


def test_no_text_and_too_much_text_are_asked_for_again_and_then_given_up(bot):
    chat = Chat(bot(), message_offer=True)
    result = answer(chat, MESSAGE, "x" * 3001)
    assert [each["response"] for each in result.messages] == [SAID("too_long")]
    assert asked_next(result) == MESSAGE
    assert texts(answer(chat, MESSAGE, "")) == [SAID("not_text")]
    result = answer(chat, MESSAGE, " \x00")
    assert texts(result) == [SAID("not_possible")]
    assert result.events[-1] == LISTEN

    assert answer(Chat(bot(), message_offer=True), MESSAGE, "x" * 3000).slots["message"]


def test_the_contact_questions_are_read_as_in_the_other_form_and_say_nothing_of_a_transfer(bot):
    chat = Chat(bot(contact={"may_refuse": False}), message_offer=True, message=TEXT)
    assert texts(answer(chat, NAME, "I want a person")) == [SAID("still_asking")]
    assert texts(answer(chat, NAME, "no")) == [SAID("needs_name")]
    assert texts(answer(chat, NAME, "I have no e-mail address")) == [SAID("needs_email")]
    result = answer(chat, NAME, "Jane Doe, jane@example.org")
    assert (result.slots["name"], result.slots["email"]) == ("Jane Doe", "jane@example.org")
    assert asked_next(result) is None


def test_the_address_that_is_said_to_be_noted_is_the_latest_one(bot):
    chat = Chat(bot(), message_offer=True, message=TEXT, email="old@example.org")
    result = answer(chat, NAME, "use new@example.org")
    assert texts(result) == ["utter_human_handoff_got_email"]
    assert chat.slot("email") == "new@example.org"

    unchanged = answer(chat, NAME, "Jane Doe")
    assert (unchanged.slots["name"], chat.slot("email")) == ("Jane Doe", "new@example.org")


def test_what_is_withheld_is_not_asked_again(bot):
    chat = Chat(bot(), message_offer=True, message=TEXT)
    result = answer(chat, NAME, "rather not say")
    assert result.slots["withheld"] == ["name"]
    assert asked_next(result) == EMAIL
    assert texts(answer(chat, EMAIL, "stop")) == [DECLINED]
    assert texts(answer(chat, EMAIL, "/human_handoff_no_message", "human_handoff_no_message")) == [
        DECLINED
    ]


def test_a_form_that_begins_asks_its_first_question(bot):
    chat = Chat(bot()).say("a person", "human_handoff")
    chat.action("action_human_handoff_check_shift_status")
    chat.loop = {"name": MESSAGE_FORM}
    assert chat.run(ValidateMessageForm).events == [asks(OFFER)]


def test_a_button_begins_with_the_message(bot):
    result = Chat(bot()).say("/human_handoff_leave_message").run(LeaveMessage)
    assert result.slots["message_offer"] is True
    assert result.events[-1] == followup(MESSAGE_FORM)


def test_a_form_that_breaks_says_that_nothing_was_noted(bot, monkeypatch):
    monkeypatch.setattr(message_form, "read_offer", lambda *_: 1 / 0)
    result = answer(Chat(bot()), OFFER, "yes")
    assert texts(result) == [SAID("not_possible")]
    assert result.events[-1] == LISTEN


def complete(bot, **others):
    values = {"message": TEXT, "message_offer": True, "name": "Ada", "email": "ada@x.nl"}
    return Chat(bot, **(values | others))


def test_noted_is_said_after_the_store_has_it_with_its_reference(bot):
    handoff = bot()
    chat = complete(handoff).say("ada@x.nl")
    result = chat.run(NoteMessage)
    (record,) = recorded(handoff)
    (said,) = result.messages
    assert said["response"] == SAID("noted")
    assert said["reference"] == record.reference == chat.slot("message_reference")
    assert record.message.text == TEXT
    assert (record.message.name, record.message.email) == ("Ada", "ada@x.nl")
    assert chat.slot("message") is None
    assert [each["step"] for each in chat.reports] == ["message_noted"]


def test_a_turn_that_is_delivered_again_after_a_crash_is_one_message_with_one_reference(bot):
    handoff = bot()
    chat = complete(handoff).say("ada@x.nl")
    crashed, again = chat.dry_run(NoteMessage), chat.run(NoteMessage)
    assert crashed.messages == again.messages
    assert len(recorded(handoff)) == 1

    chat.set_slots(message=TEXT)  # the same words once more are another message
    assert chat.say("x").run(NoteMessage).messages != again.messages
    assert len(recorded(handoff)) == 2


def test_without_the_store_nothing_is_claimed(bot, store, caplog):
    handoff = bot()
    chat = complete(handoff).say("ada@x.nl")
    store.is_lost = True
    assert texts(chat.run(NoteMessage)) == [SAID("not_noted")]
    assert [each["step"] for each in chat.reports] == ["message_not_noted"]
    assert chat.slot("message_reference") is None
    assert TEXT not in caplog.text
    assert "a message may not have been noted: the store is lost" in caplog.messages

    store.is_lost = False
    chat.set_slots(message=TEXT)
    assert texts(chat.run(NoteMessage)) == [SAID("noted")]


def test_a_store_that_hangs_keeps_the_customer_waiting_no_longer_than_the_deadline(
    bot, store, held
):
    handoff = bot(deadline_seconds=0.3)
    handoff.hidden_ids.load()  # as the server does when it starts
    chat = complete(handoff).say("ada@x.nl").until_now()
    store.before = held.wait
    assert texts(chat.run(NoteMessage)) == [SAID("not_noted")]
    held.set()


def test_where_the_outbox_is_full_the_customer_reads_that_it_was_not_noted(
    bot, monkeypatch, caplog
):
    handoff = bot()
    monkeypatch.setattr(Outbox, "put", lambda *_: False)
    chat = complete(handoff).say("x")
    assert texts(chat.run(NoteMessage)) == [SAID("no_room")]
    assert recorded(handoff) == []
    assert [each["step"] for each in chat.reports] == ["message_not_noted"]
    assert (chat.slot("message"), chat.slot("message_reference")) == (None, None)
    assert "a message was not noted: too many wait for tickets" in caplog.messages


def test_a_message_that_an_earlier_turn_may_have_noted_is_not_said_to_be_lost(
    bot, monkeypatch, caplog
):
    handoff = bot()
    chat = complete(handoff).say("x")
    chat.dry_run(NoteMessage)  # the server has crashed before Rasa had its answer
    monkeypatch.setattr(Outbox, "put", lambda *_: False)
    assert texts(chat.run(NoteMessage)) == [SAID("not_noted")]
    assert "a message may not have been noted: too many wait for tickets" in caplog.messages


def test_the_outcome_of_the_request_stays_in_its_slot(bot):
    chat = Chat(bot(Desk(skills={"human": OFF}))).say("a person", "human_handoff")
    chat.run(CheckShiftStatus)
    chat.set_slots(message=TEXT)
    chat.say(TEXT).run(NoteMessage)
    assert chat.slot("outcome") == "off_shift"
    assert [each["outcome"] for each in chat.reports] == ["off_shift", "off_shift"]
    assert len({each["request"] for each in chat.reports}) == 1
