"""The Shift Status API: on shift, off shift, and when it opens."""

from datetime import datetime, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff.desk import Shift, ShiftReport, ShiftStatus
from actions.human_handoff.errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorResponseError,
)
from actions.human_handoff.vendors.liveperson.shifts import ShiftStatusAPI, skill_id
from tests.unit.vendors.liveperson.any_answer import JSON, Says

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=timezone.utc)
LOGIN = "http://login.test/api/account/12345678/login"
URL = "http://shifts.test/api/account/12345678/shift-status"


@pytest.fixture
def shifts(api, domains, login):
    return ShiftStatusAPI(api, domains, login, "12345678", lambda: NOW)


@pytest.fixture
def hosts(lives):
    lives("agentVep", "login.test")
    lives("shiftstatus", "shifts.test")


def bearer_matcher(bearer):
    return matchers.header_matcher({"Authorization": f"Bearer {bearer}"})


def test_all_skills_are_asked_for_with_the_bearer_and_no_query(http, shifts, hosts, documented):
    http.post(LOGIN, json=documented("login"))
    http.get(
        URL,
        json=documented("shift_status"),
        match=[
            matchers.query_param_matcher({}, strict_match=True),
            bearer_matcher(documented("login")["bearer"]),
        ],
    )

    assert shifts.skills() == documented("shift_status")


def test_the_service_of_the_older_pages_will_do(http, shifts, lives):
    lives("agentVep", "login.test")
    lives("shiftstatus", None)
    lives("asyncMessagingEnt", "shifts.test")
    http.post(LOGIN, json={"bearer": "b"})
    http.get(URL, json=[])

    assert shifts.skills() == []


def test_the_documented_answer_is_read(shifts, documented):
    opens_at = datetime(2018, 9, 3, 13, 0, tzinfo=timezone.utc)
    on_shift = Shift(ShiftStatus.ON_SHIFT, as_of=NOW)

    assert shifts.report(documented("shift_status")) == ShiftReport(
        NOW,
        {
            "326244912": Shift(ShiftStatus.OFF_SHIFT, as_of=NOW, opens_at=opens_at),
            "326244932": on_shift,
            "326244952": on_shift,
            "326244972": on_shift,
        },
    )


def test_the_live_services_text_ids_and_minus_ones_are_read(shifts, documented):
    skill = documented("context_service_properties")["2438093730"]

    assert shifts.report([skill, {**skill, "skillId": "1", "onShift": False}], NOW).shifts == {
        "2438093730": Shift(ShiftStatus.ON_SHIFT, as_of=NOW),
        "1": Shift(ShiftStatus.OFF_SHIFT, as_of=NOW),
    }


def test_the_key_of_the_older_pages_is_read(shifts):
    assert list(shifts.report([{"skill": 7, "onShift": True}]).shifts) == ["7"]


@pytest.mark.parametrize(
    "next_on",
    [None, -1, 0, "1535979600000", True, float("nan"), float("inf"), 10**400, 253402214400000],
)
def test_a_shift_that_never_begins_or_not_readably_has_no_opening(shifts, next_on):
    skill = {"skillId": 1, "onShift": False, "nextOn": next_on}

    assert shifts.report([skill]).shifts["1"].opens_at is None


@pytest.mark.parametrize(
    "skill",
    [
        {},
        {"skillId": 1},
        {"skillId": 1, "onShift": "true"},
        {"skillId": 1, "onShift": 1},
        {"onShift": True},
        {"skillId": None, "onShift": True},
        {"skillId": 1.5, "onShift": True},
        {"skillId": True, "onShift": True},
    ],
)
def test_a_skill_that_is_not_as_documented_makes_no_sense(shifts, skill):
    with pytest.raises(VendorResponseError, match="a skill's shift status is not readable"):
        shifts.report([{"skillId": 2, "onShift": True}, skill])


@pytest.mark.parametrize("answer", [{}, "on", [1], [{}, None]])
def test_an_answer_that_is_no_list_of_skills_makes_no_sense(http, shifts, hosts, answer):
    http.post(LOGIN, json={"bearer": "b"})
    http.get(URL, json=answer)
    with pytest.raises(VendorResponseError, match="shift status is not a list of skills"):
        shifts.skills()

    http.replace("GET", URL, json=[{"skillId": 1}])
    assert shifts.skills() == [{"skillId": 1}]


def test_a_session_that_ended_early_is_begun_anew_once(http, shifts, hosts):
    http.post(LOGIN, json={"bearer": "first"})
    http.post(LOGIN, json={"bearer": "second"})
    http.get(URL, status=401, match=[bearer_matcher("first")])
    http.get(URL, json=[], match=[bearer_matcher("second")])

    assert shifts.skills() == []


def test_a_second_refusal_is_the_answer_and_logins_pause(http, shifts, hosts, clock):
    logins = http.post(LOGIN, json={"bearer": "b"})
    asked = http.get(URL, status=401)
    with pytest.raises(VendorAuthenticationError):
        shifts.skills()
    with pytest.raises(VendorBusyError):
        shifts.skills()
    assert (logins.call_count, asked.call_count) == (2, 2)

    clock.now += 5
    http.replace("GET", URL, json=[])
    assert shifts.skills() == []


class NoLogin:
    """A login that always has a bearer."""

    def bearer(self, refused: str | None = None) -> str:
        return "b"


class OneHost:
    """A directory with one host."""

    def base_url(self, *services: str) -> str:
        return "http://x.test"


SKILL = st.fixed_dictionaries(
    {},
    optional={
        "skillId": st.integers() | st.text(max_size=4) | JSON,
        "skill": JSON,
        "onShift": st.booleans() | JSON,
        "nextOn": st.integers(-2, 260_000_000_000_000) | st.floats() | JSON,
    },
)


@given(JSON | st.lists(SKILL, max_size=4))
@example([{"skillId": 1, "onShift": False, "nextOn": 253402300799000}])
def test_any_answer_is_a_report_or_makes_no_sense(said):
    shifts = ShiftStatusAPI(Says(said), OneHost(), NoLogin(), "1", lambda: NOW)

    try:
        report = shifts.report(shifts.skills())
    except VendorResponseError:
        return
    assert isinstance(report, ShiftReport)
    for key, shift in report.shifts.items():
        assert isinstance(key, str)
        assert shift.status in (ShiftStatus.ON_SHIFT, ShiftStatus.OFF_SHIFT)
        if shift.opens_at is not None:
            assert shift.status is ShiftStatus.OFF_SHIFT
            assert shift.opens_at >= datetime(1970, 1, 1, tzinfo=timezone.utc)


@given(st.dictionaries(st.text(max_size=5), JSON, max_size=3))
def test_any_object_has_an_id_or_none(skill):
    assert isinstance(skill_id(skill), (str, type(None)))
