"""A host that keeps failing, or asks for a pause, is left alone, and then called again."""

from __future__ import annotations

import socket

import circuitbreaker
import pytest

from actions.human_handoff import VendorAPI, errors
from actions.human_handoff.vendor_http.deadline import (
    NotSentError,
    Operation,
    RequestLimit,
)
from actions.human_handoff.vendor_http.host_limits import (
    FAILURES,
    MAX_PAUSE_SECONDS,
    RECOVERY_SECONDS,
    hosts_left_alone,
)
from tests.unit.clock import Clock

URL, OTHER = "http://vendor.test/way", "http://other.test/way"


@pytest.fixture
def seconds(monkeypatch):
    """The clock of pauses and of the circuit breaker."""
    clock = Clock(1000.0)
    monkeypatch.setattr(circuitbreaker, "monotonic", clock)
    return clock


@pytest.fixture
def api(seconds):
    return VendorAPI("Vendor", seconds)


def fails(api, error, url=URL, method="GET"):
    with pytest.raises(error) as caught:
        api.call(method, url)
    return caught.value


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_pause_that_a_vendor_asks_for_is_kept_on_every_call(http, api, seconds, status, method):
    asked = http.add(method, URL, status=status, headers={"Retry-After": "7"})
    fails(api, errors.VendorRefusedError, method=method)

    seconds.now += 6.9
    paused = fails(api, errors.VendorBusyError, method="GET")
    assert paused.retry_after == pytest.approx(0.1)
    assert not paused.may_have_acted
    assert asked.call_count == 1
    http.get(OTHER)
    assert api.call("GET", OTHER).status == 200, "another host has no pause"

    seconds.now += 0.1
    http.replace(method, URL, status=200)
    assert api.call(method, URL).status == 200


@pytest.mark.parametrize("header", ["315360000", "inf", "1e400", "-5", "nan", "9" * 5000, "soon"])
def test_no_pause_is_longer_than_ten_minutes(http, api, seconds, header):
    http.get(URL, status=429, headers={"Retry-After": header})
    fails(api, errors.VendorBusyError)

    seconds.now += MAX_PAUSE_SECONDS
    http.replace("GET", URL, status=200)
    assert api.call("GET", URL).status == 200


@pytest.mark.parametrize(
    "failure", [{"status": 500}, {"status": 502}, {"body": ConnectionError()}], ids=str
)
def test_a_host_that_keeps_failing_is_left_alone_and_tried_again(http, api, seconds, failure):
    asked = http.get(URL, **failure)
    for _ in range(FAILURES):
        fails(api, errors.VendorError)
    left_alone = fails(api, errors.VendorConnectionError)
    assert "the last 5 calls failed" in str(left_alone)
    assert asked.call_count == FAILURES

    seconds.now += RECOVERY_SECONDS
    fails(api, errors.VendorError)
    assert asked.call_count == FAILURES + 1, "one call tries it again"
    fails(api, errors.VendorConnectionError)
    assert asked.call_count == FAILURES + 1

    seconds.now += RECOVERY_SECONDS
    http.replace("GET", URL, status=200)
    for _ in range(3):
        assert api.call("GET", URL).status == 200


def test_after_its_pause_one_call_tries_the_host_and_the_others_do_not_wait_for_it(
    http, api, seconds
):
    asked = http.get(URL, status=502)
    for _ in range(FAILURES):
        fails(api, errors.VendorError)
    seconds.now += RECOVERY_SECONDS
    during = []

    def answer(_):
        during.append(fails(api, errors.VendorConnectionError))
        return 200, {}, "{}"

    http.remove("GET", URL)
    http.add_callback("GET", URL, answer)
    assert api.call("GET", URL).status == 200
    assert "another call tries the host" in str(during[0])
    http.replace("GET", URL, status=200)
    assert api.call("GET", URL).status == 200
    assert asked.call_count == FAILURES


def test_the_hosts_that_are_left_alone_are_known_until_they_answer_again(http, api, seconds):
    http.get(URL, status=502)
    assert "vendor.test" not in hosts_left_alone()
    for _ in range(FAILURES):
        fails(api, errors.VendorError)
    assert "vendor.test" in hosts_left_alone()

    seconds.now += RECOVERY_SECONDS * 10
    assert "vendor.test" in hosts_left_alone(), "nobody has called it"
    http.replace("GET", URL, status=200)
    api.call("GET", URL)
    assert "vendor.test" not in hosts_left_alone()


def test_a_host_counts_as_left_alone_also_while_a_call_tries_it(http, api, seconds):
    http.get(URL, status=502)
    for _ in range(FAILURES):
        fails(api, errors.VendorError)
    seconds.now += RECOVERY_SECONDS
    during = []

    def answer(_):
        during.append(hosts_left_alone())
        return 502, {}, "{}"

    http.remove("GET", URL)
    http.add_callback("GET", URL, answer)
    fails(api, errors.VendorError)
    assert "vendor.test" in during[0]

    seconds.now += RECOVERY_SECONDS
    http.replace("GET", URL, status=200)
    api.call("GET", URL)
    assert "vendor.test" not in hosts_left_alone()


@pytest.mark.parametrize(
    "error", [TypeError("no JSON"), errors.VendorNotAskedError("Vendor", "too late")], ids=str
)
def test_a_call_that_says_nothing_about_the_host_does_not_make_it_well(http, api, seconds, error):
    http.get(URL, status=502)
    for _ in range(FAILURES):
        fails(api, errors.VendorError)
    seconds.now += RECOVERY_SECONDS

    with pytest.raises(type(error)), api._limits_of(URL).attempt("GET /way"):
        raise error
    assert "vendor.test" in hosts_left_alone()

    http.replace("GET", URL, status=200)
    api.call("GET", URL)
    assert "vendor.test" not in hosts_left_alone()


def test_too_little_time_for_a_call_says_nothing_about_the_host(http, api, seconds, monkeypatch):
    def too_late(*_, **__):
        raise NotSentError("too little time is left")

    with monkeypatch.context() as patched:
        patched.setattr(Operation, "begin_sending", too_late)
        for _ in range(FAILURES + 1):
            with pytest.raises(errors.VendorNotAskedError):
                refused_at_the_first_byte(api)

    http.get(URL)
    assert api.call("GET", URL).status == 200


def refused_at_the_first_byte(api):
    """What a call does; the stand-in for the network has no first byte."""
    limit = RequestLimit(Operation(5), 5, changes_state=True)
    with api._limits_of(URL).attempt("GET /way"):
        try:
            limit.begin_sending()
        except NotSentError as error:
            raise api._failure("GET /way", limit, error) from None


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429])
def test_a_host_that_refuses_is_not_left_alone(http, api, status):
    asked = http.get(URL, status=status)

    for _ in range(FAILURES * 2):
        fails(api, errors.VendorRefusedError)

    assert asked.call_count == FAILURES * 2
    http.replace("GET", URL, status=200)
    assert api.call("GET", URL).status == 200


def test_the_socket_of_a_request_that_has_finished_is_left_to_the_next_one():
    ours, theirs = socket.socketpair()
    limit = RequestLimit(Operation(5), 5, changes_state=False)
    with limit:
        limit.watch(ours)
    limit.end()

    theirs.sendall(b"x")
    assert ours.recv(1) == b"x"
    ours.close()
    theirs.close()


def test_a_socket_that_is_opened_after_the_limit_is_not_used():
    limit = RequestLimit(Operation(5), 5, changes_state=True)
    limit.end()

    with pytest.raises(OSError, match="the time is over"):
        limit.watch(None)
