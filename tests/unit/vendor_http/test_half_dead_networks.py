"""Networks that hang, drip or drop connections: the time limit covers everything, over sockets."""

from __future__ import annotations

import asyncio
import contextvars
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from actions.human_handoff import VendorAPI, errors
from actions.human_handoff.vendor_http import deadline, name_lookups
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from actions.human_handoff.vendor_http.watch import Watch
from tests.unit.clock import Clock
from tests.unit.vendor_http.peer import HEAD, OK, drip, hang, reset, send


@pytest.fixture(scope="module", autouse=True)
def own_watch() -> Iterator[None]:
    """A watch of these tests' own: coverage may not be measured in an earlier one's thread."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deadline, "_watch", Watch())
        yield


# Long enough for a busy machine to connect and to send a request, before half of it is over;
# and shorter than the second in which a hundred headers drip, which are too many.
LIMIT = 0.9
# A call that kept the limit twice, one after the other, would take longer.
LESS_THAN_TWO_LIMITS = 1.7


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """Make a call as a part of an operation that may take so many seconds."""
    context = contextvars.copy_context()
    context.run(current_operation.set, Operation(seconds))
    return context.run(call)


def seconds_of(call: Callable[[], Any], error: type[Exception]) -> float:
    began = time.monotonic()
    with pytest.raises(error):
        call()
    return time.monotonic() - began


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(hang, id="nothing comes"),
        pytest.param(drip(b"", b"H"), id="the status line drips"),
        pytest.param(drip(HEAD, b"X-A: b\r\n"), id="the headers drip"),
        pytest.param(drip(HEAD + b"Content-Length: 100000\r\n\r\n", b"x"), id="the body drips"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_call_ends_at_its_limit_however_slowly_the_response_comes(peer, api, reply, method):
    vendor = peer(reply, send(OK))

    took = seconds_of(
        lambda: api.call(method, vendor.url, seconds=LIMIT), errors.VendorSilenceError
    )

    assert LIMIT - 0.1 < took < LESS_THAN_TWO_LIMITS
    vendor.replies[:] = [send(OK)]
    assert api.call(method, vendor.url).status == 200


def test_the_limit_of_the_operation_ends_a_call_as_well(peer, api):
    vendor = peer(drip(HEAD, b"X-A: b\r\n"))

    took = seconds_of(
        lambda: within(LIMIT, lambda: api.call("GET", vendor.url)), errors.VendorSilenceError
    )

    assert LIMIT - 0.1 < took < LESS_THAN_TWO_LIMITS


@pytest.fixture
def black_hole(monkeypatch):
    """An address at which nobody answers a connection attempt: its queue is full."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(0)
    waiting = [socket.socket() for _ in range(3)]
    for each in waiting:
        each.setblocking(False)
        each.connect_ex(listening.getsockname())
    yield f"http://127.0.0.1:{listening.getsockname()[1]}/way"
    for each in [*waiting, listening]:
        each.close()


def test_a_black_hole_is_unreachable_and_takes_no_longer_than_the_limit(black_hole, api):
    call = lambda: within(LIMIT, lambda: api.call("POST", black_hole, body={}))  # noqa: E731

    assert seconds_of(call, errors.VendorConnectionError) < LESS_THAN_TWO_LIMITS


def test_all_addresses_of_a_host_together_take_no_longer_than_the_limit(
    black_hole, api, monkeypatch
):
    address = ("127.0.0.1", int(black_hole.split(":")[2].split("/")[0]))
    row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", address)
    monkeypatch.setattr(name_lookups.socket, "getaddrinfo", lambda *_: [row] * 5)

    call = lambda: within(LIMIT, lambda: api.call("GET", black_hole))  # noqa: E731

    assert seconds_of(call, errors.VendorConnectionError) < LESS_THAN_TWO_LIMITS


def test_a_name_that_is_not_resolved_in_time_is_unreachable(api, monkeypatch):
    resolved = threading.Event()
    monkeypatch.setattr(name_lookups.socket, "getaddrinfo", lambda *_: resolved.wait(30) and [])

    call = lambda: within(0.4, lambda: api.call("POST", "http://slow.test/"))  # noqa: E731

    assert seconds_of(call, errors.VendorConnectionError) < 5
    resolved.set()


def test_a_name_is_looked_up_once_in_five_seconds(peer, api, monkeypatch):
    vendor, now, asked = peer(send(OK), send(OK), send(OK)), Clock(1000.0), []
    row = (socket.AF_INET, socket.SOCK_STREAM, 6, "", vendor.server_address)
    monkeypatch.setattr(name_lookups.socket, "getaddrinfo", lambda *_: asked.append(1) or [row])
    monkeypatch.setattr(name_lookups, "monotonic", now)
    for seconds, times in ((0, 1), (4.9, 1), (0.1, 2)):
        now.now += seconds
        assert api.call("POST", "http://vendor.test/way", body={}).status == 200
        assert len(asked) == times


def test_the_second_address_of_a_host_is_tried(peer, api, monkeypatch):
    vendor = peer(send(OK))
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    rows = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", closed.getsockname()),
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", vendor.server_address),
    ]
    monkeypatch.setattr(name_lookups.socket, "getaddrinfo", lambda *_: rows)

    assert api.call("GET", "http://two.test/way").status == 200
    closed.close()


# Unreachable or unconfirmed


async def run(api: VendorAPI, url: str, seconds: float, **details: Any) -> Any:
    call = lambda: api.call("POST", url, body={}, **details)  # noqa: E731
    return await BlockingCalls(1).run("Vendor", call, seconds, is_tracked=True)


def test_a_transfer_into_a_black_hole_is_unreachable_whoever_gives_up_first(black_hole, api):
    with pytest.raises(errors.VendorConnectionError):
        asyncio.run(run(api, black_hole, 0.4))


def test_a_transfer_that_left_is_unconfirmed_whoever_gives_up_first(peer, api):
    with pytest.raises(errors.VendorSilenceError) as caught:
        asyncio.run(run(api, peer(hang).url, LIMIT))

    assert caught.value.may_have_acted


def test_a_request_that_changes_nothing_leaves_nothing_unconfirmed(peer, api):
    operation = Operation(LIMIT, is_tracked=True)
    context = contextvars.copy_context()
    context.run(current_operation.set, operation)

    with pytest.raises(errors.VendorSilenceError):
        context.run(lambda: api.call("POST", peer(hang).url, changes_state=False))

    assert operation.end() is False


def test_a_refused_connection_is_unreachable_and_a_reset_is_unconfirmed(peer, api):
    free = socket.socket()
    free.bind(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{free.getsockname()[1]}/way"
    with pytest.raises(errors.VendorConnectionError):
        api.call("POST", url)
    free.close()

    with pytest.raises(errors.VendorSilenceError):
        api.call("POST", peer(reset).url)


def test_a_server_that_cannot_speak_tls_is_unreachable(peer, api):
    url = peer(send(b"no TLS here\r\n\r\n")).url.replace("http:", "https:")

    with pytest.raises(errors.VendorConnectionError):
        api.call("POST", url, seconds=2)


def test_a_response_that_could_not_be_received_in_time_is_not_asked_for(peer, api):
    vendor = peer(send(OK))
    operation = Operation(10)
    operation._ends = time.monotonic() + 1.0
    context = contextvars.copy_context()
    context.run(current_operation.set, operation)

    with pytest.raises(errors.VendorConnectionError):
        context.run(lambda: api.call("POST", vendor.url))

    assert vendor.requests == []
    assert within(10, lambda: api.call("POST", vendor.url)).status == 200


def test_nothing_leaves_after_the_operation_has_ended(peer, api):
    vendor = peer(send(OK))
    operation = Operation(10)
    context = contextvars.copy_context()
    context.run(current_operation.set, operation)

    assert operation.end() is True  # nothing is known of its requests
    with pytest.raises(errors.VendorConnectionError):
        context.run(lambda: api.call("POST", vendor.url))
    assert vendor.requests == []


# Idle connections


def keep_alive(*responses: bytes) -> Callable[[socket.socket, threading.Event], None]:
    """Answer several requests on one connection, then drop whatever comes."""

    def reply(caller: socket.socket, closing: threading.Event) -> None:
        for number, response in enumerate(responses):
            if number:
                head = b""
                while b"\r\n\r\n" not in head:
                    if not (piece := caller.recv(65536)):
                        return
                    head += piece
            caller.sendall(response)
        closing.wait()

    return reply


KEPT = OK.replace(b"Connection: close\r\n", b"")


def test_a_transfer_does_not_travel_on_a_connection_that_sat_idle(peer, api):
    # The first connection answers once and then swallows everything, as a balancer does that
    # dropped it without a word.
    vendor = peer(keep_alive(KEPT), keep_alive(KEPT, KEPT))
    assert api.call("GET", vendor.url).status == 200

    assert within(10, lambda: api.call("POST", vendor.url, body={})).status == 200
    assert len(vendor.requests) == 2


def test_questions_share_a_connection(peer, api):
    vendor = peer(keep_alive(KEPT, KEPT, KEPT))

    for _ in range(3):
        assert api.call("GET", vendor.url).status == 200

    assert len(vendor.requests) == 1


def test_a_limit_that_is_over_closes_nobody_elses_connection(peer, api):
    vendor = peer(keep_alive(KEPT, KEPT))
    assert api.call("GET", vendor.url, seconds=LIMIT).status == 200

    time.sleep(LIMIT + 0.1)  # the first limit would be over now

    assert api.call("GET", vendor.url).status == 200
    assert len(vendor.requests) == 1


def test_the_handshake_of_tls_has_a_limit(peer, api):
    url = peer(hang).url.replace("http:", "https:")

    call = lambda: within(0.5, lambda: api.call("POST", url))  # noqa: E731

    assert seconds_of(call, errors.VendorConnectionError) < 5
    assert ssl.HAS_TLSv1_2


# Proxies


@pytest.fixture
def proxied(peer, api, monkeypatch):
    """Let a peer be the proxy of every server."""

    def start(*replies):
        proxy = peer(*replies)
        address = proxy.url.removesuffix("/way")
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, address)
        monkeypatch.delenv("no_proxy", raising=False)
        return proxy

    return start


def test_the_limit_covers_a_proxy_too(proxied, api):
    proxy = proxied(hang, send(OK))

    took = seconds_of(
        lambda: api.call("GET", "http://vendor.test/way", seconds=LIMIT), errors.VendorSilenceError
    )

    assert took < LESS_THAN_TWO_LIMITS
    assert api.call("GET", "http://vendor.test/way").status == 200
    assert proxy.requests[-1].startswith(b"GET http://vendor.test/way ")


def test_what_is_sent_to_a_proxy_to_open_a_tunnel_is_not_the_request(proxied, api):
    proxy = proxied(send(b"HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"))

    with pytest.raises(errors.VendorConnectionError):
        api.call("POST", "https://vendor.test/way", body={})

    assert all(request.startswith(b"CONNECT vendor.test:443 ") for request in proxy.requests)


def test_look_ups_that_hang_at_one_vendor_stop_no_other(peer, monkeypatch):
    resolved, real = threading.Event(), socket.getaddrinfo

    def look_up(host, *rest):
        return resolved.wait(30) and [] if host == "hanging.test" else real(host, *rest)

    monkeypatch.setattr(name_lookups.socket, "getaddrinfo", look_up)
    for _ in range(4):
        with pytest.raises(errors.VendorConnectionError):
            within(0.1, lambda: VendorAPI("A").call("GET", "http://hanging.test/way"))

    assert within(10, lambda: VendorAPI("B").call("GET", peer(send(OK)).url)).status == 200
    resolved.set()
