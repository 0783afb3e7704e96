"""Every way in which a call can be made to go wrong, and that it goes well again."""

import asyncio
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from sandbox import Control, RunningSandbox
from sandbox.client.control import ControlError, is_event

QUICK = httpx.Timeout(0.1)


def ask_directory(account: Any) -> httpx.Response:
    answer: httpx.Response = account.directory("12345678/service/agentVep/baseURI.json")
    return answer


CALLS: dict[str, Callable[[Any], httpx.Response]] = {
    "domain": ask_directory,
    "login": lambda account: account.log_in(),
    "refresh": lambda account: account.http.post(
        f"{account.urls['login']}/api/account/12345678/refresh", json={}
    ),
    "logout": lambda account: account.http.post(
        f"{account.urls['login']}/api/account/12345678/logout", json={}
    ),
    "shift_status": lambda account: account.shifts("unknown"),
    "context_read": lambda account: account.context("GET", ""),
    "context_write": lambda account: account.context("PATCH", "/mine/properties", {"a": 1}),
    "escalate": lambda account: account.escalate(),
}


@pytest.mark.parametrize("call", CALLS)
def test_every_call_can_fail_and_recovers(account: Any, control: Control, call: str) -> None:
    control.fault(call, "status", status=503)

    assert CALLS[call](account).status_code == 503
    assert CALLS[call](account).status_code != 503
    assert [one["fault"] for one in control.calls(call)] == ["status", None]


def test_a_status_may_come_with_headers_and_a_body(account: Any, control: Control) -> None:
    control.fault("login", "status", status=429, headers={"Retry-After": "5"}, body={"wait": 5})

    answer = account.log_in()

    assert (answer.status_code, answer.headers["retry-after"]) == (429, "5")
    assert answer.json() == {"wait": 5}
    assert control.liveperson.logins() == []


def test_faults_of_one_call_strike_in_the_order_they_were_given(
    account: Any, control: Control
) -> None:
    control.fault("domain", "status", times=2, status=500)
    control.fault("domain", "status", status=503)

    assert [ask_directory(account).status_code for _ in range(4)] == [500, 500, 503, 200]


def test_a_fault_without_a_number_lasts_until_it_is_cleared(account: Any, control: Control) -> None:
    control.fault("domain", "empty", times=None)
    control.fault("login", "empty", times=None)
    assert [ask_directory(account).content for _ in range(3)] == [b""] * 3

    control.clear_faults("domain")

    assert ask_directory(account).json()
    assert [fault["call"] for fault in control.faults()] == ["login"]


def test_a_hanging_call_gets_no_answer_and_is_not_done(account: Any, control: Control) -> None:
    control.fault("escalate", "hang")

    with pytest.raises(httpx.ReadTimeout):
        account.http.post(account.escalation_url, json=account.escalation, timeout=QUICK)

    call = control.wait_for(is_event("call", call="escalate"))
    assert (call["status"], call["fault"]) == (None, "hang")
    assert control.transfers() == []


@pytest.mark.parametrize("release", ["clear_faults", "reset"])
def test_a_hanging_call_goes_on_when_the_fault_is_cleared(
    account: Any, control: Control, release: str
) -> None:
    control.fault("domain", "hang")

    with ThreadPoolExecutor() as threads:
        hanging = threads.submit(ask_directory, account)
        control.wait_for(is_event("fault", call="domain", kind="hang"))
        getattr(control, release)()

        assert hanging.result(5).status_code == 200


def test_a_slow_call_is_done_at_once_and_answered_late(account: Any, control: Control) -> None:
    control.fault("escalate", "slow", seconds=0.1)
    started = time.monotonic()

    assert account.escalate().status_code == 200

    assert time.monotonic() - started >= 0.1
    accepted = control.wait_for(is_event("transfer_accepted"))
    answered = control.wait_for(is_event("call", call="escalate"))
    assert answered["at"] - accepted["at"] >= 90


def test_whoever_gives_up_on_a_slow_transfer_has_been_transferred(
    account: Any, control: Control
) -> None:
    control.fault("escalate", "slow", seconds=30)
    headers = {"authorization": "sandbox-api-key"}

    with pytest.raises(httpx.ReadTimeout):
        account.http.post(
            account.escalation_url, json=account.escalation, headers=headers, timeout=QUICK
        )

    assert len(control.transfers()) == 1
    assert control.wait_for(is_event("call", call="escalate"))["status"] is None


def test_fifty_slow_answers_take_no_longer_than_one(
    sandbox: RunningSandbox, control: Control
) -> None:
    control.fault("domain", "slow", times=50, seconds=0.3)
    path = "/api/account/12345678/service/baseURI.json?version=1.0"

    async def ask_all() -> list[httpx.Response]:
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            asking = (client.get(sandbox.urls["domain"] + path) for _ in range(50))
            return await asyncio.gather(*asking)

    started = time.monotonic()
    answers = asyncio.run(ask_all())

    assert {answer.status_code for answer in answers} == {200}
    assert time.monotonic() - started < 50 * 0.3 / 5


def test_a_dripping_answer_is_whole_but_every_byte_takes_its_time(
    account: Any, control: Control
) -> None:
    control.fault("domain", "drip", seconds=0.001)
    started = time.monotonic()

    answer = ask_directory(account)

    assert answer.json()["service"] == "agentVep"
    assert time.monotonic() - started >= 0.001 * (len(answer.content) - 1)


def test_an_answer_stops_dripping_when_the_caller_has_gone(account: Any, control: Control) -> None:
    control.fault("domain", "drip", seconds=0.05)
    url = f"{account.urls['domain']}/api/account/12345678/service/baseURI.json?version=1.0"

    with account.http.stream("GET", url) as answer:
        next(answer.iter_raw())

    assert control.wait_for(is_event("call", call="domain"))["milliseconds"] < 1000


def test_a_reset_ends_the_connection_before_anything_is_done(
    account: Any, control: Control
) -> None:
    control.fault("escalate", "reset")

    with pytest.raises(httpx.ReadError, match="reset"):
        account.escalate()

    assert control.wait_for(is_event("call", call="escalate"))["status"] is None
    assert control.transfers() == []
    assert account.escalate().status_code == 200


def test_a_reset_after_ends_the_connection_when_all_is_done(account: Any, control: Control) -> None:
    control.fault("escalate", "reset_after")

    with pytest.raises(httpx.ReadError, match="reset"):
        account.escalate()

    assert len(control.transfers()) == 1


def test_a_page_can_come_instead_of_json(account: Any, control: Control) -> None:
    control.fault("escalate", "html")

    answer = account.escalate()

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    assert control.transfers() == []


def test_half_of_the_json_claims_to_be_json(account: Any, control: Control) -> None:
    whole = ask_directory(account).text
    control.fault("domain", "half_json")

    answer = ask_directory(account)

    assert answer.headers["content-type"] == "application/json"
    assert whole.startswith(answer.text)
    with pytest.raises(json.JSONDecodeError):
        answer.json()


def test_half_of_nothing_is_half_an_object(account: Any, control: Control) -> None:
    control.fault("context_write", "half_json")

    assert CALLS["context_write"](account).text == "{"


def test_wrong_types_keep_the_keys_and_no_leaf(account: Any, control: Control) -> None:
    bearer = account.log_in().json()["bearer"]
    control.fault("shift_status", "wrong_types")

    shift = account.shifts(bearer).json()[0]

    assert shift == {
        "skillId": ["2438093750"],
        "onShift": "spoiled",
        "nextOn": "spoiled",
        "nextOff": "spoiled",
    }


@pytest.mark.parametrize("kind", ["wrong_types", "error_in_200", "html"])
def test_the_wrong_answer_can_be_chosen(account: Any, control: Control, kind: str) -> None:
    control.fault("domain", kind, body={"baseURI": 7})

    assert ask_directory(account).json() == {"baseURI": 7}


def test_an_empty_answer_is_a_200_of_nothing(account: Any, control: Control) -> None:
    control.fault("escalate", "empty")

    answer = account.escalate()

    assert (answer.status_code, answer.content) == (200, b"")
    assert len(control.transfers()) == 1


def test_an_error_can_come_inside_a_200_and_nothing_is_done(account: Any, control: Control) -> None:
    control.fault("escalate", "error_in_200")

    answer = account.escalate()

    assert answer.status_code == 200
    assert answer.json()["success"] is False
    assert control.transfers() == []


def test_a_huge_answer_is_valid_json_after_a_long_wait(account: Any, control: Control) -> None:
    control.fault("domain", "huge", size=3_000_000)

    answer = ask_directory(account)

    assert len(answer.content) > 3_000_000
    assert answer.json()["service"] == "agentVep"


@pytest.mark.parametrize(
    ("order", "complaint"),
    [
        ({"call": "escalate", "kind": "explode"}, "'kind' must be one of status, hang"),
        ({"call": "unknown", "kind": "hang"}, "no call is named 'unknown'"),
        ({"call": "escalate", "kind": "hang", "times": 0}, "'times' must be at least 1"),
        ({"call": "escalate", "kind": "status", "status": 99}, "'status' must be from 200"),
        ({"call": "escalate", "kind": "slow", "second": 1}, "unknown key 'second'"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(
    control: Control, order: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ControlError, match=complaint):
        control.fault(**order)

    assert control.faults() == []


def test_clearing_the_faults_of_an_unknown_call_is_refused(control: Control) -> None:
    with pytest.raises(ControlError, match="no call is named"):
        control.clear_faults("unknown")
