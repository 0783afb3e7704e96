"""The imitated Context Service."""

from typing import Any

import pytest

from tests.sandbox.vendors.liveperson.driver import LivePerson
from tests.sandbox.vendors.liveperson.refusals import NAMESPACE

PROPERTIES = f"{NAMESPACE}/properties"

in_each_session = pytest.mark.parametrize("session", ["", "/session-1"])


def test_writes_answer_204_with_no_body_and_create_the_namespace(liveperson: LivePerson) -> None:
    response = liveperson.context("PATCH", PROPERTIES, {"a": 1})

    assert (response.status_code, response.content) == (204, b"")
    assert liveperson.state()["liveperson"]["namespaces"] == ["shift_status_api"]


@pytest.mark.parametrize("session", ["", "/__default__", "/session-1"])
def test_setting_many_merges(liveperson: LivePerson, session: str) -> None:
    path = f"{NAMESPACE}{session}/properties"
    liveperson.context("PATCH", path, {"a": 1, "b": 2})
    liveperson.context("PATCH", path, {"b": {"c": 3}})

    assert liveperson.context("GET", path).json() == {"a": 1, "b": {"c": 3}}


@in_each_session
@pytest.mark.parametrize("value", ["text", 1, None, {"onShift": True}, [1]])
def test_one_property_is_read_as_it_was_set(
    liveperson: LivePerson, session: str, value: Any
) -> None:
    path = f"{NAMESPACE}{session}/properties/2438093750"
    assert liveperson.context("PUT", path, value).status_code == 204

    assert liveperson.context("GET", path).json() == value


def test_no_session_means_the_default_session_and_no_other(liveperson: LivePerson) -> None:
    liveperson.context("PATCH", PROPERTIES, {"a": 1})

    assert liveperson.context("GET", f"{NAMESPACE}/__default__/properties").json() == {"a": 1}
    assert liveperson.context("GET", f"{NAMESPACE}/session-1/properties").status_code == 404


def test_namespaces_are_created_listed_and_deleted(liveperson: LivePerson) -> None:
    assert liveperson.context("POST", "", {"name": "mine"}).status_code == 204
    assert liveperson.context("POST", "?ttlSecond=100", {"name": "short"}).status_code == 204

    mine, short = liveperson.context("GET", "").json()
    assert (mine["name"], short["name"], short["ttlSecond"]) == ("mine", "short", 100)
    assert "createdAt" in mine

    assert liveperson.context("DELETE", "/mine").status_code == 204
    assert [one["name"] for one in liveperson.context("GET", "").json()] == ["short"]
    assert liveperson.context("DELETE", "/mine").status_code == 404


def test_what_does_not_exist_is_not_found_with_a_message(liveperson: LivePerson) -> None:
    missing = liveperson.context("GET", PROPERTIES)
    liveperson.context("PATCH", PROPERTIES, {"a": 1})
    absent = liveperson.context("GET", f"{PROPERTIES}/b")

    assert [missing.status_code, absent.status_code] == [404, 404]
    assert absent.json() == {"message": "property 'b' not found"}


def test_a_document_that_is_too_large_changes_nothing(liveperson: LivePerson) -> None:
    liveperson.context("PATCH", PROPERTIES, {"a": "x" * 500_000})

    response = liveperson.context("PATCH", PROPERTIES, {"b": "x" * 500_000})

    assert (response.status_code, response.json()) == (413, {"message": "document too large"})
    assert list(liveperson.context("GET", PROPERTIES).json()) == ["a"]


@in_each_session
def test_one_property_is_taken_away_and_the_others_stay(
    liveperson: LivePerson, session: str
) -> None:
    path = f"{NAMESPACE}{session}/properties"
    liveperson.context("PATCH", path, {"a": 1, "b": 2})

    assert liveperson.context("DELETE", f"{path}/a").status_code == 204
    assert liveperson.context("GET", path).json() == {"b": 2}
    assert liveperson.context("DELETE", f"{path}/a").status_code == 404
