"""HTTP, once for all vendors; with real sockets where only those prove it."""

import contextlib
import contextvars
import logging
import socket
import ssl
import time

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers
from urllib3 import exceptions
from urllib3.exceptions import MaxRetryError

from actions.human_handoff import Response, VendorAPI, errors
from actions.human_handoff.vendor_http import client, sockets
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from tests.unit.cases import cases
from tests.unit.printed import printed
from tests.unit.vendor_http.peer import HEAD, OK, drip, hang, reset, send

URL = "http://vendor.test/way"
SECRET = "s3cret"
CHUNKED, TWO = b"Transfer-Encoding: chunked\r\n\r\n", b"Content-Length: 2\r\n\r\n"
# Without the first header the client might use the connection again; see `peer.OK`.
GZIP = b"Connection: close\r\nContent-Encoding: gzip\r\n"
REDIRECT = b"HTTP/1.1 302 No\r\nConnection: close\r\nLocation: "
INCOMPLETE, LATE = "got no whole answer (", "did not end its answer in time"


def within(seconds, call):
    """Make a call under a deadline, as `blocking_calls` does."""
    context = contextvars.copy_context()
    context.run(current_operation.set, Operation(seconds))
    return context.run(call)


def waits(seconds):
    """Match a call that waits about so many seconds."""

    def match(request):
        timeout = request.req_kwargs["timeout"]
        return timeout == pytest.approx(seconds, abs=0.5), f"waits {timeout}"

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
            waits(10),
        ],
    )

    response = api.call("GET", URL, headers={"X-Key": SECRET}, params={"v": "1"})

    assert (response.status, response.json()) == (200, {"a": 1})
    assert (response.vendor, response.call) == ("Vendor", "GET /way")
    assert response.content_type == "application/json"


def test_a_body_of_which_a_signature_was_made_goes_out_as_it_is(http, api):
    http.post(URL, status=204)
    api.call("POST", URL, body=b'{"name":  "Zo\xc3\xab"}', headers={"Content-Type": "text/x"})

    request = http.calls[0].request
    assert request.body == b'{"name":  "Zo\xc3\xab"}'
    assert request.headers["Content-Type"] == "text/x"


def test_a_body_goes_out_as_json(http, api):
    is_json = matchers.header_matcher({"Content-Type": "application/json"})
    http.post(URL, status=204, match=[matchers.json_params_matcher({"name": "Zoë"}), is_json])

    assert api.call("POST", URL, body={"name": "Zoë"}).body == b""


@pytest.mark.parametrize(
    ("customer", "call", "waited"),
    [(2, client.REQUEST_SECONDS, 2), (30, 2, 2), (1, 2, 1), (30, 60, 30)],
)
def test_a_call_waits_as_long_as_it_is_given_and_the_customer_can(
    http, api, customer, call, waited
):
    http.get(URL, match=[waits(waited)])

    assert within(customer, lambda: api.call("GET", URL, seconds=call)).status == 200


def test_a_call_is_not_sent_when_the_time_is_up(http, api):
    with pytest.raises(errors.VendorConnectionError, match="GET /way was not sent, the time is up"):
        within(0, lambda: api.call("GET", URL))

    http.get(URL)
    assert within(5, lambda: api.call("GET", URL)).status == 200


@pytest.fixture
def vendor(httpserver):
    """A vendor that answers every call with an empty object."""
    httpserver.expect_request("/way").respond_with_json({}, headers={"Set-Cookie": "who=ada"})
    return httpserver


def test_a_netrc_on_the_machine_does_not_replace_the_vendors_key(
    vendor, api, tmp_path, monkeypatch
):
    netrc, url = tmp_path / ".netrc", vendor.url_for("/way")
    netrc.write_text(f"machine {vendor.host} login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    assert requests.utils.get_netrc_auth(url) == ("somebody", "else")

    api.call("GET", url, headers={"Authorization": "our-key"})

    assert vendor.log[0][0].headers["Authorization"] == "our-key"


def test_a_cookie_of_one_response_is_not_in_the_next_call(vendor, api):
    for _ in range(2):
        api.call("GET", vendor.url_for("/way"))

    assert ["Cookie" in request.headers for request, _ in vendor.log] == [False, False]


# What is answered


@pytest.mark.parametrize("status", [200, 201, 204, 299])
def test_every_2xx_is_an_answer(http, api, status):
    http.get(URL, status=status)

    assert api.call("GET", URL).status == status


# Every other status is refused: see tests/unit/vendors/test_every_call.py.


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": " 7 "}, 7.0),
        ({"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"Retry-After": "tomorrow"}, None),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "²"}, None),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_busy_vendor_may_say_how_long(http, api, header, seconds, method):
    http.add(method, URL, status=429, headers=header)

    with pytest.raises(errors.VendorBusyError) as caught:
        api.call(method, URL)

    assert caught.value.retry_after == seconds


@pytest.mark.parametrize("status", [413, 429, 503])
def test_a_get_with_a_retry_after_is_an_error_at_once(httpserver, api, pauses_end, status):
    """urllib3 would wait, call again and then raise something else."""
    later = httpserver.expect_oneshot_request("/way")
    later.respond_with_data(status=status, headers={"Retry-After": "1"})

    with pytest.raises(errors.VendorRefusedError) as caught:
        api.call("GET", httpserver.url_for("/way"))

    assert caught.value.status == status
    assert len(httpserver.log) == 1
    pauses_end()
    httpserver.expect_request("/way").respond_with_json({})
    assert api.call("GET", httpserver.url_for("/way")).status == 200


def test_a_redirect_is_not_followed(httpserver, api):
    elsewhere = {"Location": httpserver.url_for("/elsewhere")}
    httpserver.expect_request("/way").respond_with_data(status=307, headers=elsewhere)

    with pytest.raises(errors.VendorRefusedError) as caught:
        api.call("POST", httpserver.url_for("/way"), headers={"Authorization": SECRET}, body={})

    assert caught.value.status == 307
    assert [request.path for request, _ in httpserver.log] == ["/way"]


@pytest.mark.parametrize("location", [b"http://[::1/ok", "http://a℀b.c/".encode(), b"/\xff\xfe"])
def test_a_redirect_is_a_refusal_wherever_it_leads(peer, api, location):
    vendor = peer(send(REDIRECT + location + b"\r\n" + TWO + b"{}"), send(OK))

    with pytest.raises(errors.VendorRefusedError, match="POST /way answered 302"):
        api.call("POST", vendor.url)

    assert api.call("POST", vendor.url).status == 200


def test_a_redirects_body_is_limited_in_time_and_size(peer, api, monkeypatch):
    monkeypatch.setattr(client, "MAX_RESPONSE_BYTES", 1000)
    redirect = REDIRECT + b"/ok\r\n"
    dripping = drip(redirect + b"Content-Length: 100000\r\n\r\n", b" ")
    vendor = peer(dripping, send(redirect + b"\r\n" + b"x" * 5000), send(OK))

    with pytest.raises(errors.VendorSilenceError, match=LATE):
        within(0.3, lambda: api.call("POST", vendor.url))
    with pytest.raises(errors.VendorResponseError, match="answered more than we read"):
        api.call("POST", vendor.url)

    assert api.call("POST", vendor.url).status == 200


# What does not arrive


@pytest.fixture
def attempts(monkeypatch):
    """The connections that are tried; a test may set how many of the first are refused."""

    class Attempts(list):
        refused = 0

        def connect(self, connecting, address):
            self.append(address)
            if len(self) <= self.refused:
                raise ConnectionRefusedError
            return super(Connecting, connecting).connect(address)

    class Connecting(socket.socket):
        def connect(self, address):
            return made.connect(self, address)

    made = Attempts()
    monkeypatch.setattr(sockets.socket, "socket", Connecting)
    return made


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_refused_connection_is_tried_once_more_and_did_not_reach_the_vendor(
    api, attempts, closed_port, method
):
    with pytest.raises(errors.VendorConnectionError) as caught:
        api.call(method, closed_port)

    assert str(caught.value) == f"Vendor: {method} /way did not reach the vendor"
    assert len(attempts) == 2


def test_the_second_attempt_to_connect_may_succeed(peer, api, attempts):
    vendor, attempts.refused = peer(send(OK)), 1

    assert api.call("POST", vendor.url, body={}).status == 200
    assert (len(attempts), len(vendor.requests)) == (2, 1)


@pytest.mark.parametrize("url", ["http://vendor.invalid/way", "http://a..b/way"])
def test_a_host_that_does_not_exist_was_not_reached(api, url):
    with pytest.raises(errors.VendorConnectionError, match="did not reach the vendor"):
        api.call("POST", url)


@cases(
    "method reply problem",
    {
        "reset": ("POST", reset, "got no whole answer (ConnectionError)"),
        # A second wait, as long as the first, would be beyond the deadline.
        "hang, GET": ("GET", hang, LATE),
        "hang, POST": ("POST", hang, LATE),
        # A drip that never ends stops at the deadline.
        "drip, long": ("GET", drip(HEAD + b"Content-Length: 100000\r\n\r\n", b" "), LATE),
        "drip, chunked": ("GET", drip(HEAD + CHUNKED, b"1\r\n \r\n"), LATE),
        "drip, no length": ("GET", drip(HEAD + b"\r\n", b" "), LATE),
        # A response that stops or is no HTTP.
        "stops": ("POST", send(HEAD + b"Content-Length: 100\r\n\r\n{"), INCOMPLETE),
        "stops in a chunk": ("POST", send(HEAD + CHUNKED + b"5\r\n{"), INCOMPLETE),
        "not gzip": ("POST", send(HEAD + GZIP + TWO + b"{}"), INCOMPLETE),
        "no HTTP": ("POST", send(b"SMTP ready\r\n\r\n"), INCOMPLETE),
        "empty": ("POST", send(b""), INCOMPLETE),
        # The call has left: the opposite claim would transfer a customer twice.
        "two lengths": ("POST", send(HEAD + b"Content-Length: 3\r\n" + TWO + b"{}"), INCOMPLETE),
    },
)
def test_a_call_without_a_whole_response_is_silence_and_is_not_repeated(
    peer, api, method, reply, problem
):
    vendor = peer(reply, send(OK))

    began = time.monotonic()
    with pytest.raises(errors.VendorSilenceError) as caught:
        # Half of it is for the response: a busy machine must have sent the request before.
        within(1.5, lambda: api.call(method, vendor.url))

    assert time.monotonic() - began < 5
    assert caught.value.may_have_acted
    assert str(caught.value).startswith(f"Vendor: {method} /way {problem}")
    assert len(vendor.requests) == 1
    assert within(10, lambda: api.call(method, vendor.url)).status == 200


def test_a_get_that_is_reset_is_repeated_once_and_not_again(peer, api):
    vendor = peer(reset, send(OK), reset, reset, send(OK))

    assert api.call("GET", vendor.url).status == 200
    assert len(vendor.requests) == 2
    with pytest.raises(errors.VendorSilenceError):
        api.call("GET", vendor.url)
    assert len(vendor.requests) == 4
    assert api.call("GET", vendor.url).status == 200


HINT = b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload\r\n\r\n"
ENDLESS = HEAD + b"Content-Type: text/plain\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        send(HEAD + b"Content-Encoding: gzip\r\nContent-Length: 6\r\n\r\n\xff<html"),
        send(HEAD + b"Content-Length: 100\r\n\r\n{"),
        send(HEAD + b"Transfer-Encoding: chunked\r\n\r\nno number\r\n"),
        drip(ENDLESS, b"x"),
        drip(ENDLESS, b"x" * 100_000),
        send(HINT + b"HTTP/1.1 102 Processing\r\n\r\n" + HINT + OK),
        send(OK),
    ],
    ids=["not gzip", "cut off", "not chunked", "slow", "too long", "after hints", "usual"],
)
def test_where_only_the_status_is_wanted_the_body_does_not_matter(peer, api, reply):
    began = time.monotonic()
    for _ in range(2):
        answer = api.call("POST", peer(reply).url, body=b"{}", only_status=True)

    assert (answer.status, answer.body) == (200, b"")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("piece", [HINT, b"HTTP/1.1 2"])
def test_a_status_that_never_comes_is_waited_for_no_longer_than_allowed(peer, api, piece):
    began = time.monotonic()
    with pytest.raises(errors.VendorSilenceError):
        api.call("POST", peer(drip(b"", piece)).url, body=b"{}", seconds=1.2, only_status=True)
    assert time.monotonic() - began < 3

    assert api.call("POST", peer(send(OK)).url, body=b"{}", only_status=True).status == 200


@pytest.mark.parametrize(
    ("status", "kind"), [(401, errors.VendorAuthenticationError), (500, errors.VendorRefusedError)]
)
def test_a_status_that_is_no_2xx_is_refused_whatever_its_body_is(peer, api, status, kind):
    head = f"HTTP/1.1 {status} No\r\nContent-Encoding: gzip\r\n\r\n".encode()
    with pytest.raises(kind):
        api.call("POST", peer(drip(head, b"x")).url, body=b"{}", only_status=True)


def test_a_body_over_the_limit_is_not_read_to_its_end(peer, api, monkeypatch):
    monkeypatch.setattr(client, "MAX_RESPONSE_BYTES", 200_000)

    def body(size):
        return send(HEAD + b"Content-Length: %d\r\n\r\n" % size + b"x" * size)

    def endless(caller, _):
        caller.sendall(HEAD + b"\r\n")
        while True:
            caller.sendall(b"x" * 65536)

    vendor = peer(endless, body(200_001), body(200_000))

    for _ in range(2):
        with pytest.raises(errors.VendorResponseError, match="GET /way answered more than we read"):
            api.call("GET", vendor.url)
    assert len(api.call("GET", vendor.url).body) == 200_000


@cases(
    "url request_",
    {
        "no scheme": ("vendor.test/way", {}),
        "another scheme": ("ftp://vendor.test/way", {}),
        "no host": ("http:///way", {}),
        "no port's number": ("http://127.0.0.1:99999/way", {}),
        "a line break in a header": (None, {"headers": {"Authorization": f"{SECRET}\n"}}),
        "no header can hold it": (None, {"headers": {"Authorization": f"ключ{SECRET}"}}),
        "no JSON can hold it": (None, {"body": {"nextOn": float("nan")}}),
    },
)
def test_a_call_that_cannot_be_sent_did_not_reach_the_vendor(peer, api, url, request_):
    vendor = peer(send(OK))

    with pytest.raises(errors.VendorConnectionError) as caught:
        api.call("POST", url or vendor.url, **request_)

    assert str(caught.value).endswith("/way cannot be sent as it is")
    assert SECRET not in printed(caught.value)
    assert vendor.requests == []


def wrapped(reason):
    """Return the error of requests for a request that urllib3 gave up."""
    return requests.ConnectionError(MaxRetryError(None, "/way", reason))


def tls(cause):
    return requests.exceptions.SSLError(MaxRetryError(None, "/way", exceptions.SSLError(cause)))


CANNOT_BE_SENT, UNREACHED = "cannot be sent as it is", "did not reach the vendor"


@cases(
    "error problem",
    {
        "no connection in time": (requests.ConnectTimeout(), UNREACHED),
        "refused": (wrapped(exceptions.NewConnectionError(None, "refused")), UNREACHED),
        "no proxy": (wrapped(exceptions.ProxyError("no proxy", OSError())), UNREACHED),
        "certificate": (tls(ssl.SSLCertVerificationError(1, "not trusted")), UNREACHED),
        "URL": (requests.exceptions.InvalidURL("http:///way"), CANNOT_BE_SENT),
        "header": (requests.exceptions.InvalidHeader("a line break"), CANNOT_BE_SENT),
        "no JSON": (requests.exceptions.InvalidJSONError("nan"), CANNOT_BE_SENT),
        "no Latin-1": (UnicodeEncodeError("latin-1", "ключ", 0, 4, "no header"), CANNOT_BE_SENT),
        "TLS, bad record": (tls(ssl.SSLError(1, "bad record mac")), UNREACHED),
        "TLS, end": (tls(ssl.SSLEOFError(8, "unexpected end")), UNREACHED),
        "TLS, no cause": (wrapped(exceptions.SSLError()), UNREACHED),
        "retries end with a reset": (wrapped(exceptions.ProtocolError("reset")), UNREACHED),
        "retries end with no cause": (wrapped(None), UNREACHED),
        "reset": (requests.ConnectionError(exceptions.ProtocolError("reset")), UNREACHED),
        "no cause": (requests.ConnectionError(), UNREACHED),
        "late": (
            requests.ReadTimeout(exceptions.ReadTimeoutError(None, "/way", "late")),
            UNREACHED,
        ),
        "no content": (requests.exceptions.ContentDecodingError(), UNREACHED),
        "no gzip": (exceptions.DecodeError("not gzip"), UNREACHED),
        "input, output": (OSError(5, "Input/output error"), UNREACHED),
    },
)
def test_whether_the_request_has_left_decides_what_an_error_means(http, error, problem):
    http.post(URL, body=error)
    http.is_connected = False
    with pytest.raises(errors.VendorConnectionError) as before:
        VendorAPI("Vendor").call("POST", URL)
    assert str(before.value) == f"Vendor: POST /way {problem}"

    if not isinstance(error, requests.ConnectTimeout):
        http.is_connected = True
        with pytest.raises(errors.VendorSilenceError) as after:
            VendorAPI("Vendor").call("POST", URL)
        assert str(after.value) == f"Vendor: POST /way {INCOMPLETE}{type(error).__name__})"


# What is not shown


@cases(
    "reply",
    {
        "reset": reset,
        "hangs": hang,
        "refuses": send(b"HTTP/1.1 401 No\r\nContent-Length: 6\r\n\r\n" + SECRET.encode()),
        "busy": send(b"HTTP/1.1 429 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n"),
        "redirects": send(b"HTTP/1.1 302 Off\r\nLocation: /?key=s3cret\r\n" + TWO + b"{}"),
        "stops": send(HEAD + b"Content-Length: 9\r\n\r\n" + SECRET.encode()),
        "rubbish": send(b"rubbish\r\n\r\n"),
    },
)
def test_no_key_is_in_a_log_or_a_traceback(peer, api, caplog, reply):
    caplog.set_level(logging.DEBUG)
    vendor, secrets = peer(reply), {"params": {"key": SECRET}, "headers": {"X-Key": SECRET}}

    with pytest.raises(errors.VendorError) as caught:
        within(0.5, lambda: api.call("GET", vendor.url, **secrets))

    assert any(b"key=s3cret" in request for request in vendor.requests)
    assert "urllib3" in caplog.text
    assert SECRET not in caplog.text + printed(caught.value)


@pytest.mark.parametrize(
    ("response", "problem"),
    [
        ({"status": 500}, "answered 500"),
        ({"status": 401}, "answered 401"),
        ({"status": 429}, "answered 429"),
        ({"body": requests.ConnectTimeout(f"/{SECRET}")}, "did not reach the vendor"),
        ({"body": requests.ReadTimeout(f"/{SECRET}")}, "got no whole answer (ReadTimeout)"),
    ],
)
def test_a_path_that_is_not_to_be_shown_is_in_no_error(http, api, pauses_end, response, problem):
    http.get(f"{URL}/{SECRET}", **response)

    with pytest.raises(errors.VendorError) as caught:
        api.call("GET", f"{URL}/{SECRET}", log_label="a user")

    assert str(caught.value) == f"Vendor: GET a user {problem}"
    assert SECRET not in printed(caught.value)
    pauses_end()
    http.replace("GET", f"{URL}/{SECRET}", body="{")
    rubbish = api.call("GET", f"{URL}/{SECRET}", log_label="a user")
    with pytest.raises(errors.VendorResponseError, match="GET a user answered something"):
        rubbish.json()


def test_no_key_is_in_the_log_of_an_answer_with_broken_headers(peer, api, caplog):
    caplog.set_level(logging.DEBUG)
    vendor = peer(send(HEAD + b"no header\r\n\r\n{}"))

    api.call("GET", vendor.url, params={"key": SECRET})

    assert "Failed to parse headers" in caplog.text
    assert SECRET not in caplog.text


def test_the_http_librarys_records_show_no_path_and_no_error(caplog):
    VendorAPI("Vendor")
    logger = logging.getLogger("urllib3.connection")
    error = ValueError("X-Name: Jane")
    logger.warning("%s: %s", "https://vendor.test/users/jane?key=1", error, exc_info=error)
    logger.warning("Retrying (%r): %s", 1, "/users/jane/owner")

    assert caplog.messages == ["https://vendor.test/…: ValueError", "Retrying (1): /…"]
    assert "jane" not in caplog.text.lower()


def test_other_records_of_the_http_library_pass_unchanged(caplog):
    caplog.set_level(logging.DEBUG)
    VendorAPI("Vendor")
    logger = logging.getLogger("urllib3.connectionpool")

    logger.debug("no arguments?")
    logger.debug("%s of %d", "why?", 5)
    logger.debug("%(a)s", {"a": "mapping?"})

    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["no arguments?", "why? of 5", "mapping?"]


def test_an_answers_body_is_in_no_repr():
    response = Response("Vendor", "GET /way", 200, SECRET.encode())

    assert SECRET not in repr(response) + str(response)
    with pytest.raises(errors.VendorResponseError) as caught:
        response.json()
    assert str(caught.value) == "Vendor: GET /way answered something that is not JSON"
    assert SECRET not in printed(caught.value)


@cases(
    "body",
    {
        "nothing": b"",
        "a page": b"<html>",
        "a beginning": b"{",
        "no text": b"\xff",
        "too deep": b"[" * 100_000,
        "too many digits": b"1" * 5000,
    },
)
def test_what_is_not_json_is_an_answer_that_makes_no_sense(body):
    with pytest.raises(errors.VendorResponseError):
        Response("Vendor", "GET /way", 200, body).json()


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_any_body_is_json_or_makes_no_sense(body):
    with contextlib.suppress(errors.VendorResponseError):
        Response("Vendor", "GET /way", 200, body).json()
