"""HTTP, once for all vendors; with real sockets where only those prove it."""

import contextlib
import contextvars
import logging
import socket
import ssl
import struct
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import responses
import urllib3.exceptions
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers
from urllib3.exceptions import MaxRetryError, SSLError
from urllib3.util import connection

from actions.human_handoff.errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorConnectionError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
    VendorSilenceError,
)
from actions.human_handoff.vendor_http import client as wire
from actions.human_handoff.vendor_http.client import Response, VendorAPI

URL = "http://vendor.test/way"
SECRET = "s3cret"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"


class Peer:
    """A vendor made of one socket; the last reply answers all further requests."""

    def __init__(self, *replies: Callable[[socket.socket], None]) -> None:
        self.replies = list(replies)
        self.requests: list[bytes] = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/way"
        self.closing = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                caller = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self._answer, args=(caller,), daemon=True).start()

    def _answer(self, caller: socket.socket) -> None:
        with caller:
            request = b""
            while b"\r\n\r\n" not in request:
                request += caller.recv(65536)
            self.requests.append(request)
            reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
            reply(caller)

    def close(self) -> None:
        self.closing.set()
        self.listener.close()


def say(answer: bytes) -> Callable[[socket.socket], None]:
    return lambda caller: caller.sendall(answer)


def reset(caller: socket.socket) -> None:
    caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.fixture
def peer() -> Iterator[Callable[..., Peer]]:
    peers: list[Peer] = []

    def start(*replies: Callable[[socket.socket], None]) -> Peer:
        peers.append(Peer(*replies))
        return peers[-1]

    yield start
    for each in peers:
        each.close()


@pytest.fixture
def http() -> Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def api() -> VendorAPI:
    return VendorAPI("Vendor")


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """Make a call under a deadline, as `blocking_calls` does."""
    context = contextvars.copy_context()
    context.run(wire.deadline.set, time.monotonic() + seconds)
    return context.run(call)


def printed(error: BaseException) -> str:
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))


def waits(connect: Any, read: Any) -> Callable[[requests.PreparedRequest], tuple[bool, str]]:
    def match(request: requests.PreparedRequest) -> tuple[bool, str]:
        timeout = request.req_kwargs["timeout"]
        return timeout == (connect, read), f"waits {timeout}"

    return match


# What is sent


def test_a_call_says_what_it_wants_and_how_long_it_waits(http, api):
    http.get(
        URL,
        json={"a": 1},
        match=[
            matchers.query_param_matcher({"v": "1"}, strict_match=True),
            matchers.header_matcher({"Accept": "application/json", "X-Key": SECRET}),
            matchers.request_kwargs_matcher({"stream": True}),
            waits(3, pytest.approx(10, abs=0.1)),
        ],
    )

    answer = api.call("GET", URL, headers={"X-Key": SECRET}, params={"v": "1"})

    assert (answer.status, answer.json()) == (200, {"a": 1})
    assert (answer.vendor, answer.call) == ("Vendor", "GET /way")
    assert answer.content_type == "application/json"


def test_a_body_goes_out_as_json(http, api):
    http.post(
        URL,
        status=204,
        match=[
            matchers.json_params_matcher({"name": "Zoë"}),
            matchers.header_matcher({"Content-Type": "application/json"}),
        ],
    )

    assert api.call("POST", URL, body={"name": "Zoë"}).body == b""


def test_a_call_waits_no_longer_than_the_customer_can(http, api):
    seconds = pytest.approx(2, abs=0.5)
    http.get(URL, match=[waits(seconds, seconds)])

    assert within(2, lambda: api.call("GET", URL)).status == 200


@pytest.mark.parametrize(
    ("customer", "call", "waited"), [(30, 2, 2), (1, 2, 1), (30, 60, wire.READ_SECONDS)]
)
def test_a_call_may_be_given_less_time_and_never_more(http, api, customer, call, waited):
    seconds = pytest.approx(waited, abs=0.5)
    connect = pytest.approx(min(waited, wire.CONNECT_SECONDS), abs=0.5)
    http.get(URL, match=[waits(connect, seconds)])

    assert within(customer, lambda: api.call("GET", URL, seconds=call)).status == 200


def test_a_call_is_not_sent_when_the_time_is_up(http, api):
    with pytest.raises(VendorConnectionError, match="GET /way was not sent, the time is up"):
        within(0, lambda: api.call("GET", URL))

    http.get(URL)
    assert within(5, lambda: api.call("GET", URL)).status == 200


def test_a_netrc_on_the_machine_does_not_replace_the_vendors_key(peer, api, tmp_path, monkeypatch):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    vendor = peer(say(OK))
    assert requests.utils.get_netrc_auth(vendor.url) == ("somebody", "else")

    api.call("GET", vendor.url, headers={"Authorization": "our-key"})

    assert b"\r\nAuthorization: our-key\r\n" in vendor.requests[0]


def test_what_one_call_is_told_in_a_cookie_is_not_in_the_next(peer, api):
    cookie = b"HTTP/1.1 200 OK\r\nSet-Cookie: who=ada; Path=/\r\nContent-Length: 2\r\n\r\n{}"
    vendor = peer(say(cookie), say(OK))

    for _ in range(2):
        api.call("GET", vendor.url)

    assert len(vendor.requests) == 2
    assert b"cookie" not in vendor.requests[1].lower()


# What is answered


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_an_answer(http, api, status):
    http.get(URL, status=status)

    assert api.call("GET", URL).status == status


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (302, VendorRefusedError),
        (304, VendorRefusedError),
        (400, VendorRefusedError),
        (401, VendorAuthenticationError),
        (403, VendorAuthenticationError),
        (404, VendorRefusedError),
        (429, VendorBusyError),
        (451, VendorRefusedError),
        (500, VendorRefusedError),
        (503, VendorRefusedError),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_any_other_status_is_a_refusal(http, api, status, kind, method):
    http.add(method, URL, status=status)

    with pytest.raises(VendorRefusedError) as caught:
        api.call(method, URL, params={"key": SECRET})

    assert type(caught.value) is kind
    assert caught.value.status == status
    assert str(caught.value) == f"Vendor: {method} /way answered {status}"
    http.replace(method, URL, status=200)
    assert api.call(method, URL, params={"key": SECRET}).status == 200


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": " 7 "}, 7.0),
        ({"Retry-After": "Fri, 31 Dec 2026 23:59:59 GMT"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "²"}, None),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_busy_vendor_may_say_how_long(http, api, header, seconds, method):
    http.add(method, URL, status=429, headers=header)

    with pytest.raises(VendorBusyError) as caught:
        api.call(method, URL)

    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("status", [413, 429, 503])
def test_a_get_that_is_told_to_come_back_later_is_answered_at_once(peer, api, status):
    """urllib3 would wait, call again and then raise something else."""
    vendor = peer(
        say(b"HTTP/1.1 %d No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n" % status), say(OK)
    )

    with pytest.raises(VendorRefusedError) as caught:
        api.call("GET", vendor.url)

    assert caught.value.status == status
    assert len(vendor.requests) == 1
    assert api.call("GET", vendor.url).status == 200


def test_a_redirect_is_not_followed(peer, api):
    elsewhere = peer(say(OK))
    target = elsewhere.url.encode()
    vendor = peer(say(b"HTTP/1.1 307 Off\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % target))

    with pytest.raises(VendorRefusedError) as caught:
        api.call("POST", vendor.url, headers={"Authorization": SECRET}, body={})

    assert caught.value.status == 307
    assert elsewhere.requests == []


# What does not arrive


@pytest.fixture
def attempts(monkeypatch) -> list[tuple[str, int]]:
    """The connections that are tried."""
    made: list[tuple[str, int]] = []
    real = connection.create_connection

    def connect(address: tuple[str, int], *rest: Any, **options: Any) -> socket.socket:
        made.append(address)
        return real(address, *rest, **options)

    monkeypatch.setattr(connection, "create_connection", connect)
    return made


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_connection_is_tried_once_more_and_did_not_reach_the_vendor(
    api, attempts, method
):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}/way"

        with pytest.raises(VendorConnectionError) as caught:
            api.call(method, url)

        assert str(caught.value) == f"Vendor: {method} /way did not reach the vendor"
        assert len(attempts) == 2


def test_the_second_attempt_to_connect_may_succeed(peer, api, monkeypatch):
    vendor, made = peer(say(OK)), []
    real = connection.create_connection

    def connect(*rest: Any, **options: Any) -> socket.socket:
        made.append(rest)
        if len(made) == 1:
            raise ConnectionRefusedError
        return real(*rest, **options)

    monkeypatch.setattr(connection, "create_connection", connect)

    assert api.call("POST", vendor.url, body={}).status == 200
    assert (len(made), len(vendor.requests)) == (2, 1)


def test_a_host_that_does_not_exist_was_not_reached(api):
    with pytest.raises(VendorConnectionError, match="did not reach the vendor"):
        api.call("POST", "http://vendor.invalid/way")


def test_a_reset_after_a_post_is_silence_and_is_not_repeated(peer, api):
    vendor = peer(reset, say(OK))

    with pytest.raises(VendorSilenceError) as caught:
        api.call("POST", vendor.url, body={})

    assert caught.value.may_have_acted
    assert str(caught.value) == "Vendor: POST /way got no whole answer (ConnectionError)"
    assert len(vendor.requests) == 1
    assert api.call("POST", vendor.url, body={}).status == 200


def test_a_get_that_is_reset_is_repeated_once(peer, api):
    vendor = peer(reset, say(OK))

    assert api.call("GET", vendor.url).status == 200
    assert len(vendor.requests) == 2


def test_a_get_that_is_reset_twice_is_silence(peer, api):
    vendor = peer(reset, reset, say(OK))

    with pytest.raises(VendorSilenceError):
        api.call("GET", vendor.url)

    assert len(vendor.requests) == 2
    assert api.call("GET", vendor.url).status == 200


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_vendor_that_hangs_is_asked_once(peer, api, method):
    """A second wait, as long as the first, would be beyond the deadline."""
    vendor = peer(lambda _: vendor.closing.wait(), say(OK))

    with pytest.raises(VendorSilenceError, match="ReadTimeout"):
        within(0.2, lambda: api.call(method, vendor.url))

    assert len(vendor.requests) == 1
    assert within(10, lambda: api.call(method, vendor.url)).status == 200


def test_a_call_that_was_given_little_time_ends_with_it(peer, api):
    vendor = peer(lambda _: vendor.closing.wait(), say(OK))

    with pytest.raises(VendorSilenceError, match="ReadTimeout"):
        api.call("GET", vendor.url, seconds=0.2)

    assert api.call("GET", vendor.url).status == 200


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        (HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        (HEAD + b"\r\n", b" "),
    ],
)
def test_a_drip_that_never_ends_stops_at_the_deadline(peer, api, head, piece):
    def drip(caller: socket.socket) -> None:
        caller.sendall(head)
        while not vendor.closing.wait(0.01):
            caller.sendall(piece)

    vendor = peer(drip, say(OK))

    began = time.monotonic()
    with pytest.raises(VendorSilenceError, match="GET /way did not end its answer in time"):
        within(0.3, lambda: api.call("GET", vendor.url))

    assert time.monotonic() - began < 5
    assert within(10, lambda: api.call("GET", vendor.url)).status == 200


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"Content-Length: 100\r\n\r\n{",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
        HEAD + b"Connection: close\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}",
        b"SMTP ready\r\n\r\n",
        b"",
    ],
)
def test_an_answer_that_stops_or_is_no_http_is_silence(peer, api, answer):
    vendor = peer(say(answer), say(OK))

    with pytest.raises(VendorSilenceError) as caught:
        api.call("POST", vendor.url, body={})

    assert caught.value.may_have_acted
    assert len(vendor.requests) == 1
    assert api.call("POST", vendor.url, body={}).status == 200


def test_a_body_over_the_limit_is_not_read_to_its_end(peer, api, monkeypatch):
    monkeypatch.setattr(wire, "MAX_RESPONSE_BYTES", 200_000)

    def body(size: int) -> Callable[[socket.socket], None]:
        return say(HEAD + b"Content-Length: %d\r\n\r\n" % size + b"x" * size)

    def endless(caller: socket.socket) -> None:
        caller.sendall(HEAD + b"\r\n")
        try:
            while True:
                caller.sendall(b"x" * 65536)
        except OSError:
            pass

    vendor = peer(endless, body(200_001), body(200_000))

    for _ in range(2):
        with pytest.raises(VendorResponseError, match="GET /way answered more than we read"):
            api.call("GET", vendor.url)
    assert len(api.call("GET", vendor.url).body) == 200_000


def test_a_certificate_that_is_not_trusted_is_a_call_that_did_not_arrive(http, api):
    refused = SSLError(ssl.SSLCertVerificationError(1, "certificate verify failed"))
    http.post(URL, body=requests.exceptions.SSLError(MaxRetryError(None, "/way", refused)))

    with pytest.raises(VendorConnectionError, match="did not reach the vendor"):
        api.call("POST", URL)


def test_any_other_failure_of_tls_may_have_come_after_the_call_had_left(http, api):
    broken = SSLError(ssl.SSLError(1, "bad record mac"))
    http.post(URL, body=requests.exceptions.SSLError(MaxRetryError(None, "/way", broken)))

    with pytest.raises(VendorSilenceError):
        api.call("POST", URL)


def test_a_connection_that_takes_too_long_was_not_reached(http, api):
    http.post(URL, body=requests.ConnectTimeout())

    with pytest.raises(VendorConnectionError, match="did not reach the vendor"):
        api.call("POST", URL)


@pytest.mark.parametrize(
    ("url", "headers"),
    [
        ("vendor.test/way", {}),
        ("ftp://vendor.test/way", {}),
        ("http:///way", {}),
        ("http://a..b/way", {}),
        ("http://127.0.0.1:99999/way", {}),
        (URL, {"Authorization": f"{SECRET}\n"}),
    ],
)
def test_a_call_that_cannot_be_sent_did_not_reach_the_vendor(api, url, headers):
    with pytest.raises(VendorConnectionError) as caught:
        api.call("POST", url, headers=headers)

    assert str(caught.value).endswith("/way cannot be sent as it is")
    assert SECRET not in printed(caught.value)


def test_a_key_that_no_header_can_hold_did_not_reach_the_vendor(peer, api):
    vendor = peer(say(OK))

    with pytest.raises(VendorConnectionError) as caught:
        api.call("POST", vendor.url, headers={"Authorization": f"ключ{SECRET}"})

    assert SECRET not in printed(caught.value)
    assert vendor.requests == []


def test_a_body_that_no_json_can_hold_did_not_reach_the_vendor(api):
    with pytest.raises(VendorConnectionError, match="cannot be sent as it is"):
        api.call("POST", URL, body={"nextOn": float("nan")})


def test_a_header_of_the_answer_that_cannot_be_is_silence(peer, api):
    """The call has left: saying that it had not would transfer a customer twice."""
    vendor = peer(say(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}"))

    with pytest.raises(VendorSilenceError):
        api.call("POST", vendor.url, body={})


@pytest.mark.parametrize(
    "error",
    [
        requests.exceptions.InvalidHeader(urllib3.exceptions.InvalidHeader("two lengths")),
        requests.exceptions.ContentDecodingError(),
        urllib3.exceptions.DecodeError("not gzip"),
        OSError(5, "Input/output error"),
    ],
)
def test_whatever_breaks_after_the_call_has_left_is_silence(http, api, error):
    http.post(URL, body=error)

    with pytest.raises(VendorSilenceError, match=f"got no whole answer .{type(error).__name__}."):
        api.call("POST", URL)


# What is not told


def fails(url: str, api: VendorAPI) -> VendorError:
    with pytest.raises(VendorError) as caught:
        within(
            0.5,
            lambda: api.call("GET", url, params={"key": SECRET}, headers={"X-Key": SECRET}),
        )
    return caught.value


@pytest.mark.parametrize(
    "reply",
    [
        reset,
        lambda caller: caller.recv(1),
        say(b"HTTP/1.1 401 No\r\nContent-Length: 6\r\n\r\n" + SECRET.encode()),
        say(b"HTTP/1.1 429 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
        say(b"HTTP/1.1 302 Off\r\nLocation: /?key=s3cret\r\nContent-Length: 0\r\n\r\n"),
        say(HEAD + b"Content-Length: 9\r\n\r\n" + SECRET.encode()),
        say(b"rubbish\r\n\r\n"),
    ],
    ids=["reset", "hangs", "refuses", "busy", "redirects", "stops", "rubbish"],
)
def test_no_key_is_in_a_log_or_a_traceback(peer, api, caplog, reply):
    caplog.set_level(logging.DEBUG)
    vendor = peer(reply)

    error = fails(vendor.url, api)

    assert any(b"key=s3cret" in request for request in vendor.requests)
    assert "urllib3" in caplog.text
    assert SECRET not in caplog.text
    assert SECRET not in printed(error)
    assert SECRET not in repr(error)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"status": 500}, "answered 500"),
        ({"status": 401}, "answered 401"),
        ({"status": 429}, "answered 429"),
        ({"body": requests.ConnectTimeout(f"/{SECRET}")}, "did not reach the vendor"),
        ({"body": requests.ReadTimeout(f"/{SECRET}")}, "got no whole answer (ReadTimeout)"),
        ({"body": requests.exceptions.InvalidURL(f"/{SECRET}")}, "cannot be sent as it is"),
    ],
)
def test_a_path_that_is_not_to_be_shown_is_in_no_error(http, api, answer, problem):
    http.get(f"{URL}/{SECRET}", **answer)

    with pytest.raises(VendorError) as caught:
        api.call("GET", f"{URL}/{SECRET}", log_label="a customer's words")

    assert str(caught.value) == f"Vendor: GET a customer's words {problem}"
    assert SECRET not in printed(caught.value)
    http.replace("GET", f"{URL}/{SECRET}", body="{")
    rubbish = api.call("GET", f"{URL}/{SECRET}", log_label="a customer's words")
    with pytest.raises(VendorResponseError, match="GET a customer's words answered something"):
        rubbish.json()


def test_no_key_is_in_the_log_of_a_connection_that_is_tried_again(api, caplog):
    caplog.set_level(logging.DEBUG)
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))

        error = fails(f"http://127.0.0.1:{closed.getsockname()[1]}/way", api)

    assert "Retrying" in caplog.text
    assert "Incremented Retry" in caplog.text
    assert SECRET not in caplog.text + printed(error)


def test_no_key_is_in_the_log_of_an_answer_with_broken_headers(peer, api, caplog):
    caplog.set_level(logging.DEBUG)
    vendor = peer(say(HEAD + b"no header\r\n\r\n{}"))

    api.call("GET", vendor.url, params={"key": SECRET})

    assert "Failed to parse headers" in caplog.text
    assert SECRET not in caplog.text


def test_other_records_of_the_http_library_pass_unchanged(caplog):
    caplog.set_level(logging.DEBUG)
    VendorAPI("Vendor")
    logger = logging.getLogger("urllib3.connectionpool")

    logger.debug("no arguments?")
    logger.debug("%s of %d", "why?", 5)
    logger.debug("%(a)s", {"a": "mapping?"})

    assert [record.getMessage() for record in caplog.records] == [
        "no arguments?",
        "why of 5",
        "mapping?",
    ]


def test_an_answers_body_is_in_no_repr():
    answer = Response("Vendor", "GET /way", 200, SECRET.encode())

    assert SECRET not in repr(answer) + str(answer)
    with pytest.raises(VendorResponseError) as caught:
        answer.json()
    assert str(caught.value) == "Vendor: GET /way answered something that is not JSON"
    assert SECRET not in printed(caught.value)


@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"\xff", b"[" * 100_000, b"1" * 5000])
def test_what_is_not_json_is_an_answer_that_makes_no_sense(body):
    with pytest.raises(VendorResponseError):
        Response("Vendor", "GET /way", 200, body).json()


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_body_is_json_or_makes_no_sense(body):
    with contextlib.suppress(VendorResponseError):
        Response("Vendor", "GET /way", 200, body).json()
