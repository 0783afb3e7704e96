"""The imitated Context Service."""

from typing import Any

import pytest

from sandbox import Control

BOARD = "/shift_status_api"


def test_writes_answer_204_with_no_body_and_create_the_namespace(
    account: Any, control: Control
) -> None:
    answer = account.context("PATCH", f"{BOARD}/properties", {"a": 1})

    assert (answer.status_code, answer.content) == (204, b"")
    assert control.state()["liveperson"]["namespaces"] == ["shift_status_api"]


@pytest.mark.parametrize("session", ["", "/__default__", "/session-1"])
def test_setting_many_merges(account: Any, session: str) -> None:
    path = f"{BOARD}{session}/properties"
    account.context("PATCH", path, {"a": 1, "b": 2})
    account.context("PATCH", path, {"b": {"c": 3}})

    assert account.context("GET", path).json() == {"a": 1, "b": {"c": 3}}


@pytest.mark.parametrize("session", ["", "/session-1"])
@pytest.mark.parametrize("value", ["text", 1, None, {"onShift": True}, [1]])
def test_one_property_is_read_as_it_was_set(account: Any, session: str, value: Any) -> None:
    path = f"{BOARD}{session}/properties/2438093750"
    assert account.context("PUT", path, value).status_code == 204

    assert value == account.context("GET", path).json()


def test_no_session_means_the_default_session_and_no_other(account: Any) -> None:
    account.context("PATCH", f"{BOARD}/properties", {"a": 1})

    assert account.context("GET", f"{BOARD}/__default__/properties").json() == {"a": 1}
    assert account.context("GET", f"{BOARD}/session-1/properties").status_code == 404


def test_namespaces_are_created_listed_and_deleted(account: Any) -> None:
    assert account.context("POST", "", {"name": "mine"}).status_code == 204
    assert account.context("POST", "?ttlSecond=100", {"name": "short"}).status_code == 204

    mine, short = account.context("GET", "").json()
    assert (mine["name"], short["name"], short["ttlSecond"]) == ("mine", "short", 100)
    assert "createdAt" in mine

    assert account.context("DELETE", "/mine").status_code == 204
    assert [one["name"] for one in account.context("GET", "").json()] == ["short"]
    assert account.context("DELETE", "/mine").status_code == 404


@pytest.mark.parametrize("name", ["consumer", "operational", "conversation", "custom", "sde"])
def test_reserved_names_are_refused(account: Any, name: str) -> None:
    assert account.context("POST", "", {"name": name}).status_code == 400
    assert account.context("PATCH", f"/{name}/properties", {}).status_code == 400


@pytest.mark.parametrize("name", ["shift-status-api", "shift.status", "é"])
def test_names_have_letters_digits_and_underscores_only(account: Any, name: str) -> None:
    assert account.context("POST", "", {"name": name}).status_code == 400
    assert account.context("PATCH", f"/{name}/properties", {}).status_code == 400


def test_what_does_not_exist_is_not_found_with_a_message(account: Any) -> None:
    missing = account.context("GET", f"{BOARD}/properties")
    account.context("PATCH", f"{BOARD}/properties", {"a": 1})
    absent = account.context("GET", f"{BOARD}/properties/b")

    assert [missing.status_code, absent.status_code] == [404, 404]
    assert absent.json() == {"message": "property 'b' not found"}


def test_a_document_that_is_too_large_changes_nothing(account: Any) -> None:
    path = f"{BOARD}/properties"
    account.context("PATCH", path, {"a": "x" * 500_000})

    answer = account.context("PATCH", path, {"b": "x" * 500_000})

    assert (answer.status_code, answer.json()) == (413, {"message": "document too large"})
    assert list(account.context("GET", path).json()) == ["a"]


@pytest.mark.parametrize("key", ["", "wrong"])
@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", ""), ("POST", ""), ("DELETE", BOARD), ("PATCH", f"{BOARD}/properties")],
)
def test_a_wrong_key_is_unauthorised(account: Any, method: str, path: str, key: str) -> None:
    answer = account.context(method, path, {"name": "mine"}, key=key)

    assert answer.status_code == 401
    assert "message" in answer.json()


def test_an_unknown_account_is_unauthorised(account: Any) -> None:
    url = f"{account.urls['context']}/v1/account/999"

    answer = account.http.get(url, headers={"maven-api-key": "sandbox-developer-key"})

    assert answer.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("PATCH", f"{BOARD}/properties", [1]),
        ("POST", "", {}),
        ("POST", "?ttlSecond=soon", {"name": "mine"}),
    ],
)
def test_bodies_and_queries_of_the_wrong_shape_are_refused(
    account: Any, method: str, path: str, body: Any
) -> None:
    assert account.context(method, path, body).status_code == 400


def test_a_body_that_is_not_declared_as_json_is_refused(account: Any) -> None:
    url = f"{account.urls['context']}/v1/account/12345678/mine/properties"
    headers = {"maven-api-key": "sandbox-developer-key", "content-type": "text/plain"}

    assert account.http.patch(url, content=b"{}", headers=headers).status_code == 400


def test_other_methods_and_paths_are_refused(account: Any) -> None:
    assert account.context("POST", f"{BOARD}/properties", {}).status_code == 405
    assert account.context("GET", f"{BOARD}/a/b/c/d").status_code == 404


@pytest.mark.parametrize("session", ["", "/session-1"])
def test_one_property_is_taken_away_and_the_others_stay(account: Any, session: str) -> None:
    path = f"{BOARD}{session}/properties"
    account.context("PATCH", path, {"a": 1, "b": 2})

    assert account.context("DELETE", f"{path}/a").status_code == 204
    assert account.context("GET", path).json() == {"b": 2}
    assert account.context("DELETE", f"{path}/a").status_code == 404
