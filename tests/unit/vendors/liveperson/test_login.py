"""The Login Service API: one bearer, one login at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from responses import matchers

from actions.human_handoff.errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorRefusedError,
    VendorResponseError,
)
from actions.human_handoff.vendors.liveperson.login import (
    MAX_SESSION_SECONDS,
    LoginSession,
    LoginSettings,
)
from tests.unit.vendors.liveperson.any_answer import JSON, Says

URL = "http://login.test/api/account/12345678/login"
DOCUMENTED = "9cf6ee24b6a1031e202f292a0ad20c8f52bfd9f01abc8b9489365995052c6603"


@pytest.fixture(autouse=True)
def host(request):
    """Say where the login lives, in the tests that talk HTTP."""
    if "http" in request.fixturenames:
        request.getfixturevalue("lives")("agentVep", "login.test")


def test_a_bot_user_logs_in_with_a_plain_json_post(http, login, documented):
    http.post(
        URL,
        json=documented("login"),
        match=[
            matchers.query_param_matcher({"v": "1.3"}),
            matchers.json_params_matcher(documented("login_request_oauth2")),
            matchers.header_matcher(
                {"Content-Type": "application/json", "Accept": "application/json"}
            ),
        ],
    )

    assert login.bearer() == DOCUMENTED


def test_the_five_values_of_a_legacy_key_are_sent_as_they_are(http, api, domains, documented):
    http.post(
        URL,
        json=documented("login"),
        match=[matchers.json_params_matcher(documented("login_request"))],
    )
    settings = LoginSettings(
        username="name",
        app_key="appKey_value",
        secret="secret_value",
        access_token="accessToken_value",
        access_token_secret="accessTokenSecret_value",
    )

    assert LoginSession(api, domains, "12345678", settings).bearer() == DOCUMENTED
    assert "secret_value" not in repr(settings) + str(settings)
    assert "Token_value" not in repr(settings) + str(settings)
    assert "TokenSecret_value" not in repr(settings) + str(settings)


def test_a_bearer_is_kept_for_half_an_hour(http, login, clock):
    asked = http.post(URL, json={"bearer": "b", "sessionTTl": "28800000"})

    login.bearer()
    clock.now += MAX_SESSION_SECONDS - 0.1
    login.bearer()
    assert asked.call_count == 1
    http.remove("GET", "http://directory.test/api/account/12345678/service/agentVep/baseURI.json")
    login._domains._cache["agentVep"] = ("http://login.test", clock.now + 60)

    clock.now += 0.1
    login.bearer()
    assert asked.call_count == 2


@pytest.mark.parametrize(
    ("life", "seconds"),
    [
        ("60000", 60),
        (60000, 60),
        ("28800000", MAX_SESSION_SECONDS),
        (None, MAX_SESSION_SECONDS),
        ("soon", MAX_SESSION_SECONDS),
        ("0", MAX_SESSION_SECONDS),
        ("-1", MAX_SESSION_SECONDS),
        ("NaN", MAX_SESSION_SECONDS),
        ("Infinity", MAX_SESSION_SECONDS),
        ({}, MAX_SESSION_SECONDS),
    ],
)
def test_a_session_never_lives_longer_than_half_an_hour(clock, life, seconds):
    api = Says({"bearer": "b", "sessionTTl": life, "baseURI": "login.test"})
    login = login_at(api, clock)

    login.bearer()
    clock.now += seconds - 0.1
    login.bearer()
    assert logins(api) == 1

    clock.now += 0.1
    login.bearer()
    assert logins(api) == 2


def login_at(api, clock) -> LoginSession:
    class DomainAPI:
        def base_url(self, service: str) -> str:
            return "http://login.test"

    return LoginSession(
        api, DomainAPI(), "1", LoginSettings(username="u", app_key="k", secret="s"), clock
    )


def logins(api: Says) -> int:
    return len([method for method, _ in api.calls if method == "POST"])


def test_a_pause_forgets_the_bearer_and_sends_nothing_until_it_is_over(http, login, clock):
    asked = http.post(URL, json={"bearer": "b"})
    login.bearer()

    login.pause()
    clock.now += 4.9
    with pytest.raises(VendorBusyError, match="no login yet after a refusal"):
        login.bearer()
    assert asked.call_count == 1

    clock.now += 0.1
    assert login.bearer() == "b"
    assert asked.call_count == 2


def test_a_bearer_that_was_refused_is_replaced_once(http, login):
    http.post(URL, json={"bearer": "first"})
    http.post(URL, json={"bearer": "second"})

    assert login.bearer() == "first"
    assert login.bearer(refused="first") == "second"
    assert login.bearer(refused="first") == "second"
    assert login.bearer() == "second"


@pytest.mark.parametrize(
    ("status", "headers", "error", "pause"),
    [
        (401, {}, VendorAuthenticationError, 5),
        (403, {}, VendorAuthenticationError, 5),
        (429, {}, VendorBusyError, 5),
        (429, {"Retry-After": "1"}, VendorBusyError, 5),
        (429, {"Retry-After": "60"}, VendorBusyError, 60),
    ],
)
def test_after_a_refusal_nothing_is_sent_until_the_pause_is_over(
    http, login, clock, documented, status, headers, error, pause
):
    asked = http.post(URL, status=status, headers=headers, json=documented("login_refused"))
    with pytest.raises(error) as refused:
        login.bearer()
    assert "oauth2_client_secret" not in repr(refused.value)

    clock.now += pause - 1
    with pytest.raises(VendorBusyError, match="LivePerson: no login yet after a refusal") as caught:
        login.bearer()
    assert caught.value.retry_after == pytest.approx(1)
    assert asked.call_count == 1

    clock.now += 1
    http.replace("POST", URL, json={"bearer": "b"})
    assert login.bearer() == "b"


@pytest.mark.parametrize("status", [400, 451, 500, 503])
def test_any_other_refusal_may_be_tried_again_at_once(http, login, status):
    http.post(URL, status=status)
    with pytest.raises(VendorRefusedError) as caught:
        login.bearer()
    assert caught.value.status == status

    http.replace("POST", URL, json={"bearer": "b"})
    assert login.bearer() == "b"


@pytest.mark.parametrize("answer", [{}, [], "b", {"bearer": ""}, {"bearer": 5}])
def test_an_answer_without_a_bearer_makes_no_sense(http, login, answer):
    http.post(URL, json=answer)
    with pytest.raises(VendorResponseError, match="LivePerson: login answered without a bearer"):
        login.bearer()

    http.replace("POST", URL, json={"bearer": "b"})
    assert login.bearer() == "b"


def test_a_failed_login_forgets_the_bearer_that_was_refused(http, login):
    http.post(URL, json={"bearer": "first"})
    login.bearer()
    http.replace("POST", URL, status=500)
    with pytest.raises(VendorRefusedError):
        login.bearer(refused="first")

    http.replace("POST", URL, json={"bearer": "second"})
    assert login.bearer() == "second"


class CountingLock:
    """A lock that tells how many have come to it."""

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


def test_fifty_customers_at_once_are_one_login(clock):
    """LivePerson ends the first session of a user at the second login."""
    lock = CountingLock(50)

    class Slow(Says):
        def call(self, method: str, url: str, **_: object):
            assert lock.all_here.wait(30)
            return super().call(method, url)

    api = Slow({"bearer": "b"})
    login = login_at(api, clock)
    login._lock = lock

    with ThreadPoolExecutor(50) as pool:
        bearers = list(pool.map(lambda _: login.bearer(), range(50)))

    assert bearers == ["b"] * 50
    assert logins(api) == 1


@given(JSON)
def test_any_answer_is_a_bearer_or_makes_no_sense(said):
    login = login_at(Says(said), lambda: 5000.0)

    try:
        bearer = login.bearer()
    except VendorResponseError:
        return
    assert bearer
    assert 5000 < login._expires <= 5000 + MAX_SESSION_SECONDS
