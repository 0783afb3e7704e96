"""What the plugin reads from a tracker in the shape in which Rasa 3.6 posts it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk.interfaces import Tracker

from actions.human_handoff.desk import Contact
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.rasa_side.escalation import escalation_of
from actions.human_handoff.rasa_side.tracker import CHECK_ACTION, TrackerView
from tests.unit.rasa_side.rasa_stage import DOMAIN, NOW, TRANSFER_TEXT, Chat

RUNG = Route("desk", "billing")


def read(chat: Chat) -> TrackerView:
    return TrackerView(Tracker.from_dict(chat.tracker), chat.domain)


def saying(*variants: dict[str, object]) -> dict[str, object]:
    return DOMAIN | {"responses": {"utter_human_handoff_transfer": list(variants)}}


def test_a_tracker_without_a_message_reads_as_nothing():
    view = TrackerView(Tracker.from_dict({"sender_id": "s"}), {})

    assert (view.channel, view.text, view.intent) == ("", "", ("", 0.0))
    assert (view.failed_requests, view.tried_routes, view.contact) == (0, [], Contact())
    assert (view.seconds_since_last_message, view.bot_messages_since) == (0.0, 0)
    assert (view.latest_bot_message, view.transfer_message, view.is_handed_over) == (
        {},
        None,
        False,
    )
    assert (view.desk, view.requested_skill) == (None, "")
    assert view.idempotency_key == "s/0/0"
    assert view.carries_slots_over
    assert not view.answers_form("human_handoff_form")
    escalation = escalation_of(view, RUNG, None)
    assert (escalation.conversation_id, escalation.user_id) == ("s", None)
    assert (escalation.question, escalation.intent) == (None, None)


def test_the_latest_message_and_its_understanding_are_read():
    view = read(Chat(channel="rest").says("Hello", "greet", 0.7).says("Bye", "goodbye", 0.6))

    assert (view.channel, view.text, view.intent) == ("rest", "Bye", ("goodbye", 0.6))


def test_a_message_without_an_understanding_has_no_intent():
    chat = Chat().says("Hello")
    chat.latest = {"text": None, "intent": {"name": None, "confidence": None}}

    assert (read(chat).text, read(chat).intent) == ("", ("", 0.0))


@pytest.mark.parametrize(
    ("state", "away"),
    [("none", False), ("requested", True), ("with_agent", True), ("failed", False),
     ("gave_up", False)],
)  # fmt: skip
def test_the_conversation_is_away_from_acceptance_to_return(state, away):
    assert read(Chat(state=state)).is_handed_over is away


def test_ids_come_from_metadata_then_the_slot_then_the_sender():
    chat = Chat(sender="sender-1").says("Hello")
    ids = [escalation_of(read(chat), RUNG, None)]
    chat.set_slot("human_handoff_conversation_id", "slot-1")
    chat.set_slot("human_handoff_user_id", 77)
    ids.append(escalation_of(read(chat), RUNG, None))
    chat.says("Hi", human_handoff_conversation_id="meta-1", human_handoff_user_id="user-1")
    ids.append(escalation_of(read(chat), RUNG, None))

    assert [(each.conversation_id, each.user_id) for each in ids] == [
        ("sender-1", None),
        ("slot-1", "77"),
        ("meta-1", "user-1"),
    ]


def test_the_latest_metadata_that_has_an_id_wins():
    chat = Chat(conversation_id="slot-1")
    chat.says("One", human_handoff_conversation_id="meta-1", human_handoff_user_id="user-1")
    chat.says("Two", human_handoff_conversation_id="meta-2")
    chat.says("Three", human_handoff_conversation_id="")
    escalation = escalation_of(read(chat.says("Four")), RUNG, None)

    assert (escalation.conversation_id, escalation.user_id) == ("meta-2", "user-1")


def test_an_escalation_holds_the_rung_the_message_and_the_contact():
    chat = Chat(name="Ada", email="ada@x.nl", skill="offers").says("Hello")
    escalation = escalation_of(read(chat), RUNG, "Hold on.")

    assert (escalation.skill, escalation.message) == ("billing", "Hold on.")
    assert escalation.contact == Contact("Ada", "ada@x.nl")


def test_the_request_is_the_message_before_the_check_not_the_latest_one():
    chat = Chat().says("Hello", "greet").says("My invoice is wrong, a person!", "human_handoff")
    chat.action(CHECK_ACTION)
    chat.listen()
    chat.says("Ada", "nlu_fallback")

    escalation = escalation_of(read(chat), RUNG, None)

    assert escalation.question == "My invoice is wrong, a person!"
    assert escalation.intent == "human_handoff"


def test_the_latest_of_two_requests_is_passed_on():
    chat = Chat()
    for text in ("First", "Second"):
        chat.says(text, "human_handoff")
        chat.action(CHECK_ACTION)
        chat.listen()

    assert escalation_of(read(chat), RUNG, None).question == "Second"


def test_a_request_that_was_never_understood_has_no_intent():
    chat = Chat().says("Help")
    chat.events[-1]["parse_data"] = None
    chat.action(CHECK_ACTION)

    escalation = escalation_of(read(chat), RUNG, None)
    assert (escalation.question, escalation.intent) == ("Help", None)


@pytest.mark.parametrize(
    ("said", "passed_on"),
    [
        ("mail me at ada@x.nl now", "mail me at *** now"),
        ("call +31 (0)6-1234 5678!", "call ***!"),
        ("order 1234567, 2 pieces", "order ***, 2 pieces"),
        ("since 12 May, order 12345", "since 12 May, order 12345"),
    ],
)
def test_the_question_that_is_passed_on_is_masked(said, passed_on):
    chat = Chat().says(said, "human_handoff")
    chat.action(CHECK_ACTION)

    assert escalation_of(read(chat), RUNG, None).question == passed_on


def test_a_repeated_turn_has_the_same_mark_and_a_new_request_another():
    chat = Chat(request=1).says("Hello")
    first = read(chat).idempotency_key
    again = read(chat).idempotency_key
    chat.set_slot("human_handoff_request", 2)

    assert first == again == f"customer-1/{chat.events[0]['timestamp']}/1"
    assert read(chat).idempotency_key == f"customer-1/{chat.events[0]['timestamp']}/2"


def test_an_old_id_with_a_new_tracker_has_a_new_key():
    assert (
        read(Chat(request=1)).idempotency_key
        != read(Chat(request=1, began=NOW - 30)).idempotency_key
    )


def test_a_restart_that_empties_the_slots_does_not_repeat_a_mark():
    chat = Chat(request=1).says("Hello")
    before = read(chat).idempotency_key
    chat.restart()
    chat.listen()
    chat.set_slot("human_handoff_request", 1)

    assert read(chat).idempotency_key != before


def test_the_time_since_the_customer_spoke_is_measured_and_never_negative():
    assert read(Chat().says("Hello", ago=4)).seconds_since_last_message == pytest.approx(4, abs=0.1)
    assert read(Chat().says("Hello", ago=-4)).seconds_since_last_message == 0.0


def test_messages_said_since_the_customer_spoke_are_counted():
    chat = Chat().bot().bot().says("Hello")
    before = read(chat).bot_messages_since
    chat.bot().bot().bot()

    assert (before, read(chat).bot_messages_since) == (0, 3)


def test_messages_count_where_the_customer_has_said_nothing():
    assert read(Chat().bot().bot()).bot_messages_since == 2


def test_the_latest_bot_message_is_the_bots_last():
    chat = Chat().bot("One").bot("Two", triggerEvent="x").says("Hello")

    answer = read(chat).latest_bot_message
    assert (answer["text"], answer["metadata"]) == ("Two", {"triggerEvent": "x"})


def test_the_transfer_message_comes_from_the_domain():
    assert read(Chat()).transfer_message == TRANSFER_TEXT


@pytest.mark.parametrize(
    ("channel", "text"), [("web", "On the web"), ("rest", "Anywhere"), ("liveperson", "In chat")]
)
def test_the_transfer_message_is_that_of_the_channel_else_the_general_one(channel, text):
    domain = saying(
        {"channel": "liveperson", "text": "In chat"},
        {"text": "Anywhere"},
        {"channel": "web", "text": "On the web"},
        {"text": "A second one"},
    )

    assert read(Chat(channel=channel, domain=domain).says("Hi")).transfer_message == text


def test_slots_are_filled_into_the_transfer_message():
    domain = saying({"text": "{human_handoff_name}, {human_handoff_email}{no_such_slot}hold {on"})

    assert read(Chat(domain=domain, name="Ada")).transfer_message == "Ada, hold {on"


@pytest.mark.parametrize(
    "domain",
    [
        saying({"text": "BLANK_MESSAGE"}),
        saying({"text": " BLANK_MESSAGE\n"}),
        saying({"text": ""}),
        saying({"custom": {"type": "card"}}),
        saying({"channel": "web", "text": "Elsewhere"}),
        saying(),
        {"responses": None},
        {"responses": {}},
        {},
    ],
)
def test_a_blank_or_missing_transfer_message_is_none(domain):
    assert read(Chat(domain=domain).says("Hi")).transfer_message is None


def test_an_answer_in_the_form_is_told_from_the_forms_own_moves():
    chat = Chat().says("I want a person", "human_handoff")
    chat.action(CHECK_ACTION)
    form = "human_handoff_form"
    found = [read(chat).answers_form(form)]  # the form begins
    chat.enter(form, "human_handoff_name").says("Ada")
    found.append(read(chat).answers_form(form))  # an answer
    chat.action(form)
    chat.listen()
    chat.says("What does it cost?", "faq")
    chat.action("utter_faq")
    found.append(read(chat).answers_form(form))  # the form goes on after something else
    chat.action(form)
    chat.listen()
    chat.says("Ada")
    found.append(read(chat).answers_form(form))
    found.append(read(chat).answers_form("human_handoff_with_agent"))

    assert found == [False, True, False, True, False]


def test_a_form_that_runs_before_any_action_answers_nothing():
    chat = Chat()
    chat.events, chat.loop = [], {"name": "human_handoff_form"}

    assert not read(chat).answers_form("human_handoff_form")


def test_desk_and_skill_of_the_request_come_from_its_own_slots():
    view = read(Chat(desk="b", requested_skill="billing", skill="offers", topic="account"))

    assert (view.desk, view.requested_skill) == ("b", "billing")
    assert read(Chat(desk="")).desk is None
    assert read(Chat(skill="offers", topic="account")).requested_skill == ""


@pytest.mark.parametrize(
    ("config", "kept"),
    [
        ({"carry_over_slots_to_new_session": False}, False),
        ({"carry_over_slots_to_new_session": True}, True),
        ({}, True),
        (None, True),
    ],
)
def test_whether_slots_are_carried_over_stands_in_the_domain(config, kept):
    assert read(Chat(domain={"session_config": config})).carries_slots_over is kept


WORDS = st.text(st.characters(categories=("L",)), min_size=1, max_size=8)


@given(WORDS, WORDS, st.text(max_size=20), st.text(max_size=20))
def test_no_address_in_a_question_is_passed_on(local, domain, before, after):
    chat = Chat().says(f"{before} {local}@{domain} {after}", "human_handoff")
    chat.action(CHECK_ACTION)

    question = escalation_of(read(chat), RUNG, None).question
    assert f"{local}@{domain}" not in question
    assert "***" in question


@given(st.text(min_size=1).filter(lambda text: text.strip()), WORDS)
def test_a_slots_value_stands_in_the_transfer_message_as_it_is(value, word):
    chat = Chat(domain=saying({"text": f"{word} {{human_handoff_name}} {word}"}), name=value)

    assert read(chat).transfer_message == f"{word} {value} {word}"


def test_agents_are_told_what_the_customer_said_last_up_to_the_question():
    chat = Chat(channel="liveperson")
    for text in ("One", "Two", "Three", "Four"):
        chat.says(text)
    chat.action(CHECK_ACTION)
    chat.says("Ada").says("ada@example.org")

    escalation = escalation_of(read(chat), RUNG, None)

    assert escalation.last_messages == ["Two", "Three", "Four"]
    assert escalation.channel == "liveperson"
    assert "Four" not in repr(escalation)
