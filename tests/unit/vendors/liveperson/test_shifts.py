"""The Shift Status API: on shift, off shift, and when it opens."""

from datetime import datetime, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff import Shift, ShiftReport, ShiftStatus, errors
from actions.human_handoff.vendors.liveperson.shifts import ShiftStatusAPI, skill_id
from tests.unit.vendors.accounts import LOGIN, NOW, SHIFTS
from tests.unit.vendors.fixed_vendor import FixedVendor
from tests.unit.vendors.liveperson.payloads import JSON, LOGGED_IN, ONE_HOST

ON = Shift(ShiftStatus.ON_SHIFT, as_of=NOW)
OFF = Shift(ShiftStatus.OFF_SHIFT, as_of=NOW)


@pytest.fixture
def shifts(api, domains, login):
    return ShiftStatusAPI(api, domains, login, lambda: NOW)


@pytest.fixture
def hosts(lives):
    lives("agentVep", "login.test")
    lives("shiftstatus", "shifts.test")


def with_bearer(bearer):
    return matchers.header_matcher({"Authorization": f"Bearer {bearer}"})


def test_all_skills_are_asked_for_with_the_bearer_and_no_query(http, shifts, hosts, documented):
    http.post(LOGIN, json=documented("login"))
    no_query = matchers.query_param_matcher({}, strict_match=True)
    asked = [no_query, with_bearer(documented("login")["bearer"])]
    http.get(SHIFTS, json=documented("shift_status"), match=asked)

    assert shifts.skills() == documented("shift_status")


def test_the_service_of_the_older_pages_will_do(http, shifts, lives):
    lives("agentVep", "login.test")
    lives("shiftstatus", None)
    lives("asyncMessagingEnt", "shifts.test")
    http.post(LOGIN, json={"bearer": "b"})
    http.get(SHIFTS, json=[{"skillId": 1}])

    assert shifts.skills() == [{"skillId": 1}]


def test_the_documented_answer_is_read(shifts, documented):
    opens_at = datetime(2018, 9, 3, 13, 0, tzinfo=timezone.utc)
    off = Shift(ShiftStatus.OFF_SHIFT, as_of=NOW, opens_at=opens_at)
    skills = {"326244912": off, "326244932": ON, "326244952": ON, "326244972": ON}

    assert shifts.report(documented("shift_status")) == ShiftReport(NOW, skills)


def test_the_live_services_text_ids_and_minus_ones_are_read(shifts, documented):
    skill = documented("context_service_properties")["2438093730"]

    report = shifts.report([skill, {**skill, "skillId": "1", "onShift": False}], NOW)

    assert report.shifts == {"2438093730": ON, "1": OFF}


def test_the_key_of_the_older_pages_is_read(shifts):
    assert list(shifts.report([{"skill": 7, "onShift": True}]).shifts) == ["7"]


@pytest.mark.parametrize(
    "next_on",
    [None, -1, 0, "1535979600000", True, float("nan"), float("inf"), 10**400, 253402214400000],
)
def test_a_shift_that_never_begins_or_not_readably_has_no_opening(shifts, next_on):
    skill = {"skillId": 1, "onShift": False, "nextOn": next_on}

    assert shifts.report([skill]).shifts["1"].opens_at is None


def test_a_session_that_ended_early_is_begun_anew_once(http, shifts, hosts):
    http.post(LOGIN, json={"bearer": "first"})
    http.post(LOGIN, json={"bearer": "second"})
    http.get(SHIFTS, status=401, match=[with_bearer("first")])
    http.get(SHIFTS, json=[{"skillId": 1}], match=[with_bearer("second")])

    assert shifts.skills() == [{"skillId": 1}]


def test_a_second_refusal_is_the_answer_and_logins_pause(http, shifts, hosts, seconds):
    logins = http.post(LOGIN, json={"bearer": "b"})
    asked = http.get(SHIFTS, status=401)
    with pytest.raises(errors.VendorAuthenticationError):
        shifts.skills()
    with pytest.raises(errors.VendorBusyError):
        shifts.skills()
    assert (logins.call_count, asked.call_count) == (2, 2)

    seconds.now += 5
    http.replace("GET", SHIFTS, json=[{"skillId": 1}])
    assert shifts.skills() == [{"skillId": 1}]


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
def test_any_answer_is_a_report_or_makes_no_sense(payload):
    shifts = ShiftStatusAPI(FixedVendor(payload), ONE_HOST, LOGGED_IN, lambda: NOW)

    try:
        report = shifts.report(shifts.skills())
    except errors.VendorResponseError:
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
