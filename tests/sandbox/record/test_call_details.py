"""One call with what was answered: no credentials in it, and nobody's personal data."""

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox import Control
from sandbox.client.control import ControlError, is_event
from sandbox.record.redaction import MASK, Redactor

CUSTOMER = ("My name is Jané Doe", "jane@example.org", "why is my invoice wrong?")


def detail(control: Control, name: str) -> dict[str, Any]:
    return control.call(control.wait_for(is_event("call", call=name))["serial"])


def test_a_call_is_shown_with_its_answer(account: Any, control: Control) -> None:
    account.escalate()

    call = detail(control, "escalate")

    assert call["conversation"] == "conversation-1"
    assert (call["service"], call["method"], call["fault"]) == ("escalation", "POST", None)
    assert call["request"]["body"]["agentSkillName"] == "Human"
    assert call["request"]["headers"]["authorization"] == "***"
    assert call["answer"]["status"] == call["status"] == 200
    assert call["answer"]["body"] == {"success": True, "message": "accepted"}
    assert call["answer"]["headers"]["content-type"] == "application/json"


def test_the_list_of_calls_is_as_it_was(account: Any, control: Control) -> None:
    account.escalate()

    (call,) = control.calls()
    assert list(call) == [
        *("service", "call", "method", "path", "query", "headers", "body", "status", "fault"),
        *("milliseconds", "at"),
    ]


def test_serials_go_on_after_a_reset_and_old_calls_are_gone(account: Any, control: Control) -> None:
    account.log_in()
    before = control.wait_for(is_event("call"))["serial"]
    control.reset()
    with pytest.raises(ControlError, match=f"there is no call {before}"):
        control.call(before)

    account.log_in()

    assert control.wait_for(is_event("call"))["serial"] == before + 1
    assert control.call(before + 1)["call"] == "login"


def test_no_credential_is_shown_of_any_answer(account: Any, control: Control) -> None:
    answer = account.log_in()
    told = answer.json()

    shown = str(detail(control, "login"))

    for secret in (told["bearer"], told["sessionId"], told["csrf"], "sandbox-secret"):
        assert secret not in shown
    assert answer.cookies["Session_id"] not in shown
    assert "Main Group" in shown


def test_no_credential_is_shown_of_half_an_answer(account: Any, control: Control) -> None:
    control.fault("login", "half_json")
    csrf = account.log_in().text.split('"')[3]

    call = detail(control, "login")

    assert call["fault"] == "half_json"
    assert call["answer"]["body"].startswith(f'{{"csrf":"{MASK}"')
    assert csrf not in str(call)


@pytest.mark.parametrize(
    ("kind", "details", "body"),
    [
        ("html", {}, "<!doctype html>"),
        ("empty", {}, None),
        ("status", {"status": 503, "body": {"error": "down"}}, {"error": "down"}),
        ("reset", {}, None),
        ("reset_after", {}, None),
    ],
)
def test_what_went_wrong_is_shown_as_the_caller_got_it(
    account: Any, control: Control, kind: str, details: dict[str, Any], body: Any
) -> None:
    control.fault("domain", kind, **details)
    try:
        account.directory("12345678/service/baseURI.json")
    except httpx.TransportError:
        assert kind.startswith("reset")

    answer = detail(control, "domain")["answer"]

    if kind.startswith("reset"):
        assert answer is None
    elif isinstance(body, str):
        assert answer["body"].startswith(body)
    else:
        assert answer["body"] == body


def test_of_a_huge_answer_a_part_is_kept(account: Any, control: Control) -> None:
    control.fault("domain", "huge", size=1_000_000)
    account.directory("12345678/service/baseURI.json")

    answer = detail(control, "domain")["answer"]

    assert len(json.dumps(answer)) < 100_000
    assert answer["body"] is not None


def test_what_is_no_json_is_not_shown_of_a_request(account: Any, control: Control) -> None:
    url = f"{account.urls['login']}/api/account/12345678/login?v=1.3"
    account.http.post(url, content="Jane Doe, jane@example.org")

    assert detail(control, "login")["request"]["body"] == MASK


def test_at_cm_nothing_of_the_customer_is_shown(cm: Any, bot: Any, control: Control) -> None:
    for said in CUSTOMER:
        control.customer_says(cm.chat, said)
    info = '{"name": "Jané Doe", "email": "jane@example.org"}'
    cm.mutate(Context={**cm.context, "CustomerInfo": info})

    call = detail(control, "mutation")

    context = call["request"]["body"]["Context"]
    assert call["conversation"] == cm.chat
    assert json.loads(context["CustomerInfo"]) == {"name": MASK, "email": MASK}
    assert context["RoutingKeywords"] == "billing"
    assert "***" in call["request"]["headers"]["x-cm-producttoken"]


def test_what_the_bot_says_is_shown_but_not_whom_it_names(
    cm: Any, called: Any, control: Control
) -> None:
    control.set_bot(called.url, channel="cm")
    control.customer_says(cm.chat, CUSTOMER[0])
    cm.mutate(Context={"CustomerInfo": '{"name": "Jané Doe"}'})
    cm.mutate(cm.take_back)
    client = called.calls[0].body["chat"]["conversationClientId"]
    cm.says("Thank you, JANÉ DOE!", f"You said: {CUSTOMER[0]}", client=client)

    call = detail(control, "twoway")

    texts = [message["text"] for message in call["request"]["body"]["conversationMessages"]]
    assert texts == [f"Thank you, {MASK}!", f"You said: {MASK}"]
    assert call["conversation"] == cm.chat


def test_at_parley_nothing_of_the_customer_is_shown(
    parley: Any, bot: Any, control: Control
) -> None:
    metadata = {
        "reason": "question_too_complex",
        "name": "Jané Doe",
        "email": "jane@example.org",
        "question": CUSTOMER[2],
    }
    body = {"newOwner": parley.agents, "metadata": metadata}
    parley.call("PUT", "users/20/owner", body)

    call = detail(control, "change_owner")

    masked = {"reason": "question_too_complex", "name": MASK, "email": MASK, "question": MASK}
    assert call["request"]["body"] == {"newOwner": parley.agents, "metadata": masked}
    assert call["answer"]["body"]["metadata"]["values"]["metadata"] == masked
    assert call["conversation"] == "20"


def test_names_of_services_and_skills_are_nobodys(parley: Any, control: Control) -> None:
    parley.call("GET", "services")

    services = detail(control, "services")["answer"]["body"]["data"]["services"]
    assert services[0]["name"] == "Bot Service"


def test_at_liveperson_the_last_words_are_not_shown(account: Any, control: Control) -> None:
    properties = {"intent": "human_handoff", "message": CUSTOMER[2]}
    account.context("PATCH", "/mine/conversation-1/properties", properties)
    account.context("GET", "/mine/conversation-1/properties")

    written = detail(control, "context_write")
    read = detail(control, "context_read")

    assert written["request"]["body"] == {"intent": "human_handoff", "message": MASK}
    assert read["answer"]["body"]["message"] == MASK
    assert written["conversation"] == read["conversation"] == "conversation-1"


def test_of_a_tracker_the_flow_is_shown_and_not_the_customer(
    bot: Any, called: Any, control: Control, http: httpx.Client
) -> None:
    for said in (*CUSTOMER, "Doe"):
        control.customer_says("c1", said)
    events = [
        {"event": "user", "text": CUSTOMER[0], "parse_data": {"text": CUSTOMER[0]}},
        {"event": "slot", "name": "human_handoff_name", "value": "Jané Doe"},
        {"event": "slot", "name": "human_handoff_state", "value": "requested"},
        {"event": "slot", "name": "another", "value": "jané doe"},
        {"event": "bot", "text": "Hello Jané Doe"},
    ]
    slots = {"human_handoff_name": "Jané Doe", "human_handoff_email": "jane@example.org"}
    tracker = {"sender_id": "c1", "slots": slots, "events": events}
    called.answers = lambda call: (200, {"events": events, "responses": [{"text": "Bye Jané Doe"}]})
    control.set_actions(called.url)
    asked = {"next_action": "action_x", "sender_id": "c1", "tracker": tracker}
    http.post(f"{control.urls()['actions']}/webhook", json=asked)
    control.set_actions(None)

    call = detail(control, "action_x")

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


def test_an_action_server_that_says_no_json_may_have_said_anything(
    called: Any, control: Control, http: httpx.Client
) -> None:
    called.answers = lambda call: (500, b"KeyError: Jane Doe")
    control.set_actions(called.url)
    http.post(f"{control.urls()['actions']}/webhook", json={"next_action": "action_x"})
    control.set_actions(None)

    assert detail(control, "action_x")["answer"]["body"] == MASK


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)
SAID = st.text("abcdefgh é", min_size=4).filter(lambda text: len(text.split()) > 1)


@given(JSON, SAID)
def test_what_was_said_is_nowhere_as_a_value(body: Any, said: str) -> None:
    personal = Redactor((), [said])
    whole = {"body": body, "list": [said], "inner": json.dumps({"text": said}), "in": f"a {said}."}

    shown = json.dumps(personal.redact(whole), ensure_ascii=False)

    assert said.strip() not in set(json.loads(shown)["list"])
    assert json.loads(json.loads(shown)["inner"]) == {"text": MASK}
    assert json.loads(shown)["in"].replace(" ", "").startswith(f"a{MASK}")


@given(st.dictionaries(st.text(min_size=1), st.text('xyz\\"', min_size=1), min_size=1), st.data())
def test_no_value_is_shown_of_json_that_breaks_off(body: dict[str, str], data: Any) -> None:
    text = json.dumps({"secret-bearer": "Q" * 30, **body})
    cut = text[: data.draw(st.integers(1, len(text) - 1))]

    assert "QQQ" not in Redactor((), ()).redact_text(cut)


def test_a_long_text_takes_no_long_time() -> None:
    long = "a" * 60_000

    assert Redactor((), ["two words"]).redact({"text": long, "more": long + "@"})["text"] == long
