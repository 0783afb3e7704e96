"""The event stream."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import pytest

from sandbox import Control, RunningSandbox
from sandbox.client.control import is_event


def test_a_transfer_tells_its_story_in_order(account: Any, control: Control) -> None:
    account.escalate()
    control.wait_for(is_event("call"))  # it follows its answer

    events = list(control.events(seconds=0))

    told = ["reset", "transfer_accepted", "message", "agent_joined", "call"]
    assert [event["type"] for event in events] == told
    assert all(later["id"] == earlier["id"] + 1 for earlier, later in pairwise(events))
    accepted = {"serial": 1, "vendor": "LivePerson", "conversation": "conversation-1"}
    assert accepted.items() <= events[1].items()


def test_every_call_is_told_with_its_outcome(account: Any, control: Control) -> None:
    account.log_in({})

    call = control.wait_for(is_event("call"))

    expected = {"service": "login", "call": "login", "method": "POST", "status": 400}
    assert expected.items() <= call.items()
    assert call["path"] == "/api/account/12345678/login"
    assert call["milliseconds"] > 0


def test_a_call_to_a_path_that_is_not_there_has_no_name(account: Any, control: Control) -> None:
    account.http.get(account.urls["login"] + "/nowhere")

    call = control.wait_for(is_event("call", path="/nowhere"))
    assert (call["call"], call["status"]) == (None, 404)


def test_waiting_begins_before_the_event_and_ends_with_it(account: Any, control: Control) -> None:
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(control.wait_for, is_event("transfer_accepted"), 5.0)
        account.escalate()

        assert waiting.result(5)["serial"] == 1


def test_waiting_in_vain_ends_in_time_and_says_what_there_was(control: Control) -> None:
    started = time.monotonic()

    with pytest.raises(TimeoutError, match="there were reset"):
        control.wait_for(is_event("transfer_accepted"), timeout=0.1)

    assert time.monotonic() - started < 2


def test_the_stream_goes_on_after_a_given_event(account: Any, control: Control) -> None:
    account.escalate()
    first = control.wait_for(is_event("transfer_accepted"))
    account.escalate()

    second = control.wait_for(is_event("transfer_accepted"), after=first["id"])

    assert second["serial"] == 2


def test_a_browser_that_reconnects_misses_nothing(
    account: Any, control: Control, sandbox: RunningSandbox
) -> None:
    account.escalate()
    last = control.wait_for(is_event("agent_joined"))["id"]
    account.escalate()

    answer = account.http.get(
        f"{sandbox.control}/events?seconds=0", headers={"Last-Event-ID": str(last)}
    )

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert f"id: {last + 1}\n" in answer.text
    assert f"id: {last}\n" not in answer.text
    assert "event: transfer_accepted\n" in answer.text


def test_ids_go_on_after_a_reset_and_history_does_not(account: Any, control: Control) -> None:
    account.escalate()
    last = control.wait_for(is_event("call", call="escalate"))["id"]
    control.reset()

    (event,) = control.events(seconds=0)

    assert (event["type"], event["id"]) == ("reset", last + 1)


@pytest.mark.parametrize("query", ["after=x", "after=-1", "seconds=nan", "seconds=soon"])
def test_a_query_that_makes_no_sense_is_refused(
    account: Any, sandbox: RunningSandbox, query: str
) -> None:
    answer = account.http.get(f"{sandbox.control}/events?{query}")

    assert answer.status_code == 400
    assert "must be a number" in answer.json()["error"]
