"""What the control interface refuses, in a sentence, changing nothing."""

from typing import Any

import pytest

from tests.sandbox.driver import Driver

TWO_USERS = "the ids of two users"
PATH = "'{}' must be a path such as /webhooks/cm"
URL = "'url' must be an address such as"
NUMBER = "must be a number"
ANSWER = "'answer' must be one of accept, wait, refuse"
CHANNEL = "one of rest, liveperson, cm, parley"
BOT_URL = {"url": "http://127.0.0.1:9"}
FAULT = {"call": "escalate", "kind": "hang"}

REFUSALS: dict[str, list[tuple[str, Any, str]]] = {
    "faults": [
        ("POST /faults", {"cal": "login", "kind": "hang"}, "unknown key 'cal'; missing key"),
        ("POST /faults", {**FAULT, "kind": "explode"}, "'kind' must be one of status, hang"),
        ("POST /faults", {**FAULT, "times": 0}, "'times' must be at least 1"),
        ("POST /faults", {**FAULT, "status": 99}, "'status' must be from 200"),
        ("POST /faults", {**FAULT, "second": 1}, "unknown key 'second'"),
        ("POST /faults", {**FAULT, "call": "unknown"}, "no call is named 'unknown'"),
        ("DELETE /faults/unknown", None, "no call is named 'unknown'"),
    ],
    "transfers": [
        ("POST /transfers/fail-later", {"times": "2"}, "'times' must be a whole number"),
        ("POST /transfers/fail-later", {"times": True}, "'times' must be a whole number"),
        ("POST /transfers/fail-later", {"seconds": -1}, "must not be negative"),
        ("PUT /agents", {"answer": "never"}, ANSWER),
        ("PUT /agents", {"answer": None}, ANSWER),
        ("PUT /agents", {"answer": 1}, ANSWER),
        ("PUT /agents", {}, "missing key 'answer'"),
    ],
    "bot": [
        ("PUT /bot", {}, "missing key 'url'"),
        ("PUT /bot", [], "the body must be a JSON object"),
        ("PUT /bot", {**BOT_URL, "channel": "fax"}, CHANNEL),
    ],
    "conversations": [
        ("PUT /conversations/c1", {"channel": "fax"}, CHANNEL),
        ("PUT /conversations/c1", {"sender": None}, "'sender' must be a string"),
        ("POST /conversations/c1/messages", {"text": 1}, "'text' must be a string"),
        ("POST /conversations/c1/messages", {"text": "", "metadata": 1}, "each value anything"),
    ],
    "waits": [
        ("PUT /store-report", {"waits": []}, "missing key 'messages'"),
        ("PUT /store-report", {"waits": [{}], "messages": []}, "missing key 'sender'"),
        (
            "PUT /store-report",
            {"waits": [], "messages": [{"reference": "7K3M-Q4CX", "text": "My parcel"}]},
            "unknown key 'text'",
        ),
        ("PUT /setup/queues", {"vendor": "cm", "people": 1}, "'vendor' must be one of liveperson"),
        ("PUT /setup/queues", {"vendor": "liveperson", "people": -1}, "must not be negative"),
        (
            "PUT /setup/queues",
            {"vendor": "liveperson", "people": 1, "seconds": -1},
            "must not be negative",
        ),
    ],
    "shifts": [
        ("PUT /setup/shifts", {"vendor": "robinhq", "name": "Human", "on": False}, "'vendor' must"),
        ("PUT /setup/shifts", {"vendor": "cm", "name": "Human", "on": False}, "one of WebChat"),
        (
            "PUT /setup/shifts",
            {"vendor": "parley", "name": "Bot Service", "on": False},
            "'name' must be one of Agent Service, Billing Service",
        ),
        (
            "PUT /setup/shifts",
            {"vendor": "liveperson", "name": "human", "on": False},
            "'name' must be one of Human",
        ),
    ],
    "events": [
        ("GET /events?after=x", None, NUMBER),
        ("GET /events?after=-1", None, NUMBER),
        ("GET /events?seconds=nan", None, NUMBER),
        ("GET /events?seconds=soon", None, NUMBER),
    ],
    "liveperson": [
        ("PUT /liveperson/skills/77", {"onShift": True}, "unknown key 'onShift'"),
        ("PUT /liveperson/skills/77", {"next_on": 1.5}, "a whole number or null"),
        ("PUT /liveperson/skills/x", {}, "a skill's id is a number"),
        ("DELETE /liveperson/skills/77", None, "no skill has this id"),
        ("PUT /liveperson/domain", {"shape": "tree"}, "one of object, list, collection"),
        ("PUT /liveperson/domain", {"services": ["msgHist"]}, "not imitated: msgHist"),
        ("PUT /liveperson/domain", {"services": [1]}, "a list, each item a string"),
        ("PUT /liveperson/shift-status", {"shape": "new"}, "one of live, documented"),
        ("PUT /liveperson/login", {"interval": 5}, "unknown key 'interval'"),
        ("PUT /liveperson/escalation", {"status": 42}, "'status' must be from 200"),
        ("PUT /liveperson/public-api", {"outcome": "waiting"}, "one of completed, failed"),
        ("PUT /liveperson/queue-health", {"data": True}, "unknown key 'data'"),
        ("PUT /liveperson/queues/77", {"people": 1}, "no skill has this id"),
        ("PUT /liveperson/queues/2438093750", {"people": "x"}, "a whole number"),
        ("PUT /liveperson/bot", {"base_path": "webhooks"}, PATH.format("base_path")),
        ("PUT /liveperson/bot", {"attempts": 0}, "at least once"),
        ("PUT /liveperson/bot", {"timeout_seconds": 0}, "must be positive"),
        ("PUT /liveperson/bot", {"bot": "x"}, "unknown key 'bot'"),
    ],
    "cm": [
        ("PUT /cm/presence", {"shape": "xml"}, "one of plain, quoted, lower"),
        ("PUT /cm/channels/SMS", {"online": "yes"}, "'online' must be true or false"),
        ("PUT /cm/channels/Fax", {"online": True}, "no channel is named 'Fax'; there are Email"),
        ("PUT /cm/web-stores", {"online": True}, "missing key 'referrer'"),
        ("PUT /cm/mutation", {"status": 42}, "'status' must be from 200"),
        ("PUT /cm/handover-endpoint", {"link": ""}, "unknown key 'link'"),
        ("PUT /cm/handover-endpoint", {"url": ""}, URL),
        ("PUT /cm/handover-endpoint", {"url": "localhost:80"}, URL),
        ("PUT /cm/handover-endpoint", {"url": "ftp://a.example.org"}, URL),
        ("PUT /cm/handover-endpoint", {"url": "http://a:99999"}, URL),
        ("PUT /cm/bot", {"event_path": "/a?token=b"}, PATH.format("event_path")),
        ("PUT /cm/bot", {"message_path": None}, "'message_path' must be a string"),
        ("PUT /cm/bot", {"header": "two words"}, "'header' must be a header's name"),
        ("PUT /cm/bot", {"token": "a\nb"}, "'token' must be printable ASCII"),
        ("PUT /cm/bot", {"redeliveries": -1}, "at least once"),
        ("PUT /cm/bot", {"pause_seconds": -1}, "not negative"),
        ("POST /cm/chats/c1/end", None, "no conversation 'c1' has begun"),
    ],
    "parley": [
        ("PUT /parley/clock", {"offset": 5}, "unknown key 'offset'"),
        ("PUT /parley/clock", {"offset_seconds": "5"}, "'offset_seconds' must be a number"),
        ("PUT /parley/owner", {"shape": "tree"}, "one of string, object, flat"),
        ("PUT /parley/services/x", {"connected": None}, "'connected' must be true or false"),
        ("PUT /parley/services/sandbox-bot-service", {"default": False}, "must be the default"),
        ("PUT /parley/services/sandbox-bot-service", {"connected": False}, "must be the default"),
        ("PUT /parley/services/s", {"default": True, "connected": False}, "must be the default"),
        ("PUT /parley/services/s", {"default": "true"}, "'default' must be true or false"),
        ("PUT /parley/services/s", {"nam": "Sales"}, "unknown key 'nam'"),
        ("PUT /parley/services/s|s", {}, "has no '|'"),
        ("PUT /parley/webhook", {"shape": "round"}, "one of nested, flat"),
        ("PUT /parley/webhook", {"redeliveries": 10}, "at most 10 times"),
        ("PUT /parley/webhook", {"token": ""}, "'token' must be printable ASCII"),
        ("POST /parley/merge", {"from": "20"}, TWO_USERS),
        ("POST /parley/merge", {"from": "20", "to": "20"}, TWO_USERS),
        ("POST /parley/merge", {"from": "20", "to": ""}, TWO_USERS),
        ("POST /parley/merge", {"from": 20, "to": "30"}, TWO_USERS),
        ("POST /parley/merge", {"from": "20", "to": "30", "why": ""}, TWO_USERS),
        ("POST /parley/merge", {"from": "21", "to": "30"}, "no conversation '21' has begun"),
    ],
}
NOT_FOUND = ("no call is named", "no channel is named", "no conversation", "no skill")


@pytest.mark.parametrize(
    ("call", "body", "complaint"),
    [
        pytest.param(*row, id=f"{group} {place}")
        for group, rows in REFUSALS.items()
        for place, row in enumerate(rows)
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    control: Driver, call: str, body: Any, complaint: str
) -> None:
    control.map_sender("20", "20")
    before = control.state()

    response = control.raw("control", *call.split(), json=body)

    assert response.status_code == (404 if complaint.startswith(NOT_FOUND) else 400)
    assert complaint in response.json()["error"]
    assert control.state() == before


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/unknown", 404),
        ("GET", "/conversations/unknown", 404),
        ("GET", "/reset", 405),
        ("DELETE", "/transfers", 405),
        ("GET", "/liveperson/unknown", 404),
    ],
)
def test_unknown_paths_and_methods_are_refused(
    control: Driver, method: str, path: str, status: int
) -> None:
    assert control.raw("control", method, path).status_code == status
