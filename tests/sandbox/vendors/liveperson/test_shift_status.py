"""The imitated Shift Status API."""

from typing import Any

import pytest

from sandbox import Control

HUMAN = "2438093750"
DAY = 1_535_979_600_000


@pytest.fixture
def bearer(account: Any) -> str:
    return str(account.log_in().json()["bearer"])


def test_by_default_all_skills_are_always_on_shift_as_captured_live(
    account: Any, bearer: str
) -> None:
    answer = account.shifts(bearer)

    assert answer.status_code == 200
    assert len(answer.json()) == 4
    live = {"skillId": HUMAN, "onShift": True, "nextOn": -1, "nextOff": -1}
    assert live == answer.json()[0]


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ("live", {"skillId": HUMAN, "onShift": True, "nextOn": -1, "nextOff": -1}),
        ("documented", {"skillId": int(HUMAN), "onShift": True, "nextOn": None, "nextOff": None}),
        ("absent", {"skillId": int(HUMAN), "onShift": True}),
        ("old", {"skill": int(HUMAN), "onShift": True, "nextOn": None, "nextOff": None}),
    ],
)
def test_the_shape_can_be_any_that_was_documented(
    account: Any, control: Control, bearer: str, shape: str, expected: dict[str, Any]
) -> None:
    control.liveperson.set_shift_status(shape)

    assert expected == account.shifts(bearer).json()[0]


def test_a_shift_can_be_ended_and_taken_up_again(
    account: Any, control: Control, bearer: str
) -> None:
    control.liveperson.set_skill(HUMAN, on_shift=False, next_on=DAY, next_off=DAY + 1)

    ended = {"skillId": HUMAN, "onShift": False, "nextOn": DAY, "nextOff": DAY + 1}
    assert ended == account.shifts(bearer).json()[0]

    control.liveperson.set_skill(HUMAN, on_shift=True, next_on=None)
    begun = {"skillId": HUMAN, "onShift": True, "nextOn": -1, "nextOff": DAY + 1}
    assert begun == account.shifts(bearer).json()[0]


def test_skills_come_and_go(account: Any, control: Control, bearer: str) -> None:
    control.liveperson.set_skill("77", name="Returns", on_shift=False)
    control.liveperson.remove_skill(HUMAN)

    ids = [shift["skillId"] for shift in account.shifts(bearer).json()]

    assert "77" in ids
    assert HUMAN not in ids


def test_a_query_is_tolerated(account: Any, bearer: str) -> None:
    assert account.shifts(bearer, query="?v=1&source=x").status_code == 200


def test_an_unknown_bearer_or_account_is_unauthorised(account: Any, bearer: str) -> None:
    assert account.shifts("unknown").status_code == 401
    assert account.shifts(bearer, account="999").status_code == 401


@pytest.mark.parametrize("header", [None, "{bearer}", "OAuth {bearer}"])
def test_the_bearer_needs_its_scheme(account: Any, bearer: str, header: str | None) -> None:
    url = f"{account.urls['shift_status']}/api/account/12345678/shift-status"
    headers = {"authorization": header.format(bearer=bearer)} if header else {}

    assert account.http.get(url, headers=headers).status_code == 401


def test_an_expired_session_is_unauthorised_until_the_next_login(
    account: Any, control: Control, bearer: str
) -> None:
    control.liveperson.expire_logins()
    assert account.shifts(bearer).status_code == 401

    assert account.shifts(account.log_in().json()["bearer"]).status_code == 200


def test_a_post_is_not_allowed(account: Any) -> None:
    url = f"{account.urls['shift_status']}/api/account/12345678/shift-status"

    assert account.http.post(url).status_code == 405
