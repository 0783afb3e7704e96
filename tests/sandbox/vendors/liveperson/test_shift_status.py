"""The imitated Shift Status API."""

from typing import Any

import pytest

from tests.sandbox.vendors.liveperson.driver import ACCOUNT, HUMAN, SHIFTS, LivePerson

DAY = 1_535_979_600_000
LIVE = {"skillId": HUMAN, "onShift": True, "nextOn": -1, "nextOff": -1}


@pytest.fixture
def bearer(liveperson: LivePerson) -> str:
    return liveperson.bearer()


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        pytest.param(None, LIVE, id="by default, as captured live"),
        ("live", LIVE),
        ("documented", {"skillId": int(HUMAN), "onShift": True, "nextOn": None, "nextOff": None}),
        ("absent", {"skillId": int(HUMAN), "onShift": True}),
        ("old", {"skill": int(HUMAN), "onShift": True, "nextOn": None, "nextOff": None}),
    ],
)
def test_all_skills_are_on_shift_and_the_shape_can_be_any_that_was_documented(
    liveperson: LivePerson, bearer: str, shape: str | None, expected: dict[str, Any]
) -> None:
    if shape:
        liveperson.admin.set_shift_status(shape)

    response = liveperson.shifts(bearer)

    assert response.status_code == 200
    assert len(response.json()) == 4
    assert response.json()[0] == expected


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


@pytest.mark.parametrize(
    ("path", "authorization", "status"),
    [
        pytest.param(f"{SHIFTS}?v=1&source=x", "Bearer {}", 200, id="a query is tolerated"),
        pytest.param(SHIFTS.replace(ACCOUNT, "999"), "Bearer {}", 401, id="an unknown account"),
        pytest.param(SHIFTS, "", 401, id="no authorization"),
        pytest.param(SHIFTS, "{}", 401, id="no scheme"),
        pytest.param(SHIFTS, "OAuth {}", 401, id="another scheme"),
    ],
)
def test_the_account_must_be_known_and_the_bearer_needs_its_scheme(
    liveperson: LivePerson, bearer: str, path: str, authorization: str, status: int
) -> None:
    headers = {"authorization": authorization.format(bearer)} if authorization else {}

    assert liveperson.raw("shift_status", "GET", path, headers=headers).status_code == status


def test_an_expired_session_is_unauthorised_until_the_next_login(
    liveperson: LivePerson, bearer: str
) -> None:
    liveperson.admin.expire_logins()
    assert liveperson.shifts(bearer).status_code == 401

    assert liveperson.shifts(liveperson.bearer()).status_code == 200
