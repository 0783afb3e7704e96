"""The imitated Login Service."""

import re

import pytest

from tests.sandbox.vendors.liveperson.driver import LivePerson
from tests.sandbox.vendors.liveperson.refusals import OAUTH2

DUMMIES = {"accessToken": "dummy", "accessTokenSecret": "dummy"}


def test_the_answer_is_the_documented_one(liveperson: LivePerson) -> None:
    response = liveperson.log_in()

    body = response.json()
    assert response.status_code == 200
    assert re.fullmatch("[0-9a-f]{64}", body["bearer"])
    assert body["sessionTTl"] == "28800000"
    assert {"loginName", "userId", "userPrivileges"} <= body["config"].keys()
    assert {"csrf", "wsuk", "accountData", "csdsCollectionResponse"} <= body.keys()
    assert response.headers["set-cookie"].startswith("Session_id=")


@pytest.mark.parametrize("credentials", [OAUTH2, {**OAUTH2, **DUMMIES}])
def test_oauth2_client_credentials_log_in_with_dummy_tokens_or_none(
    liveperson: LivePerson, credentials: dict[str, str]
) -> None:
    assert liveperson.log_in(credentials).status_code == 200


def test_a_second_login_ends_the_first_session(liveperson: LivePerson) -> None:
    first, second = liveperson.bearer(), liveperson.bearer()

    assert first != second
    assert liveperson.shifts(first).status_code == 401
    assert liveperson.shifts(second).status_code == 200
    assert [login["valid"] for login in liveperson.admin.logins()] == [False, True]


def test_logins_too_close_to_each_other_are_too_many(liveperson: LivePerson) -> None:
    liveperson.admin.set_login(interval_seconds=5)
    bearer = liveperson.bearer()

    assert liveperson.log_in().status_code == 429
    assert liveperson.shifts(bearer).status_code == 200

    liveperson.admin.set_login(interval_seconds=0)
    assert liveperson.log_in().status_code == 200


def test_the_life_of_a_session_can_be_set(liveperson: LivePerson) -> None:
    liveperson.admin.set_login(session_ttl_ms=0)

    body = liveperson.log_in().json()

    assert body["sessionTTl"] == "0"
    assert liveperson.shifts(body["bearer"]).status_code == 401


@pytest.mark.parametrize(
    ("method", "cookie", "status", "lives_on"),
    [
        ("refresh", "Session_id={sessionId}", 200, True),
        ("refresh", "session_id={sessionId}", 200, True),
        ("refresh", "", 401, True),
        ("refresh", "Session_id=unknown", 401, True),
        ("logout", "Session_id={sessionId}", 200, False),
    ],
)
def test_refresh_and_logout_need_the_session_and_logout_ends_it(
    liveperson: LivePerson, method: str, cookie: str, status: int, lives_on: bool
) -> None:
    session = liveperson.log_in().json()
    liveperson.http.cookies.clear()

    response = liveperson.with_session(method, cookie.format_map(session), session["csrf"])

    assert response.status_code == status
    assert status != 200 or response.content == b""
    then = 200 if lives_on else 401
    assert liveperson.shifts(session["bearer"]).status_code == then
    cookie = f"Session_id={session['sessionId']}"
    assert liveperson.with_session("refresh", cookie, session["csrf"]).status_code == then


@pytest.mark.parametrize("method", ["refresh", "logout"])
def test_a_wrong_csrf_token_is_refused_as_documented(liveperson: LivePerson, method: str) -> None:
    session = liveperson.log_in().json()

    response = liveperson.with_session(method, f"Session_id={session['sessionId']}", "wrong")

    error = response.json()["error"]
    assert (response.status_code, error["internalCode"]) == (401, 10)
    assert error["message"].startswith("CSRF token invalid!")
    assert liveperson.shifts(session["bearer"]).status_code == 200
