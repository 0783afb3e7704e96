"""The Login Service API: one bearer token, one login at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from hypothesis import given
from responses import matchers

from actions.human_handoff import errors
from actions.human_handoff.vendors.liveperson.bearer_session import MAX_SESSION_SECONDS
from actions.human_handoff.vendors.liveperson.login import LoginSession
from actions.human_handoff.vendors.liveperson.login_settings import LoginSettings
from tests.unit.vendors.accounts import LOGIN
from tests.unit.vendors.fixed_vendor import FixedVendor
from tests.unit.vendors.liveperson.payloads import JSON, ONE_HOST

DOCUMENTED = "9cf6ee24b6a1031e202f292a0ad20c8f52bfd9f01abc8b9489365995052c6603"


@pytest.fixture(autouse=True)
def host(request):
    """Declare where the login lives, in the tests that talk HTTP."""
    if "http" in request.fixturenames:
        request.getfixturevalue("lives")("agentVep", "login.test")


def test_a_bot_user_logs_in_with_a_plain_json_post(http, login, documented):
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    http.post(
        LOGIN,
        json=documented("login"),
        match=[
            matchers.query_param_matcher({"v": "1.3"}),
            matchers.json_params_matcher(documented("login_request_oauth2")),
            matchers.header_matcher(headers),
        ],
    )

    assert login.bearer() == DOCUMENTED


def test_the_five_values_of_a_legacy_key_are_sent_as_they_are(http, api, domains, documented):
    sent = matchers.json_params_matcher(documented("login_request"))
    http.post(LOGIN, json=documented("login"), match=[sent])
    settings = LoginSettings(
        username="name",
        app_key="appKey_value",
        secret="secret_value",
        access_token="accessToken_value",
        access_token_secret="accessTokenSecret_value",
    )

    assert LoginSession(api, domains, settings).bearer() == DOCUMENTED
    for private in ("secret_value", "Token_value", "TokenSecret_value"):
        assert private not in repr(settings) + str(settings)


def login_at(api, clock):
    """Return a login whose host is known, so that every call is a login."""
    settings = LoginSettings(username="u", app_key="k", secret="s")
    return LoginSession(api, ONE_HOST, settings, clock)


@pytest.mark.parametrize(
    ("life", "lasts"),
    [
        ("60000", 60),
        (60000, 60),
        *(
            (life, MAX_SESSION_SECONDS)
            for life in ["28800000", None, "soon", "0", "-1", "NaN", "Infinity", {}]
        ),
    ],
)
def test_a_session_never_lives_longer_than_half_an_hour(seconds, life, lasts):
    api = FixedVendor({"bearer": "b", "sessionTTl": life})
    login = login_at(api, seconds)

    login.bearer()
    seconds.now += lasts - 0.1
    login.bearer()
    assert len(api.calls) == 1

    seconds.now += 0.1
    login.bearer()
    assert len(api.calls) == 2


def test_a_pause_forgets_the_bearer_and_sends_nothing_until_it_is_over(http, login, seconds):
    asked = http.post(LOGIN, json={"bearer": "b"})
    login.bearer()

    login.pause()
    seconds.now += 4.9
    with pytest.raises(errors.VendorBusyError, match="no login yet after a refusal"):
        login.bearer()
    assert asked.call_count == 1

    seconds.now += 0.1
    assert login.bearer() == "b"
    assert asked.call_count == 2


def test_a_bearer_that_was_refused_is_replaced_once(http, login):
    http.post(LOGIN, json={"bearer": "first"})
    http.post(LOGIN, json={"bearer": "second"})

    assert login.bearer() == "first"
    assert login.bearer(refused="first") == "second"
    assert login.bearer(refused="first") == "second"
    assert login.bearer() == "second"


@pytest.mark.parametrize(
    ("status", "headers", "error", "pause"),
    [
        (401, {}, errors.VendorAuthenticationError, 5),
        (403, {}, errors.VendorAuthenticationError, 5),
        (429, {}, errors.VendorBusyError, 5),
        (429, {"Retry-After": "1"}, errors.VendorBusyError, 5),
        (429, {"Retry-After": "60"}, errors.VendorBusyError, 60),
        (429, {"Retry-After": "315360000"}, errors.VendorBusyError, 600),
    ],
)
def test_after_a_refusal_nothing_is_sent_until_the_pause_is_over(
    http, login, seconds, documented, status, headers, error, pause
):
    asked = http.post(LOGIN, status=status, headers=headers, json=documented("login_refused"))
    with pytest.raises(error) as refused:
        login.bearer()
    assert "oauth2_client_secret" not in repr(refused.value)

    seconds.now += pause - 1
    with pytest.raises(errors.VendorBusyError, match="LivePerson: no login yet after") as caught:
        login.bearer()
    assert caught.value.retry_after == pytest.approx(1)
    assert asked.call_count == 1

    seconds.now += 1
    http.replace("POST", LOGIN, json={"bearer": "b"})
    assert login.bearer() == "b"


@pytest.mark.parametrize(
    ("response", "problem", "pause"),
    [
        # "Don't retry": a malformed request, a running bot's user and a blocked one stay wrong.
        *(({"status": status}, f"answered {status}", 600) for status in (400, 409, 451)),
        *(({"status": status}, f"answered {status}", 5) for status in (500, 503)),
        ({"json": {}}, "login answered without a bearer", 5),
        ({"body": requests.ConnectionError()}, "got no whole answer", 5),
    ],
)
def test_logins_pause_after_every_failure(http, login, seconds, response, problem, pause):
    logins = http.post(LOGIN, **response)
    with pytest.raises(errors.VendorError, match=problem):
        login.bearer()

    seconds.now += pause - 0.1
    with pytest.raises(errors.VendorBusyError, match="no login yet"):
        login.bearer()
    assert logins.call_count == 1
    seconds.now += 0.1
    http.replace("POST", LOGIN, json={"bearer": "b"})
    assert login.bearer() == "b"


def test_the_pauses_after_failures_in_a_row_are_those_of_livepersons_policy(http, login, seconds):
    logins = http.post(LOGIN, status=500)

    for number, pause in enumerate([5, 10, 15, 15]):
        with pytest.raises(errors.VendorRefusedError, match="answered 500"):
            login.bearer()
        seconds.now += pause - 0.1
        with pytest.raises(errors.VendorBusyError):
            login.bearer()
        assert logins.call_count == number + 1
        seconds.now += 0.1


def test_two_servers_with_one_bot_user_do_not_end_each_others_sessions_in_a_loop(
    http, login, seconds
):
    """Each login ends the other server's session, so the bearers are refused at once."""
    logins = http.post(LOGIN, json={"bearer": "b"})

    login.bearer()
    login.bearer(refused="b")
    with pytest.raises(errors.VendorBusyError):
        login.bearer(refused="b")
    assert logins.call_count == 2

    seconds.now += 5
    assert login.bearer() == "b"
    assert logins.call_count == 3
    with pytest.raises(errors.VendorBusyError) as refused_again:
        login.bearer(refused="b")
    assert refused_again.value.retry_after == 10
    seconds.now += 60
    assert login.bearer() == "b"
    assert login.bearer(refused="b") == "b"


def test_a_bearer_that_is_refused_after_a_while_is_replaced_at_once(http, login, seconds):
    """Its session has ended; that is no other server's login."""
    logins = http.post(LOGIN, json={"bearer": "b"})

    for number in range(4):
        login.bearer(refused="b")
        seconds.now += 600
        assert logins.call_count == number + 1


def test_a_failed_login_forgets_the_bearer_that_was_refused(http, login, seconds):
    http.post(LOGIN, json={"bearer": "first"})
    login.bearer()
    http.replace("POST", LOGIN, status=500)
    with pytest.raises(errors.VendorRefusedError):
        login.bearer(refused="first")

    seconds.now += 15
    http.replace("POST", LOGIN, json={"bearer": "second"})
    assert login.bearer() == "second"


class CountingLock:
    """A lock that sets an event when as many threads as expected have come to it."""

    def __init__(self, expected: int) -> None:
        self._lock, self._counting = threading.Lock(), threading.Lock()
        self._left = expected
        self.all_here = threading.Event()

    def __enter__(self) -> None:
        with self._counting:
            self._left -= 1
            if self._left == 0:
                self.all_here.set()
        self._lock.acquire()

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def test_fifty_customers_at_once_are_one_login(seconds):
    """LivePerson ends the first session of a user at the second login."""
    lock = CountingLock(50)

    class SlowVendor(FixedVendor):
        def call(self, method, url, **request):
            assert lock.all_here.wait(30)
            return super().call(method, url)

    api = SlowVendor({"bearer": "b"})
    login = login_at(api, seconds)
    login._lock = lock

    with ThreadPoolExecutor(50) as pool:
        bearers = list(pool.map(lambda _: login.bearer(), range(50)))

    assert bearers == ["b"] * 50
    assert len(api.calls) == 1


@given(JSON)
def test_any_answer_is_a_bearer_or_makes_no_sense(payload):
    login = login_at(FixedVendor(payload), lambda: 5000.0)

    try:
        bearer = login.bearer()
    except errors.VendorResponseError:
        return
    assert bearer
    assert 5000 < login._expires <= 5000 + MAX_SESSION_SECONDS
