"""The event stream."""

import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.liveperson.driver import LivePerson


def test_a_transfer_tells_its_story_in_order(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    liveperson.wait_for(is_event("call"))  # it follows its response

    happened = liveperson.happened()

    types = ["reset", "transfer_accepted", "message", "agent_joined", "call"]
    assert [event["type"] for event in happened] == types
    assert all(later["id"] == earlier["id"] + 1 for earlier, later in pairwise(happened))
    accepted = {"serial": 1, "vendor": "LivePerson", "conversation": "conversation-1"}
    assert accepted.items() <= happened[1].items()


def test_every_call_is_told_with_its_outcome(liveperson: LivePerson) -> None:
    liveperson.log_in({})

    call = liveperson.wait_for(is_event("call"))

    expected = {"service": "login", "call": "login", "method": "POST", "status": 400}
    assert expected.items() <= call.items()
    assert call["path"] == "/api/account/12345678/login"
    assert call["milliseconds"] > 0


def test_a_call_to_a_path_that_is_not_there_has_no_name(liveperson: LivePerson) -> None:
    liveperson.raw("login", "GET", "/nowhere")

    call = liveperson.wait_for(is_event("call", path="/nowhere"))
    assert (call["call"], call["status"]) == (None, 404)


def test_waiting_begins_before_the_event_and_ends_with_it(liveperson: LivePerson) -> None:
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(liveperson.wait_for, is_event("transfer_accepted"), 5.0)
        liveperson.hand_over()

        assert waiting.result(5)["serial"] == 1


def test_waiting_in_vain_ends_in_time_and_says_what_there_was(control: Driver) -> None:
    started = time.monotonic()

    with pytest.raises(TimeoutError, match="there were reset"):
        control.wait_for(is_event("transfer_accepted"), timeout=0.1)

    assert time.monotonic() - started < 10


def test_the_stream_goes_on_after_a_given_event(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    first = liveperson.wait_for(is_event("transfer_accepted"))
    liveperson.hand_over()

    second = liveperson.wait_for(is_event("transfer_accepted"), after=first["id"])

    assert second["serial"] == 2


def test_a_browser_that_reconnects_misses_nothing(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    last = liveperson.wait_for(is_event("agent_joined"))["id"]
    liveperson.hand_over()

    headers = {"Last-Event-ID": str(last)}
    response = liveperson.raw("control", "GET", "/events?seconds=0", headers=headers)

    assert response.headers["content-type"].startswith("text/event-stream")
    assert f"id: {last + 1}\n" in response.text
    assert f"id: {last}\n" not in response.text
    assert "event: transfer_accepted\n" in response.text


def test_ids_go_on_after_a_reset_and_history_does_not(liveperson: LivePerson) -> None:
    liveperson.hand_over()
    last = liveperson.wait_for(is_event("call", call="escalate"))["id"]
    liveperson.reset()

    (event,) = liveperson.happened()

    assert (event["type"], event["id"]) == ("reset", last + 1)
