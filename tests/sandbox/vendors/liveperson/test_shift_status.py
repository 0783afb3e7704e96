"""The imitated Shift Status API."""

from typing import Any

import pytest

from tests.sandbox.vendors.liveperson.driver import HUMAN, SHIFTS, LivePerson

DAY = 1_535_979_600_000
LIVE = {"skillId": HUMAN, "onShift": True, "nextOn": -1, "nextOff": -1}


@pytest.fixture
def bearer(liveperson: LivePerson) -> str:
    return liveperson.bearer()


def test_by_default_all_skills_are_always_on_shift_as_captured_live(
    liveperson: LivePerson, bearer: str
) -> None:
    response = liveperson.shifts(bearer)

    assert response.status_code == 200
    assert len(response.json()) == 4
    assert response.json()[0] == LIVE


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("live", LIVE),
        ("documented", {"skillId": int(HUMAN), "onShift": True, "nextOn": None, "nextOff": None}),
        ("absent", {"skillId": int(HUMAN), "onShift": True}),
        ("old", {"skill": int(HUMAN), "onShift": True, "nextOn": None, "nextOff": None}),
    ],
)
def test_the_shape_can_be_any_that_was_documented(
    liveperson: LivePerson, bearer: str, shape: str, expected: dict[str, Any]
) -> None:
    liveperson.admin.set_shift_status(shape)

    assert liveperson.shifts(bearer).json()[0] == expected


def test_a_shift_can_be_ended_and_taken_up_again(liveperson: LivePerson, bearer: str) -> None:
    liveperson.admin.set_skill(HUMAN, on_shift=False, next_on=DAY, next_off=DAY + 1)

    ended = {"skillId": HUMAN, "onShift": False, "nextOn": DAY, "nextOff": DAY + 1}
    assert liveperson.shifts(bearer).json()[0] == ended

    liveperson.admin.set_skill(HUMAN, on_shift=True, next_on=None)
    assert liveperson.shifts(bearer).json()[0] == {**LIVE, "nextOff": DAY + 1}


def test_skills_come_and_go(liveperson: LivePerson, bearer: str) -> None:
    changed = liveperson.admin.set_skill("77", name="Returns", on_shift=False)
    liveperson.admin.remove_skill(HUMAN)

    ids = [shift["skillId"] for shift in liveperson.shifts(bearer).json()]

    assert "77" in ids
    assert HUMAN not in ids
    assert changed == {"name": "Returns", "on_shift": False, "next_on": None, "next_off": None}
    assert liveperson.admin.skills()["77"] == changed


def test_a_query_is_tolerated(liveperson: LivePerson, bearer: str) -> None:
    assert liveperson.shifts(bearer, query="?v=1&source=x").status_code == 200


def test_an_unknown_account_is_unauthorised(liveperson: LivePerson, bearer: str) -> None:
    assert liveperson.shifts(bearer, account="999").status_code == 401


@pytest.mark.parametrize("header", [None, "{bearer}", "OAuth {bearer}"])
def test_the_bearer_needs_its_scheme(
    liveperson: LivePerson, bearer: str, header: str | None
) -> None:
    headers = {"authorization": header.format(bearer=bearer)} if header else {}

    assert liveperson.raw("shift_status", "GET", SHIFTS, headers=headers).status_code == 401


def test_an_expired_session_is_unauthorised_until_the_next_login(
    liveperson: LivePerson, bearer: str
) -> None:
    liveperson.admin.expire_logins()
    assert liveperson.shifts(bearer).status_code == 401

    assert liveperson.shifts(liveperson.bearer()).status_code == 200
