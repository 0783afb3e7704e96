"""The form for a callback: what it asks, what it understands, and what is said of the callback."""

import logging
from datetime import datetime, timezone

import pytest

from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.messages.noting import Messages
from actions.human_handoff.outbox.queue import Outbox
from actions.human_handoff.rasa_side import callback_form, callback_questions
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.call_time_slots import offered_in, time_in
from actions.human_handoff.rasa_side.callback_form import ValidateCallbackForm
from actions.human_handoff.rasa_side.callback_questions import AskCallTime, AskPhoneCheck
from actions.human_handoff.rasa_side.message_form import (
    MESSAGE_FORM,
    AskMessageOffer,
    ValidateMessageForm,
)
from actions.human_handoff.rasa_side.note_message import NoteCallback, NoteMessage
from actions.human_handoff.rasa_side.noting_start import CALLBACK_FORM, CallBack
from tests.unit import fake_desk
from tests.unit.clock import Clock
from tests.unit.fake_desk import OFF, Desk
from tests.unit.lost_store import LostStore
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup, loop_event, slot_event
from tests.unit.rasa_side.rasa_tracker import DOMAIN

OFFER, MESSAGE, PHONE, CHECK, TIME, NAME = (
    f"human_handoff_{each}"
    for each in ("message_offer", "message", "phone", "phone_check", "callback_time", "name")
)
SAID = "utter_human_handoff_callback_{}".format
TEXT, NUMBER, SHOWN = "My parcel has not come.", "+31612345678", "06 12345678"
LISTEN = followup("action_listen")
SUNDAY = datetime(2026, 11, 22, 15, 30, tzinfo=timezone.utc)
MESSAGES = {
    "receivers": {"tickets": {"webhook": {"url": "http://127.0.0.1:1/x", "secret": "s" * 16}}},
    "default": "tickets",
    "callback": {"region": "NL"},
}
MONDAY = {"begins": "2026-11-23T09:00:00+00:00", "ends": "2026-11-23T12:00:00+00:00"}
TITLE = "Monday between 09:00 and 12:00"


@pytest.fixture
def clock():
    return Clock(SUNDAY)


@pytest.fixture
def store():
    return LostStore(is_lost=False)


@pytest.fixture
def bot(store, clock, monkeypatch):
    monkeypatch.setattr(Messages, "start", lambda self: None)  # nothing is delivered here

    def create(*desks, hours="Mo-Fr 09:00-17:00", callback=MESSAGES["callback"], **settings):
        messages = {"messages": MESSAGES | {"callback": callback}} | settings
        configuration = fake_desk.configuration(
            *(desks or [Desk()]), opening_hours={"desk": hours} if hours else None, **messages
        )
        handoff = Handoff(configuration, store)
        if handoff.callbacks is not None:
            handoff.callbacks.now = clock
        return handoff

    return create


def asks(slot):
    return slot_event("requested_slot", slot)


def answer(chat, requested, text, intent="nlu_fallback", confidence=0.3, form=CALLBACK_FORM):
    """Let the customer answer a question of a form."""
    chat.enter(form, requested)
    chat.say(text, intent, confidence)
    validation = ValidateCallbackForm if form == CALLBACK_FORM else ValidateMessageForm
    result = chat.run(validation)
    chat.action(form)
    return result


def asked_next(result):
    return [each["value"] for each in result.events if each.get("name") == "requested_slot"][-1]


def texts(result):
    return [message["response"] for message in result.messages]


def asked_for_time(bot, **slots):
    """Return a chat in which the times have been offered."""
    chat = Chat(bot, message=TEXT, phone=NUMBER, phone_check=True, **slots)
    chat.say("yes").run(AskCallTime)
    return chat


def test_the_offer_speaks_of_a_call_only_where_one_can_be_noted(bot):
    off = Desk(skills={"human": OFF})
    for handoff, offered in ((bot(off), "_or_call"), (bot(off, callback=None), "")):
        chat = Chat(handoff).say("a person", "human_handoff")
        assert chat.run(CheckShiftStatus).events[-1] == followup(MESSAGE_FORM)
        assert texts(chat.run(AskMessageOffer)) == [f"utter_human_handoff_offer_message{offered}"]


def test_a_message_is_not_offered_where_none_can_be_noted_since_the_server_was_started_again():
    result = Chat(fake_desk.handoff(Desk())).say("a person").run(AskMessageOffer)
    assert texts(result) == ["utter_human_handoff_message_not_possible"]
    assert result.events[-1] == followup("action_listen")


@pytest.mark.parametrize(
    ("text", "intent"),
    [("call me back", "nlu_fallback"), ("/human_handoff_call_back", "human_handoff_call_back")],
)
def test_a_call_is_chosen_at_the_offer(bot, text, intent):
    result = answer(Chat(bot()), OFFER, text, intent, 1.0, MESSAGE_FORM)
    assert result.events[0] == loop_event(None)
    assert result.events[-1] == followup(CALLBACK_FORM)
    no_calls = answer(Chat(bot(callback=None)), OFFER, text, intent, 1.0, MESSAGE_FORM)
    assert no_calls.events[0]["event"] == "action_execution_rejected"


def test_a_bare_yes_is_asked_for_which_once_and_then_is_a_message(bot):
    chat = Chat(bot())
    result = answer(chat, OFFER, "yes", form=MESSAGE_FORM)
    assert texts(result) == ["utter_human_handoff_message_or_call"]
    assert asked_next(result) == OFFER
    result = answer(chat, OFFER, "yes", form=MESSAGE_FORM)
    assert asked_next(result) == MESSAGE
    assert chat.slot("bad_answers") == 0
    assert asked_next(answer(Chat(bot()), OFFER, "a message", form=MESSAGE_FORM)) == MESSAGE


def test_a_button_begins_the_form_where_callbacks_are_configured(bot):
    result = Chat(bot()).say("/human_handoff_call_back").run(CallBack)
    assert result.events[-1] == followup(CALLBACK_FORM)
    result = Chat(bot(callback=None)).say("/human_handoff_call_back").run(CallBack)
    assert texts(result) == [SAID("not_possible")]
    assert result.events == []


@pytest.mark.parametrize(
    ("known", "question"),
    [({}, PHONE), ({"phone": NUMBER}, CHECK), ({"phone": NUMBER, "phone_check": True}, TIME)],
)
def test_the_form_asks_what_is_missing(bot, known, question):
    result = answer(Chat(bot(), **known), MESSAGE, TEXT)
    assert result.slots["message"] == TEXT
    assert asked_next(result) == question


def test_a_number_is_read_shown_and_checked(bot):
    chat = Chat(bot(), message=TEXT)
    result = answer(chat, PHONE, "it is 06-12345678")
    assert result.slots["phone"] == NUMBER
    assert asked_next(result) == CHECK
    (shown,) = chat.dry_run(AskPhoneCheck).messages
    assert (shown["response"], shown["phone"]) == ("utter_human_handoff_phone_check", SHOWN)
    result = answer(chat, CHECK, "no, it is 020 1234567")
    assert result.slots["phone"] == "+31201234567"
    assert asked_next(result) == CHECK
    result = answer(chat, CHECK, "no")
    assert result.slots["phone"] is None
    assert asked_next(result) == PHONE
    answer(chat, PHONE, "0612345678")
    assert asked_next(answer(chat, CHECK, "yes")) == TIME
    assert chat.slot("phone_check") is True


def test_an_unclear_check_is_asked_again_and_then_the_number(bot):
    chat = Chat(bot(), message=TEXT, phone=NUMBER)
    for _ in range(2):
        result = answer(chat, CHECK, "what is the weather like?")
        assert texts(result) == ["utter_human_handoff_phone_not_checked"]
        assert asked_next(result) == CHECK
    assert asked_next(answer(chat, CHECK, "what is the weather like?")) == PHONE


@pytest.mark.parametrize("question", [MESSAGE, PHONE, CHECK, TIME, NAME])
def test_stop_ends_the_form_at_every_question(bot, question):
    chat = Chat(bot(), message=TEXT, phone=NUMBER, phone_check=True)
    result = answer(chat, question, "never mind")
    assert texts(result) == [SAID("declined")]
    assert result.events[-1] == LISTEN
    assert chat.slot("message") is None


@pytest.mark.parametrize("question", [MESSAGE, PHONE, CHECK, TIME])
def test_another_button_leaves_the_form(bot, question):
    result = answer(Chat(bot(), message=TEXT), question, "/greet", "greet", 1.0)
    assert result.events[0]["event"] == "action_execution_rejected"
    assert result.messages == []
    text = "/human_handoff_no_message"
    result = answer(Chat(bot(), message=TEXT), question, text, text[1:], 1.0)
    assert texts(result) == [SAID("declined")]


@pytest.mark.parametrize("answers", [["I'd rather not say"], ["12", "34", "56"], ["no"]])
def test_without_a_number_it_goes_on_as_a_message_with_what_was_written(bot, answers):
    chat = Chat(bot(), message=TEXT)
    for text in answers:
        result = answer(chat, PHONE, text)
    assert texts(result) == [SAID("needs_phone")]
    assert result.events[-1] == followup(MESSAGE_FORM)
    assert (chat.slot("message"), chat.slot("message_offer")) == (TEXT, True)


def test_times_are_offered_as_buttons_and_named_with_the_time_zone(bot):
    result = Chat(bot()).say("yes").run(AskCallTime)
    (asked,) = result.messages
    assert asked["response"] == SAID("times")
    assert asked["zone"] == "Coordinated Universal Time"
    assert asked["buttons"][0] == {"title": TITLE, "payload": TITLE}
    assert len(asked["buttons"]) == 6
    assert result.slots["callback_times"][0] == {"title": TITLE, **MONDAY}


def test_a_domain_without_the_title_still_gets_titles(bot):
    chat = Chat(bot(), domain=DOMAIN | {"responses": {}}).say("yes")
    (asked,) = chat.run(AskCallTime).messages
    assert asked["buttons"][0]["title"] == "Monday 09:00 12:00"


def test_without_opening_hours_the_time_is_asked_for_in_words_and_taken_as_said(bot):
    chat = Chat(bot(hours=None), message=TEXT, phone=NUMBER, phone_check=True).say("yes")
    assert texts(chat.run(AskCallTime)) == [SAID("when")]
    result = answer(chat, TIME, "tomorrow\nafter dinner")
    assert result.slots["callback_time"] == {"said": "tomorrow after dinner"}
    assert asked_next(result) == NAME


def test_a_time_is_chosen_by_its_button_or_in_words(bot):
    chat = asked_for_time(bot())
    result = answer(chat, TIME, TITLE)
    assert result.slots["callback_time"] == MONDAY
    assert asked_next(result) == NAME
    chat = asked_for_time(bot(messages=MESSAGES | {"ask": []}))
    result = answer(chat, TIME, "wednesday afternoon")
    assert result.slots["callback_time"]["begins"] == "2026-11-25T12:00:00+00:00"
    assert asked_next(result) is None


def test_what_is_not_understood_is_asked_once_more_and_then_taken_as_said(bot):
    chat = asked_for_time(bot())
    result = answer(chat, TIME, "not when I work")
    assert texts(result) == [SAID("time_unclear")]
    assert asked_next(result) == TIME
    assert answer(chat, TIME, "after tea").slots["callback_time"] == {"said": "after tea"}


def test_a_time_that_is_over_is_not_noted(bot, clock):
    chat = asked_for_time(bot())
    clock.now = SUNDAY.replace(day=23, hour=9, minute=5)
    assert texts(answer(chat, TIME, TITLE)) == [SAID("time_unclear")]


@pytest.mark.parametrize("text", ["", "x" * 201])
def test_what_cannot_be_noted_as_a_time_is_asked_for_again_and_given_up(bot, text):
    chat = asked_for_time(bot(hours=None))
    for _ in range(2):
        assert texts(answer(chat, TIME, text)) == [SAID("time_not_text")]
    result = answer(chat, TIME, text)
    assert texts(result) == [SAID("not_possible")]
    assert result.events[-1] == LISTEN


def test_a_form_that_begins_asks_its_first_question(bot):
    chat = Chat(bot()).say("call me")
    chat.action("action_human_handoff_call_back")
    chat.loop = {"name": CALLBACK_FORM}
    assert chat.run(ValidateCallbackForm).events == [asks(MESSAGE)]


def test_a_form_that_breaks_says_that_nothing_was_noted(bot, monkeypatch):
    monkeypatch.setattr(callback_form, "chosen_time", lambda *_: 1 / 0)
    result = answer(asked_for_time(bot()), TIME, TITLE)
    assert texts(result) == [SAID("not_possible")]
    assert result.events[-1] == LISTEN


def test_questions_that_break_are_asked_in_other_words(bot, monkeypatch):
    chat = Chat(bot(), phone="hunter2").say("x")
    result = chat.run(AskPhoneCheck)
    assert texts(result) == ["utter_ask_human_handoff_phone"]
    assert chat.slot("phone") is None
    monkeypatch.setattr(callback_questions, "as_offered", lambda _: 1 / 0)
    assert texts(chat.run(AskCallTime)) == [SAID("when")]
    assert Chat(bot(callback=None), phone=NUMBER).say("x").run(AskPhoneCheck).messages == []


def complete(bot, **others):
    values = {"message": TEXT, "phone": NUMBER, "phone_check": True, "callback_time": MONDAY}
    return Chat(bot, name="Ada", **(values | others)).say("Ada")


def test_noted_is_said_after_the_store_has_it_with_number_time_and_zone(bot):
    handoff = bot()
    chat = complete(handoff)
    (said,) = chat.run(NoteCallback).messages
    (record,) = handoff.messages.records.open()
    expected = {
        "response": SAID("noted"),
        "phone": SHOWN,
        "day": "Monday 23 November",
        "begins": "09:00",
        "ends": "12:00",
        "zone": "Coordinated Universal Time",
        "reference": record.reference,
    }
    assert {name: said[name] for name in expected} == expected
    noted = record.message
    assert (noted.text, noted.name, noted.phone) == (TEXT, "Ada", NUMBER)
    assert noted.call_at == "2026-11-23 09:00-12:00 (UTC)"
    assert (noted.call_from, noted.call_until) == (MONDAY["begins"], MONDAY["ends"])
    assert [each["step"] for each in chat.reports] == ["callback_noted"]
    assert chat.slot("message_reference") == record.reference
    assert chat.slot("message") is chat.slot("callback_time") is chat.slot("phone_check") is None
    assert chat.slot("phone") == NUMBER


def test_a_time_in_the_customers_words_is_repeated_and_passed_on(bot):
    handoff = bot()
    (said,) = complete(handoff, callback_time={"said": "after six"}).run(NoteCallback).messages
    assert (said["response"], said["call_at"]) == (SAID("noted_as_said"), "after six")
    (record,) = handoff.messages.records.open()
    assert (record.message.call_at, record.message.call_from) == ("after six", None)


def test_a_turn_that_is_delivered_again_is_one_callback_with_one_reference(bot):
    handoff = bot()
    chat = complete(handoff)
    assert chat.dry_run(NoteCallback).messages == chat.run(NoteCallback).messages
    assert len(list(handoff.messages.records.open())) == 1
    chat.set_slots(message=TEXT)  # the same words as a message are another one
    chat.say("x").run(NoteMessage)
    assert len(list(handoff.messages.records.open())) == 2


@pytest.mark.parametrize(
    "missing",
    [
        {"message": None},
        {"phone": None},
        {"callback_time": None},
        {"callback_time": {"begins": "x", "ends": 3}},
        {"callback_time": "tomorrow"},
    ],
)
def test_where_something_is_missing_nothing_is_noted(bot, missing):
    handoff = bot()
    result = complete(handoff, **missing).run(NoteCallback)
    assert texts(result) == [SAID("not_possible")]
    assert list(handoff.messages.records.open()) == []


def test_where_the_outbox_is_full_the_customer_reads_that_no_call_was_noted(bot, monkeypatch):
    handoff = bot()
    monkeypatch.setattr(Outbox, "put", lambda *_: False)
    chat = complete(handoff)
    assert texts(chat.run(NoteCallback)) == [SAID("no_room")]
    assert list(handoff.messages.records.open()) == []
    assert [each["step"] for each in chat.reports] == ["callback_not_noted"]


def test_without_the_store_nothing_is_claimed_and_no_number_is_logged(bot, store, caplog):
    caplog.set_level(logging.DEBUG)
    handoff = bot()
    chat = complete(handoff)
    store.is_lost = True
    assert texts(chat.run(NoteCallback)) == [SAID("not_noted")]
    assert [each["step"] for each in chat.reports] == ["callback_not_noted"]
    assert "612345678" not in caplog.text

    store.is_lost = False
    chat.set_slots(message=TEXT, callback_time=MONDAY)
    assert texts(chat.run(NoteCallback)) == [SAID("noted")]
    assert "612345678" not in caplog.text + repr(chat.reports)


@pytest.mark.parametrize(
    "value",
    [
        *(None, 3, "x", {}, [], {"begins": None, "ends": None}, {"begins": "2026-11-23T09:00:00"}),
        {"begins": "2026-11-23T09:00:00", "ends": "2026-11-23T12:00:00"},
        {"begins": 1, "ends": 2},
    ],
)
def test_a_slot_with_anything_else_in_it_has_no_time(value):
    assert time_in(value) is None
    assert offered_in([value, {"title": "x"} | MONDAY, MONDAY]) == [("x", time_in(MONDAY))]
    assert offered_in(value) == []
