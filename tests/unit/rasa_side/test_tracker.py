"""What the plugin reads from a tracker in the shape in which Rasa 3.6 posts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk.interfaces import Tracker

from actions.human_handoff import Contact
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.rasa_side.escalation import escalation_of
from actions.human_handoff.rasa_side.tracker import CHECK_ACTION, TrackerView
from tests.unit.rasa_side.chat import TRANSFER_TEXT, Chat, transfer_responses
from tests.unit.rasa_side.rasa_tracker import NOW


def escalated(chat, message=None):
    """Return the transfer request of a conversation, at the skill `billing` of a desk."""
    return escalation_of(chat.view, Route("desk", "billing"), message)


def requested(*texts, intent="human_handoff"):
    """A conversation in which the customer asked for a person with the last of these messages."""
    chat = Chat()
    for text in texts:
        chat.say(text, intent)
    chat.action(CHECK_ACTION)
    chat.listen()
    return chat


def test_a_tracker_without_a_message_reads_as_nothing():
    view = TrackerView(Tracker.from_dict({"sender_id": "s"}), {})

    assert (view.channel, view.text, view.intent) == ("", "", ("", 0.0))
    assert (view.failed_requests, view.tried_routes, view.contact) == (0, [], Contact())
    assert (view.seconds_since_last_message, view.bot_messages_since) == (0.0, 0)
    assert (view.latest_bot_message, view.transfer_message) == ({}, None)
    assert not view.is_handed_over
    assert (view.desk, view.requested_skill) == (None, "")
    assert view.idempotency_key == "s/0/0"
    assert view.carries_slots_over
    assert not view.answers_form("human_handoff_form")
    escalation = escalation_of(view, Route("desk", "billing"), None)
    assert (escalation.conversation_id, escalation.user_id) == ("s", None)
    assert (escalation.question, escalation.intent) == (None, None)


def test_a_message_without_an_understanding_has_no_intent():
    chat = Chat().say("Hello")
    chat.latest = {"text": None, "intent": {"name": None, "confidence": None}}

    assert (chat.view.text, chat.view.intent) == ("", ("", 0.0))


def test_ids_come_from_metadata_then_the_slot_then_the_sender():
    chat = Chat(sender="sender-1").say("Hello")
    escalations = [escalated(chat)]
    chat.set_slots(conversation_id="slot-1", user_id=77)
    escalations.append(escalated(chat))
    chat.say("Hi", human_handoff_conversation_id="meta-1", human_handoff_user_id="user-1")
    escalations.append(escalated(chat))

    assert [(each.conversation_id, each.user_id) for each in escalations] == [
        ("sender-1", None),
        ("slot-1", "77"),
        ("meta-1", "user-1"),
    ]


def test_the_latest_metadata_that_has_an_id_wins():
    chat = Chat(conversation_id="slot-1")
    chat.say("One", human_handoff_conversation_id="meta-1", human_handoff_user_id="user-1")
    chat.say("Two", human_handoff_conversation_id="meta-2")
    chat.say("Three", human_handoff_conversation_id="")
    escalation = escalated(chat.say("Four"))

    assert (escalation.conversation_id, escalation.user_id) == ("meta-2", "user-1")


def test_an_escalation_holds_the_route_the_message_and_the_contact():
    chat = Chat(name="Ada", email="ada@x.nl", skill="offers").say("Hello")
    escalation = escalated(chat, "Hold on.")

    assert (escalation.skill, escalation.message) == ("billing", "Hold on.")
    assert escalation.contact == Contact("Ada", "ada@x.nl")


def test_the_request_is_the_message_before_the_check_not_the_latest_one():
    chat = requested("Hello", "My invoice is wrong, a person!")
    chat.say("Ada", "nlu_fallback")

    escalation = escalated(chat)
    assert escalation.question == "My invoice is wrong, a person!"
    assert escalation.intent == "human_handoff"


def test_the_latest_of_two_requests_is_passed_on():
    chat = requested("First")
    chat.say("Second", "human_handoff")
    chat.action(CHECK_ACTION)

    assert escalated(chat).question == "Second"


def test_a_request_that_was_never_understood_has_no_intent():
    chat = Chat().say("Help")
    chat.events[-1]["parse_data"] = None
    chat.action(CHECK_ACTION)

    escalation = escalated(chat)
    assert (escalation.question, escalation.intent) == ("Help", None)


@pytest.mark.parametrize(
    ("text", "passed_on"),
    [
        ("mail me at ada@x.nl now", "mail me at *** now"),
        ("call +31 (0)6-1234 5678!", "call ***!"),
        ("order 1234567, 2 pieces", "order ***, 2 pieces"),
        ("since 12 May, order 12345", "since 12 May, order 12345"),
    ],
)
def test_the_question_that_is_passed_on_is_masked(text, passed_on):
    assert escalated(requested(text)).question == passed_on


def test_a_repeated_turn_has_the_same_key_and_a_new_request_another():
    chat = Chat(request=1).say("Hello")
    first, again = chat.view.idempotency_key, chat.view.idempotency_key
    chat.set_slots(request=2)

    assert first == again == f"customer-1/{chat.events[0]['timestamp']}/1"
    assert chat.view.idempotency_key == f"customer-1/{chat.events[0]['timestamp']}/2"


def test_an_old_id_with_a_new_tracker_has_a_new_key():
    older, newer = (Chat(request=1, began=NOW - seconds) for seconds in (60, 30))

    assert older.view.idempotency_key != newer.view.idempotency_key


def test_a_restart_that_empties_the_slots_does_not_repeat_a_key():
    chat = Chat(request=1).say("Hello")
    before = chat.view.idempotency_key
    chat.restart().listen()
    chat.set_slots(request=1)

    assert chat.view.idempotency_key != before


FORGETS = {"session_config": {"carry_over_slots_to_new_session": False}}
KEEPS = {"session_config": {"carry_over_slots_to_new_session": True}}
NAMED = "{human_handoff_name}, {human_handoff_email}{no_such_slot}hold {on"


@pytest.mark.parametrize(
    ("chat", "name", "value"),
    [
        # The latest message and what Rasa understood of it.
        (Chat(channel="rest").say("Hello").say("Bye"), "channel", "rest"),
        (Chat().say("Hello").say("Bye"), "text", "Bye"),
        (Chat().say("Hello", "greet", 0.7).say("Bye", "goodbye", 0.6), "intent", ("goodbye", 0.6)),
        # The conversation is handed over from acceptance to return.
        (Chat(state="none"), "is_handed_over", False),
        (Chat(state="requested"), "is_handed_over", True),
        (Chat(state="with_agent"), "is_handed_over", True),
        (Chat(state="failed"), "is_handed_over", False),
        (Chat(state="gave_up"), "is_handed_over", False),
        # The time since the customer's message is measured and never negative.
        (Chat().say("Hello", ago=4), "seconds_since_last_message", pytest.approx(4, abs=0.1)),
        (Chat().say("Hello", ago=-4), "seconds_since_last_message", 0.0),
        # Messages since the customer's latest one are counted, also where there is none.
        (Chat().bot().bot().say("Hello"), "bot_messages_since", 0),
        (Chat().bot().bot().say("Hello").bot().bot().bot(), "bot_messages_since", 3),
        (Chat().bot().bot(), "bot_messages_since", 2),
        # Desk and skill of the request come from its own slots.
        (Chat(desk="b", requested_skill="billing", skill="offers", topic="account"), "desk", "b"),
        (Chat(requested_skill="billing", skill="offers"), "requested_skill", "billing"),
        (Chat(desk=""), "desk", None),
        (Chat(skill="offers", topic="account"), "requested_skill", ""),
        # The domain says whether slots are carried over to a new session.
        (Chat(domain=FORGETS), "carries_slots_over", False),
        (Chat(domain=KEEPS), "carries_slots_over", True),
        (Chat(domain={"session_config": {}}), "carries_slots_over", True),
        (Chat(domain={"session_config": None}), "carries_slots_over", True),
        # The transfer message comes from the domain, with slots filled in.
        (Chat(), "transfer_message", TRANSFER_TEXT),
        (
            Chat(domain=transfer_responses({"text": NAMED}), name="Ada"),
            *("transfer_message", "Ada, hold {on"),
        ),
    ],
)
def test_the_view_of_a_tracker_reads(chat, name, value):
    assert getattr(chat.view, name) == value


def test_the_latest_bot_message_is_the_bots_last():
    message = Chat().bot("One").bot("Two", triggerEvent="x").say("Hello").view.latest_bot_message

    assert (message["text"], message["metadata"]) == ("Two", {"triggerEvent": "x"})


@pytest.mark.parametrize(
    ("channel", "text"), [("web", "On the web"), ("rest", "Anywhere"), ("liveperson", "In chat")]
)
def test_the_transfer_message_is_that_of_the_channel_else_the_general_one(channel, text):
    domain = transfer_responses(
        {"channel": "liveperson", "text": "In chat"},
        {"text": "Anywhere"},
        {"channel": "web", "text": "On the web"},
        {"text": "A second one"},
    )

    assert Chat(channel=channel, domain=domain).say("Hi").view.transfer_message == text


@pytest.mark.parametrize(
    "domain",
    [
        transfer_responses({"text": "BLANK_MESSAGE"}),
        transfer_responses({"text": " BLANK_MESSAGE\n"}),
        transfer_responses({"text": ""}),
        transfer_responses({"custom": {"type": "card"}}),
        transfer_responses({"channel": "web", "text": "Elsewhere"}),
        transfer_responses(),
        {"responses": None},
        {"responses": {}},
        {},
    ],
)
def test_a_blank_or_missing_transfer_message_is_none(domain):
    assert Chat(domain=domain).say("Hi").view.transfer_message is None


def test_an_answer_in_the_form_is_told_apart_from_the_forms_own_steps():
    form = "human_handoff_form"
    chat = Chat().say("I want a person", "human_handoff")
    chat.action(CHECK_ACTION)
    assert not chat.view.answers_form(form), "the form begins"
    chat.enter(form, "human_handoff_name").say("Ada")
    assert chat.view.answers_form(form)
    chat.action(form)
    chat.listen()
    chat.say("What does it cost?", "faq")
    chat.action("utter_faq")
    assert not chat.view.answers_form(form), "the form continues after something else"
    chat.action(form)
    chat.listen()
    chat.say("Ada")
    assert chat.view.answers_form(form)
    assert not chat.view.answers_form("human_handoff_with_agent")


def test_a_form_that_runs_before_any_action_answers_nothing():
    chat = Chat()
    chat.events, chat.loop = [], {"name": "human_handoff_form"}

    assert not chat.view.answers_form("human_handoff_form")


LETTERS = st.text(st.characters(categories=("L",)), min_size=1, max_size=8)


@given(LETTERS, LETTERS, st.text(max_size=20), st.text(max_size=20))
def test_no_address_in_a_question_is_passed_on(local, domain, before, after):
    question = escalated(requested(f"{before} {local}@{domain} {after}")).question

    assert f"{local}@{domain}" not in question
    assert "***" in question


@given(st.text(min_size=1).filter(lambda text: text.strip()), LETTERS)
def test_a_slots_value_stands_in_the_transfer_message_as_it_is(value, word):
    domain = transfer_responses({"text": f"{word} {{human_handoff_name}} {word}"})

    assert Chat(domain=domain, name=value).view.transfer_message == f"{word} {value} {word}"


def test_agents_get_the_customers_last_messages_up_to_the_question():
    chat = requested("One", "Two", "Three", "Four").say("Ada").say("ada@example.org")

    escalation = escalated(chat)

    assert escalation.last_messages == ["Two", "Three", "Four"]
    assert escalation.channel == "liveperson"
    assert "Four" not in repr(escalation)
