"""Opening hours are asked first, then the vendor."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff import Reason, Shift, SkillError
from actions.human_handoff.availability.availability import most_informative
from actions.human_handoff.availability.opening_hours import OpeningHours, OpeningHoursSettings
from actions.human_handoff.handoff_logic.fallback import Route
from actions.human_handoff.handoff_logic.handoff import AvailableDesk, Handoff
from tests.unit.fake_desk import OFF, ON, UNKNOWN, UNREACHABLE, Desk, configuration
from tests.unit.rasa_side.chat import Chat

ALWAYS = "24/7"
TOMORROW = datetime.now(timezone.utc) + timedelta(days=1)
NOT_TODAY = f"{TOMORROW:%a}"[:2] + " 09:00-17:00"
OPENS = datetime(2090, 1, 1, 9, tzinfo=timezone.utc)
CACHED = {"shift_cache": {"fresh_minutes": 15, "usable_minutes": 60}}


def handoff(desks: dict[str, Desk], rules: dict[str, str], **settings: object) -> Handoff:
    """Return a handoff to desks with opening hours."""
    opening_hours = {
        name: OpeningHours(OpeningHoursSettings(rules=each, time_zone="UTC"), "hours")
        for name, each in rules.items()
    }
    checked = configuration(desks, **(CACHED | settings))
    return Handoff(replace(checked, opening_hours=opening_hours))


def available(bot: Handoff, skill: str = "human") -> AvailableDesk:
    return asyncio.run(bot.available_desk(skill, 5))


def next_route(bot: Handoff, skill: str, *tried: str) -> Route | None:
    return asyncio.run(bot.next_route(skill, list(tried), 5))


def test_a_desk_that_is_closed_is_not_asked():
    desk = Desk()

    found = available(handoff({"a": desk}, {"a": NOT_TODAY}))

    assert (found.desk, found.shift.status) == (None, OFF)
    assert found.shift.reason is Reason.OPENING_HOURS
    assert desk.shift_calls == []


def test_a_desk_that_is_open_is_asked():
    desk = Desk(skills={"human": OFF})

    found = available(handoff({"a": desk}, {"a": ALWAYS}))

    assert (found.desk, found.shift.reason) == (None, Reason.REPORTED)
    assert desk.shift_calls == ["human"]


def test_a_closed_desk_leaves_the_customer_to_the_next():
    bot = handoff({"a": Desk(), "b": Desk()}, {"a": NOT_TODAY})

    assert available(bot).desk == "b"
    assert next_route(bot, "human") == Route("b", "human")


def test_a_skill_the_desk_has_not_is_no_closed_one():
    with pytest.raises(SkillError):
        available(handoff({"a": Desk(skills={})}, {"a": NOT_TODAY}))


def test_the_customer_reads_when_it_opens():
    result = Chat(handoff({"a": Desk()}, {"a": NOT_TODAY})).request()

    assert result.responses == ["utter_human_handoff_off_shift_until"]
    assert result.messages[0]["opens_at"] == f"{TOMORROW:%A} at 09:00"


BILLING_AT_B = {"default": "human", "desks": {"billing": ["b"]}}


def test_a_skill_with_desks_of_its_own_goes_only_there():
    one, other = Desk(), Desk()
    bot = handoff({"a": one, "b": other}, {}, skills=BILLING_AT_B)

    assert available(bot, "billing").desk == "b"
    assert available(bot).desk == "a"
    assert next_route(bot, "billing", "b/billing") is None
    assert (one.shift_calls, other.shift_calls) == (["human"], ["billing"])


def test_a_topic_counts_where_a_desk_of_its_own_has_it():
    desks = {"a": Desk(skills={"human": ON, "billing": ON}), "b": Desk(skills={"human": ON})}

    assert handoff(desks, {}, skills=BILLING_AT_B).skill(None, "billing") == "human"


class BriefDesk(Desk):
    """A desk whose report is used once, and never when the vendor has stopped answering."""

    old_report_will_do = False
    fresh_for = timedelta(0)


@pytest.mark.parametrize(("kind", "status"), [(Desk, ON), (BriefDesk, UNKNOWN)])
def test_an_old_report_stands_in_only_where_the_desk_lets_it(kind, status):
    desk = kind()
    cache = {"fresh_minutes": 0, "usable_minutes": 60}
    bot = handoff({"a": desk}, {}, shift_cache=cache)
    assert available(bot).shift.status is ON
    desk.shift_errors.append(UNREACHABLE)

    assert available(bot).shift.status is status
    assert available(bot).shift.status is ON


def test_a_desks_own_freshness_cannot_be_longer_than_the_caches():
    class LastingDesk(Desk):
        fresh_for = timedelta(hours=1)

    lasting, brief = LastingDesk(), BriefDesk()
    bot = handoff({"a": lasting, "b": brief}, {}, shift_cache={"fresh_minutes": 0})

    for _ in range(2):
        available(bot)

    assert len(lasting.shift_calls) == 2


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
