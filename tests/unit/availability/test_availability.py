"""Opening hours are asked first, then the vendor."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff.availability.availability import most_informative
from actions.human_handoff.availability.opening_hours import OpeningHours, OpeningHoursSettings
from actions.human_handoff.desk import Reason, Shift
from actions.human_handoff.errors import SkillError
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_settings.loader import Configuration
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from tests.unit.rasa_side.rasa_stage import OFF, ON, UNKNOWN, UNREACHABLE, Chat, Desk, request

ALWAYS = "24/7"
TOMORROW = datetime.now(timezone.utc) + timedelta(days=1)
NOT_TODAY = f"{TOMORROW:%a}"[:2] + " 09:00-17:00"
OPENS = datetime(2090, 1, 1, 9, tzinfo=timezone.utc)


def hours(rules: str) -> OpeningHours:
    return OpeningHours(OpeningHoursSettings(rules=rules, time_zone="UTC"), "hours")


def handoff(desks: dict[str, Desk], rules: dict[str, str], **settings: object) -> Handoff:
    values = {"desks": list(desks), "skills": {"default": "human"}, **settings}
    open_at = {name: hours(each) for name, each in rules.items()}
    return Handoff(Configuration(HandoffSettings(**values), desks, open_at))


def availability(hand: Handoff, skill: str = "human"):
    return asyncio.run(hand.available_desk(skill, 5))


def test_a_desk_that_is_closed_is_not_asked():
    desk = Desk()

    found = availability(handoff({"a": desk}, {"a": NOT_TODAY}))

    assert (found.desk, found.shift.status, found.shift.reason) == (
        None,
        OFF,
        Reason.OPENING_HOURS,
    )
    assert desk.shift_questions == []


def test_a_desk_that_is_open_is_asked():
    desk = Desk()
    desk.skills = {"human": OFF}

    found = availability(handoff({"a": desk}, {"a": ALWAYS}))

    assert (found.desk, found.shift.reason) == (None, Reason.REPORTED)
    assert desk.shift_questions == ["human"]


def test_a_closed_desk_leaves_the_customer_to_the_next():
    hand = handoff({"a": Desk(), "b": Desk()}, {"a": NOT_TODAY})

    assert availability(hand).desk == "b"
    assert asyncio.run(hand.next_route("human", [], 5)) == Route("b", "human")


def test_a_skill_the_desk_has_not_is_no_closed_one():
    desk = Desk()
    desk.skills = {}

    with pytest.raises(SkillError):
        availability(handoff({"a": desk}, {"a": NOT_TODAY}))


def test_the_customer_hears_when_it_opens():
    hand = handoff({"a": Desk()}, {"a": NOT_TODAY})

    result = request(Chat(), hand)

    assert result.said == ["utter_human_handoff_off_shift_until"]
    assert result.messages[0]["opens_at"] == f"{TOMORROW:%A} at 09:00"


def test_a_skill_with_desks_of_its_own_goes_only_there():
    one, other = Desk(), Desk()
    hand = handoff(
        {"a": one, "b": other}, {}, skills={"default": "human", "desks": {"billing": ["b"]}}
    )

    assert availability(hand, "billing").desk == "b"
    assert availability(hand).desk == "a"
    assert asyncio.run(hand.next_route("billing", ["b/billing"], 5)) is None
    assert (one.shift_questions, other.shift_questions) == (["human"], ["billing"])


def test_a_topic_counts_where_a_desk_of_its_own_has_it():
    one, other = Desk(), Desk()
    one.skills, other.skills = {"human": ON, "billing": ON}, {"human": ON}
    skills = {"default": "human", "desks": {"billing": ["b"]}}

    assert handoff({"a": one, "b": other}, {}, skills=skills).skill(None, "billing") == "human"


class BriefDesk(Desk):
    """Its vendor's word is good for a moment, and never once it has stopped answering."""

    old_report_will_do = False
    fresh_for = timedelta(0)


@pytest.mark.parametrize(("kind", "status"), [(Desk, ON), (BriefDesk, UNKNOWN)])
def test_an_old_report_stands_in_only_where_the_desk_lets_it(kind, status):
    desk = kind()
    board = {"fresh_minutes": 0, "usable_minutes": 60}
    hand = handoff({"a": desk}, {}, shift_cache=board)
    assert availability(hand).shift.status is ON
    desk.shift_problems.append(UNREACHABLE)

    assert availability(hand).shift.status is status
    assert availability(hand).shift.status is ON


def test_a_desks_own_freshness_cannot_be_longer_than_the_boards():
    class PatientDesk(Desk):
        fresh_for = timedelta(hours=1)

    patient, brief = PatientDesk(), BriefDesk()
    hand = handoff({"a": patient, "b": brief}, {}, shift_cache={"fresh_minutes": 0})

    for _ in range(2):
        availability(hand)

    assert len(patient.shift_questions) == 2


@pytest.mark.parametrize(
    "shifts",
    [
        [Shift(UNKNOWN), Shift(OFF), Shift(OFF, opens_at=OPENS)],
        [Shift(OFF, opens_at=OPENS + timedelta(1)), Shift(OFF, opens_at=OPENS)],
        [Shift(UNKNOWN, opens_at=OPENS - timedelta(1)), Shift(OFF, opens_at=OPENS)],
    ],
)
def test_the_soonest_shift_is_one_that_is_sure(shifts):
    assert most_informative(shifts) == Shift(OFF, opens_at=OPENS)
