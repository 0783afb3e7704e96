"""What traces and figures are told of each HTTP request; never its path, its query or its body."""

import contextvars

import pytest

from actions.human_handoff import VendorError
from actions.human_handoff.instrumentation import Kind, observed, on_end
from actions.human_handoff.vendor_http import client
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from actions.human_handoff.vendor_http.host_limits import FAILURES
from tests.unit.vendor_http.peer import HEAD, OK, hang, reset, send

ID = "customer-0612345678"
SECRET = "s3cret"


@pytest.fixture
def calls():
    """The vendor calls that have ended."""
    ended = []
    stop = on_end(lambda each: each.kind is Kind.VENDOR_CALL and ended.append(each))
    yield ended
    stop()


@pytest.fixture
def call(api, calls):
    """Make a call and return what is observed of it."""

    def call(url, method="GET", seconds=5.0, **rest):
        context = contextvars.copy_context()
        context.run(current_operation.set, Operation(seconds))
        try:
            context.run(api.call, method, url, **rest)
            raised = None
        except VendorError as error:
            raised = type(error).__name__
        assert calls[-1].error == raised
        return calls[-1].attributes

    return call


def answer(status):
    return send(b"HTTP/1.1 %d X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n" % status)


@pytest.mark.parametrize("status", [200, 204, 302, 400, 401, 404, 429, 500, 503])
def test_a_response_is_observed_with_its_status_and_its_class(call, peer, status):
    attributes = call(peer(answer(status)).url)

    assert (attributes["http_status"], attributes["result"]) == (status, f"{status // 100}xx")


@pytest.mark.parametrize(
    ("reply", "seconds", "result"),
    [(hang, 0.5, "timed_out"), (reset, 10, "cut_off"), (send(HEAD[:9]), 10, "cut_off")],
    ids=["hangs", "reset", "half a response"],
)
def test_a_request_without_a_whole_response_is_observed(call, peer, reply, seconds, result):
    vendor = peer(reply, reply, send(OK))  # a GET is sent once more

    attributes = call(vendor.url, "POST", seconds=seconds)
    assert attributes["result"] == result
    assert "http_status" not in attributes

    vendor.replies = [send(OK)]
    assert call(vendor.url)["result"] == "2xx"


def test_a_host_that_nobody_listens_on_is_unreachable_and_is_not_asked_after_some_failures(call):
    url = "http://127.0.0.1:1/way"

    results = [call(url)["result"] for _ in range(FAILURES + 1)]

    assert results == ["unreachable"] * FAILURES + ["not_sent"]


def test_a_call_for_which_no_time_is_left_is_observed_as_not_sent(call, peer):
    vendor = peer(send(OK))
    assert call(vendor.url, seconds=0)["result"] == "not_sent"

    assert call(vendor.url)["result"] == "2xx"


def test_a_host_that_asked_for_a_pause_is_observed_as_not_sent(call, peer):
    pause = b"HTTP/1.1 429 X\r\nConnection: close\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n"
    vendor = peer(send(pause))

    assert [call(vendor.url)["result"] for _ in range(2)] == ["4xx", "not_sent"]


def test_a_response_that_is_too_large_is_unreadable(call, peer, monkeypatch):
    monkeypatch.setattr(client, "MAX_RESPONSE_BYTES", 1)
    vendor = peer(send(OK))
    assert call(vendor.url)["result"] == "unreadable"

    monkeypatch.undo()
    assert call(vendor.url)["result"] == "2xx"


def test_a_request_that_cannot_be_made_of_what_a_desk_gives_is_observed_as_not_sent(
    api, call, calls, peer
):
    vendor = peer(send(OK))
    with pytest.raises(TypeError):
        api.call("POST", vendor.url, body={"a set", "is no JSON"})
    assert (calls[-1].attributes["result"], calls[-1].error) == ("not_sent", "TypeError")

    assert call(vendor.url)["result"] == "2xx"


def test_a_call_that_is_broken_off_after_it_left_is_observed_as_cut_off(call, calls, peer, api):
    def broken(*_):
        raise KeyboardInterrupt

    vendor = peer(send(OK), send(OK))
    with pytest.MonkeyPatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(client.VendorAPI, "_read", broken)
        api.call("GET", vendor.url)
    assert calls[-1].attributes["result"] == "cut_off"

    assert call(vendor.url)["result"] == "2xx"


def test_it_is_known_what_a_request_is_for(call, peer):
    vendor = peer(send(OK))
    with observed(Kind.TRANSFER, desk="cm"):
        assert call(vendor.url, "PUT")["operation"] == "transfer"

    assert call(vendor.url)["operation"] == "other"


def test_only_the_host_is_observed(call, calls, peer):
    vendor = peer(send(OK))
    host = vendor.url.partition("//")[2].partition("/")[0]
    url = f"http://user:{SECRET}@{host}/{ID}/owner"

    attributes = call(url, "POST", params={"key": SECRET}, body={"name": ID}, headers={"K": SECRET})

    assert attributes == {
        "vendor": "Vendor",
        "method": "POST",
        "operation": "other",
        "address": "127.0.0.1",
        "port": int(host.partition(":")[2]),
        "http_status": 200,
        "result": "2xx",
    }
    assert calls[-1].seconds > 0


@pytest.mark.parametrize(
    ("url", "address", "port"),
    [
        ("https://api.vendor.invalid/way", "api.vendor.invalid", 443),
        ("http://vendor.invalid/way", "vendor.invalid", 80),
        ("https://vendor.invalid:wrong/way", "vendor.invalid", None),
    ],
)
def test_the_port_is_observed_if_it_is_known(call, url, address, port):
    attributes = call(url)

    assert (attributes["address"], attributes["port"]) == (address, port)
