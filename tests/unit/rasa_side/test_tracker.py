"""What the plugin reads from a tracker in the shape in which Rasa 3.6 posts it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa_sdk.interfaces import Tracker

from actions.human_handoff import Contact, Escalation
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.rasa_side.escalation import escalation_of
from actions.human_handoff.rasa_side.idempotency import idempotency_key
from actions.human_handoff.rasa_side.platform_ids import PlatformIds
from actions.human_handoff.rasa_side.tracker import CHECK_ACTION, TrackerView
from tests.unit.cases import cases
from tests.unit.rasa_side.chat import TRANSFER_TEXT, Chat, transfer_responses

IDS = PlatformIds("conversation-1", "user-7")


def escalated(chat, message=None):
    """Return the transfer request of a conversation, at the skill `billing` of a desk."""
    return escalation_of(chat.view, Route("desk", "billing"), IDS, message)


def requested(*texts, chat=None, **slots):
    """A conversation in which the customer asked for a person with the last of these messages."""
    chat = chat or Chat(**slots)
    for text in texts:
        chat.say(text, "human_handoff")
    chat.action(CHECK_ACTION)
    chat.listen()
    return chat


def test_a_tracker_without_a_message_reads_as_nothing():
    view = TrackerView(Tracker.from_dict({"sender_id": "s"}), {})

    assert (view.channel, view.text, view.intent) == ("", "", ("", 0.0))
    assert (view.failed_requests, view.tried_routes, view.contact) == (0, [], Contact())
    assert (view.events_since, view.pending_transfer_message) == ([], None)
    assert not view.is_handed_over
    assert (view.desk, view.requested_skill) == (None, "")
    assert idempotency_key(view) == "s/0/0/0"
    assert view.carries_slots_over
    assert not view.answers_form("human_handoff_form")
    assert view.seconds_waited == pytest.approx(0, abs=0.1)
    escalation = escalation_of(view, Route("desk", "billing"), IDS, None)
    assert (escalation.question, escalation.intent) == (None, None)


def test_a_message_without_an_understanding_has_no_intent():
    chat = Chat().say("Hello")
    chat.latest = {"text": None, "intent": {"name": None, "confidence": None}}

    assert (chat.view.text, chat.view.intent) == ("", ("", 0.0))


def test_an_escalation_holds_the_route_the_message_the_contact_and_the_last_messages():
    """The last messages are those up to the request; what answers the form is not among them."""
    chat = requested("One", "Two", "Three", "Four", name="Ada", email="ada@x.nl", skill="offers")

    escalation = escalated(chat.say("Ada").say("ada@example.org"), "Hold on.")

    assert escalation == Escalation(
        *("conversation-1", "user-7", "billing", "Hold on.", Contact("Ada", "ada@x.nl")),
        intent="human_handoff",
        question="Four",
        channel="liveperson",
        last_messages=["Two", "Three", "Four"],
    )
    assert "Four" not in repr(escalation)


A_PERSON = "My invoice is wrong, a person!"


@cases(
    "chat question",
    {
        "the message before the check": (requested("Hello", A_PERSON).say("Ada"), A_PERSON),
        "that of the latest request": (requested("Second", chat=requested("First")), "Second"),
        "an e-mail address is masked": (requested("I am ada@x.nl now"), "I am *** now"),
        "a telephone number is masked": (requested("call +31 (0)6-1234 5678!"), "call ***!"),
        "a long number is masked": (requested("order 1234567, 2 pieces"), "order ***, 2 pieces"),
        "signs of other writing systems": (requested("a＠x.nl or b @ x.nl"), "*** or ***"),
        "other spaces and hyphens": (requested("06\u00a012\u201134 56 78 now"), "*** now"),
        "short numbers are not": (requested("12 May, order 12345"), "12 May, order 12345"),
    },
)
def test_the_request_is_passed_on_as_the_question(chat, question):
    escalation = escalated(chat)

    assert (escalation.question, escalation.intent) == (question, "human_handoff")


def test_a_request_that_was_never_understood_has_no_intent():
    chat = Chat().say("Help")
    chat.events[-1]["parse_data"] = None

    escalation = escalated(requested(chat=chat))
    assert (escalation.question, escalation.intent) == ("Help", None)


def test_a_repeated_turn_has_the_same_key_and_a_new_request_another():
    chat = Chat(request=1).say("Hello")
    first, again = idempotency_key(chat.view), idempotency_key(chat.view)
    chat.set_slots(request=2)

    assert first == again == f"customer-1/{chat.events[0]['timestamp']}/1/0"
    assert idempotency_key(chat.view) == f"customer-1/{chat.events[0]['timestamp']}/2/0"


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
        (Chat(), "pending_transfer_message", TRANSFER_TEXT),
        (
            Chat(domain=transfer_responses({"text": NAMED}), name="Ada"),
            *("pending_transfer_message", "Ada, hold {on"),
        ),
    ],
)
def test_the_view_of_a_tracker_reads(chat, name, value):
    assert getattr(chat.view, name) == value


def test_what_has_happened_since_the_latest_message_is_read_the_latest_first():
    def texts(chat):
        return [each["text"] for each in chat.view.events_since if each["event"] == "bot"]

    assert texts(Chat().bot("1").say("Hello")) == []
    assert texts(Chat().bot("1").say("Hello").bot("2").bot("3")) == ["3", "2"]
    assert texts(Chat().bot("1").bot("2")) == ["2", "1"]


FOR_CHANNELS = transfer_responses(
    {"channel": "liveperson", "text": "In chat"},
    {"text": "Anywhere"},
    {"channel": "web", "text": "On the web"},
    {"text": "A second one"},
)


@cases(
    "channel domain text",
    {
        "that of the channel": ("web", FOR_CHANNELS, "On the web"),
        "that of another channel": ("liveperson", FOR_CHANNELS, "In chat"),
        "else the general one": ("rest", FOR_CHANNELS, "Anywhere"),
        "none where it is blank": ("rest", transfer_responses({"text": "BLANK_MESSAGE"}), None),
        "none between blanks": ("rest", transfer_responses({"text": " BLANK_MESSAGE\n"}), None),
        "none where it is empty": ("rest", transfer_responses({"text": ""}), None),
        "none without a text": ("rest", transfer_responses({"custom": {"type": "card"}}), None),
        "none for this channel": (
            "rest",
            transfer_responses({"channel": "web", "text": "x"}),
            None,
        ),
        "none without a variant": ("rest", transfer_responses(), None),
        "none where responses are none": ("rest", {"responses": None}, None),
        "none without the response": ("rest", {"responses": {}}, None),
        "none without responses": ("rest", {}, None),
    },
)
def test_the_transfer_message_is_the_one_that_the_domain_has_for_the_channel(channel, domain, text):
    assert Chat(channel=channel, domain=domain).say("Hi").view.pending_transfer_message == text


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

    assert Chat(domain=domain, name=value).view.pending_transfer_message == f"{word} {value} {word}"
