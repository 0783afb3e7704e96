"""The control interface."""

from typing import Any

import pytest

from sandbox import Control, RunningSandbox
from sandbox.client.control import ControlError

SERVICES = [
    *("domain", "login", "shift_status", "context", "escalation"),
    *("presence", "router"),
    *("parley", "actions"),
]


def test_urls_name_every_service(control: Control, sandbox: RunningSandbox) -> None:
    assert control.urls() == {"control": sandbox.control, **sandbox.urls}
    assert list(sandbox.urls) == SERVICES


def test_a_reset_is_complete(account: Any, control: Control) -> None:
    before = control.state()
    account.log_in()
    account.escalate()
    account.context("PATCH", "/mine/properties", {"a": 1})
    control.fault("login", "hang", times=None)
    control.fail_transfers_later(times=3)
    control.liveperson.remove_skill("2438093750")
    control.liveperson.set_domain(shape="list", services=[])
    control.liveperson.set_shift_status("old")
    control.liveperson.set_login(interval_seconds=5, session_ttl_ms=1)
    control.liveperson.set_escalation(status=202, body=None)
    assert control.state() != before

    control.reset()

    assert control.state() == before


def test_the_state_shows_no_secret(account: Any, control: Control) -> None:
    bearer = account.log_in().json()["bearer"]

    state = str(control.state())

    assert bearer not in state
    assert "sandbox-secret" not in state


def test_skills_are_shown_changed_and_removed(control: Control) -> None:
    changed = control.liveperson.set_skill("77", name="Returns", on_shift=False)

    assert changed == {"name": "Returns", "on_shift": False, "next_on": None, "next_off": None}
    assert control.liveperson.skills()["77"] == changed
    control.liveperson.remove_skill("77")
    with pytest.raises(ControlError, match="no skill has this id"):
        control.liveperson.remove_skill("77")


@pytest.mark.parametrize(
    ("call", "body", "complaint"),
    [
        ("POST /faults", {"cal": "login", "kind": "hang"}, "unknown key 'cal'; missing key"),
        ("POST /transfers/fail-later", {"times": "2"}, "'times' must be a whole number"),
        ("POST /transfers/fail-later", {"times": True}, "'times' must be a whole number"),
        ("POST /transfers/fail-later", {"seconds": -1}, "must not be negative"),
        ("PUT /bot", {}, "missing key 'url'"),
        ("PUT /bot", [], "the body must be a JSON object"),
        ("PUT /conversations/c1", {"sender": None}, "'sender' must be a string"),
        ("POST /conversations/c1/messages", {"text": 1}, "'text' must be a string"),
        ("POST /conversations/c1/messages", {"text": "", "metadata": 1}, "each value anything"),
        ("PUT /liveperson/skills/77", {"onShift": True}, "unknown key 'onShift'"),
        ("PUT /liveperson/skills/77", {"next_on": 1.5}, "a whole number or null"),
        ("PUT /liveperson/skills/x", {}, "a skill's id is a number"),
        ("PUT /liveperson/domain", {"shape": "tree"}, "one of object, list, collection"),
        ("PUT /liveperson/domain", {"services": ["msgHist"]}, "not imitated: msgHist"),
        ("PUT /liveperson/domain", {"services": [1]}, "a list, each item a string"),
        ("PUT /liveperson/shift-status", {"shape": "new"}, "one of live, documented"),
        ("PUT /liveperson/login", {"interval": 5}, "unknown key 'interval'"),
        ("PUT /liveperson/escalation", {"status": 42}, "'status' must be from 200"),
        ("PUT /parley/clock", {"offset": 5}, "unknown key 'offset'"),
        ("PUT /parley/clock", {"offset_seconds": "5"}, "'offset_seconds' must be a number"),
        ("PUT /parley/services/x", {"connected": None}, "'connected' must be true or false"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    account: Any, sandbox: RunningSandbox, call: str, body: Any, complaint: str
) -> None:
    method, path = call.split()

    answer = account.http.request(method, sandbox.control + path, json=body)

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


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
    account: Any, sandbox: RunningSandbox, method: str, path: str, status: int
) -> None:
    assert account.http.request(method, sandbox.control + path).status_code == status


def test_calls_to_control_are_not_among_the_calls(account: Any, control: Control) -> None:
    control.state()
    account.log_in()

    assert [call["service"] for call in control.calls()] == ["login"]
    assert control.calls("domain") == []
