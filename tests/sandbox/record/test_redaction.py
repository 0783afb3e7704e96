"""What is shown of one call: nothing personal."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sandbox.record.redaction import MASK, Redactor
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.cm.driver import CHAT, CM, CONTEXT
from tests.sandbox.vendors.liveperson.driver import LOGIN, LivePerson
from tests.sandbox.vendors.parley.driver import AGENTS, Parley

CUSTOMER = ("My name is Jané Doe", "jane@example.org", "why is my invoice wrong?")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
TEXT = st.text("abcdefgh é", min_size=4).filter(lambda text: len(text.split()) > 1)


def test_what_is_no_json_is_not_shown_of_a_request(liveperson: LivePerson) -> None:
    liveperson.raw("login", "POST", LOGIN, content="Jane Doe, jane@example.org")

    assert liveperson.shown("login")["request"]["body"] == MASK


def test_at_cm_nothing_of_the_customer_is_shown(cm: CM) -> None:
    for text in CUSTOMER:
        cm.customer_says(CHAT, text)
    info = '{"name": "Jané Doe", "email": "jane@example.org"}'
    cm.mutate(Context={**CONTEXT, "CustomerInfo": info})

    call = cm.shown("mutation")

    context = call["request"]["body"]["Context"]
    assert call["conversation"] == CHAT
    assert json.loads(context["CustomerInfo"]) == {"name": MASK, "email": MASK}
    assert context["RoutingKeywords"] == "billing"
    assert "***" in call["request"]["headers"]["x-cm-producttoken"]


def test_what_the_bot_says_is_shown_but_not_whom_it_names(cm: CM) -> None:
    cm.set_bot(cm.bot.url, channel="cm")
    cm.customer_says(CHAT, CUSTOMER[0])
    cm.mutate(Context={"CustomerInfo": '{"name": "Jané Doe"}'})
    cm.take_back()
    client = cm.bot.requests[0].body["chat"]["conversationClientId"]
    cm.says("Thank you, JANÉ DOE!", f"You said: {CUSTOMER[0]}", client=client)

    call = cm.shown("twoway")

    texts = [message["text"] for message in call["request"]["body"]["conversationMessages"]]
    assert texts == [f"Thank you, {MASK}!", f"You said: {MASK}"]
    assert call["conversation"] == CHAT


def test_at_parley_nothing_of_the_customer_is_shown(parley: Parley) -> None:
    metadata = {
        "reason": "question_too_complex",
        "name": "Jané Doe",
        "email": "jane@example.org",
        "question": CUSTOMER[2],
    }
    parley.change_owner({"newOwner": AGENTS, "metadata": metadata})

    call = parley.shown("change_owner")

    masked = {"reason": "question_too_complex", "name": MASK, "email": MASK, "question": MASK}
    assert call["request"]["body"] == {"newOwner": AGENTS, "metadata": masked}
    assert call["answer"]["body"]["metadata"]["values"]["metadata"] == masked
    assert call["conversation"] == "20"


def test_names_of_services_and_skills_are_nobodys(parley: Parley) -> None:
    parley.request("GET", "services")

    services = parley.shown("services")["answer"]["body"]["data"]["services"]
    assert services[0]["name"] == "Bot Service"


def test_at_liveperson_the_last_words_are_not_shown(liveperson: LivePerson) -> None:
    properties = {"intent": "human_handoff", "message": CUSTOMER[2]}
    liveperson.context("PATCH", "/mine/conversation-1/properties", properties)
    liveperson.context("GET", "/mine/conversation-1/properties")

    written = liveperson.shown("context_write")
    read = liveperson.shown("context_read")

    assert written["request"]["body"] == {"intent": "human_handoff", "message": MASK}
    assert read["answer"]["body"]["message"] == MASK
    assert written["conversation"] == read["conversation"] == "conversation-1"


def test_of_a_tracker_the_flow_is_shown_and_not_the_customer(actions: Driver) -> None:
    actions.bot.says()
    for text in (*CUSTOMER, "Doe"):
        actions.writes(text)
    events = [
        {"event": "user", "text": CUSTOMER[0], "parse_data": {"text": CUSTOMER[0]}},
        {"event": "slot", "name": "human_handoff_name", "value": "Jané Doe"},
        {"event": "slot", "name": "human_handoff_state", "value": "requested"},
        {"event": "slot", "name": "another", "value": "jané doe"},
        {"event": "bot", "text": "Hello Jané Doe"},
    ]
    slots = {"human_handoff_name": "Jané Doe", "human_handoff_email": "jane@example.org"}
    tracker = {"sender_id": "c1", "slots": slots, "events": events}
    answer = {"events": events, "responses": [{"text": "Bye Jané Doe"}]}
    actions.bot.answers_in_turn((200, answer))
    action = {"next_action": "action_x", "sender_id": "c1", "tracker": tracker}
    actions.raw("actions", "POST", "/webhook", json=action)

    call = actions.shown("action_x")

    shown = call["request"]["body"]["tracker"]
    assert shown["slots"] == {"human_handoff_name": MASK, "human_handoff_email": MASK}
    assert shown["events"] == [
        {"event": "user", "text": MASK, "parse_data": {"text": MASK}},
        {"event": "slot", "name": "human_handoff_name", "value": MASK},
        {"event": "slot", "name": "human_handoff_state", "value": "requested"},
        {"event": "slot", "name": "another", "value": MASK},
        {"event": "bot", "text": f"Hello {MASK}"},
    ]
    assert call["answer"]["body"]["responses"] == [{"text": f"Bye {MASK}"}]
    assert call["answer"]["body"]["events"] == shown["events"]


def test_an_action_server_that_says_no_json_may_have_said_anything(actions: Driver) -> None:
    actions.bot.answers_in_turn((500, b"KeyError: Jane Doe"))
    actions.raw("actions", "POST", "/webhook", json={"next_action": "action_x"})

    assert actions.shown("action_x")["answer"]["body"] == MASK


@given(JSON, TEXT)
def test_what_was_said_is_nowhere_as_a_value(body: Any, text: str) -> None:
    redactor = Redactor((), [text])
    whole = {"body": body, "list": [text], "inner": json.dumps({"text": text}), "in": f"x {text}."}

    shown = json.dumps(redactor.redact(whole), ensure_ascii=False)

    assert text.strip() not in set(json.loads(shown)["list"])
    assert json.loads(json.loads(shown)["inner"]) == {"text": MASK}
    assert json.loads(shown)["in"].replace(" ", "").startswith(f"x{MASK}")


@given(st.dictionaries(st.text(min_size=1), st.text('xyz\\"', min_size=1), min_size=1), st.data())
def test_no_value_is_shown_of_json_that_breaks_off(body: dict[str, str], data: Any) -> None:
    text = json.dumps({"secret-bearer": "Q" * 30, **body})
    cut = text[: data.draw(st.integers(1, len(text) - 1))]

    assert "QQQ" not in Redactor((), ()).redact_text(cut)


def test_a_long_text_takes_no_long_time() -> None:
    long = "a" * 60_000

    assert Redactor((), ["two words"]).redact({"text": long, "more": long + "@"})["text"] == long
