"""The imitated Login Service."""

import re
from typing import Any

import httpx
import pytest

from sandbox import Control

OAUTH2 = {
    "username": "rasa-bot",
    "appKey": "sandbox-client-id",
    "secret": "sandbox-client-secret",
}
DUMMIES = {"accessToken": "dummy", "accessTokenSecret": "dummy"}


def with_session(account: Any, method: str, cookie: str, csrf: str) -> httpx.Response:
    url = f"{account.urls['login']}/api/account/12345678/{method}"
    headers = {"cookie": cookie} if cookie else {}
    answer: httpx.Response = account.http.post(url, json={"csrf": csrf}, headers=headers)
    return answer


def test_the_answer_is_the_documented_one(account: Any) -> None:
    answer = account.log_in()

    body = answer.json()
    assert answer.status_code == 200
    assert re.fullmatch("[0-9a-f]{64}", body["bearer"])
    assert body["sessionTTl"] == "28800000"
    assert {"loginName", "userId", "userPrivileges"} <= body["config"].keys()
    assert {"csrf", "wsuk", "accountData", "csdsCollectionResponse"} <= body.keys()
    assert answer.headers["set-cookie"].startswith("Session_id=")


@pytest.mark.parametrize("credentials", [OAUTH2, {**OAUTH2, **DUMMIES}])
def test_oauth2_client_credentials_log_in_with_dummy_tokens_or_none(
    account: Any, credentials: dict[str, str]
) -> None:
    assert account.log_in(credentials).status_code == 200


@pytest.mark.parametrize("key", ["username", "appKey", "secret", "accessToken"])
def test_wrong_credentials_are_unauthorised(account: Any, key: str) -> None:
    answer = account.log_in({**account.credentials, key: "wrong"})

    assert answer.status_code == 401
    assert answer.json()["error"]["responseStatus"] == "UNAUTHORIZED"


@pytest.mark.parametrize("token", ["real-looking", 7, None])
def test_client_credentials_with_another_token_are_unauthorised(account: Any, token: Any) -> None:
    assert account.log_in({**OAUTH2, "accessToken": token}).status_code == 401


def test_old_keys_without_tokens_are_unauthorised(account: Any) -> None:
    old = {key: account.credentials[key] for key in ("username", "appKey", "secret")}

    assert account.log_in(old).status_code == 401


def test_a_user_with_a_password_is_unauthorised(account: Any) -> None:
    assert account.log_in({"username": "rasa-bot", "password": "x"}).status_code == 401


def test_another_account_is_unauthorised(account: Any) -> None:
    url = f"{account.urls['login']}/api/account/999/login?v=1.3"

    assert account.http.post(url, json=account.credentials).status_code == 401


@pytest.mark.parametrize("query", ["", "?v=1.2", "?version=1.3"])
def test_the_version_is_mandatory(account: Any, query: str) -> None:
    assert account.log_in(query=query).status_code == 400


@pytest.mark.parametrize("body", [[], "text", {}, {"username": "x"}, {**OAUTH2, "secret": 1}])
def test_a_body_of_the_wrong_shape_is_refused(account: Any, body: Any) -> None:
    assert account.log_in(body).status_code == 400


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"username=rasa-bot", "application/x-www-form-urlencoded"),
        (b'{"username"', "application/json"),
        (b"\xff", "application/json"),
        (b'{"username": NaN}', "application/json"),
        (b"{}", "text/plain"),
    ],
)
def test_a_body_that_is_not_json_is_refused(account: Any, content: bytes, kind: str) -> None:
    url = f"{account.urls['login']}/api/account/12345678/login?v=1.3"

    answer = account.http.post(url, content=content, headers={"content-type": kind})

    assert answer.status_code == 400


def test_a_get_is_not_allowed(account: Any) -> None:
    url = f"{account.urls['login']}/api/account/12345678/login?v=1.3"

    assert account.http.get(url).status_code == 405


def test_a_second_login_ends_the_first_session(account: Any, control: Control) -> None:
    first, second = (account.log_in().json()["bearer"] for _ in range(2))

    assert first != second
    assert account.shifts(first).status_code == 401
    assert account.shifts(second).status_code == 200
    assert [login["valid"] for login in control.liveperson.logins()] == [False, True]


def test_logins_too_close_to_each_other_are_too_many(account: Any, control: Control) -> None:
    control.liveperson.set_login(interval_seconds=5)
    bearer = account.log_in().json()["bearer"]

    assert account.log_in().status_code == 429
    assert account.shifts(bearer).status_code == 200

    control.liveperson.set_login(interval_seconds=0)
    assert account.log_in().status_code == 200


def test_the_life_of_a_session_can_be_set(account: Any, control: Control) -> None:
    control.liveperson.set_login(session_ttl_ms=0)

    answer = account.log_in().json()

    assert answer["sessionTTl"] == "0"
    assert account.shifts(answer["bearer"]).status_code == 401


@pytest.mark.parametrize("spelling", ["Session_id", "session_id"])
def test_refresh_takes_cookie_and_csrf_and_answers_nothing(account: Any, spelling: str) -> None:
    session = account.log_in().json()

    cookie = f"{spelling}={session['sessionId']}"
    answer = with_session(account, "refresh", cookie, session["csrf"])

    assert (answer.status_code, answer.content) == (200, b"")
    assert account.shifts(session["bearer"]).status_code == 200


def test_logout_ends_the_session(account: Any) -> None:
    session = account.log_in().json()
    cookie = f"Session_id={session['sessionId']}"

    answer = with_session(account, "logout", cookie, session["csrf"])

    assert (answer.status_code, answer.content) == (200, b"")
    assert account.shifts(session["bearer"]).status_code == 401
    assert with_session(account, "refresh", cookie, session["csrf"]).status_code == 401


@pytest.mark.parametrize("method", ["refresh", "logout"])
def test_a_wrong_csrf_token_is_refused_as_documented(account: Any, method: str) -> None:
    session = account.log_in().json()

    answer = with_session(account, method, f"Session_id={session['sessionId']}", "wrong")

    error = answer.json()["error"]
    assert (answer.status_code, error["internalCode"]) == (401, 10)
    assert error["message"].startswith("CSRF token invalid!")
    assert account.shifts(session["bearer"]).status_code == 200


@pytest.mark.parametrize("cookie", ["", "Session_id=unknown"])
def test_refresh_without_a_session_is_unauthorised(account: Any, cookie: str) -> None:
    account.http.cookies.clear()
    csrf = account.log_in().json()["csrf"]
    account.http.cookies.clear()

    assert with_session(account, "refresh", cookie, csrf).status_code == 401
