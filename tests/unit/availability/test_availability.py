"""Opening hours are asked first, then the vendor."""

from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff import Reason, Shift, SkillError
from actions.human_handoff.availability.availability import most_informative
from actions.human_handoff.handoff_logic.fallback import Route
from tests.unit.fake_desk import OFF, ON, UNKNOWN, Desk, available, handoff, next_route
from tests.unit.outcomes import UNREACHABLE
from tests.unit.rasa_side.chat import Chat

IN_THREE_DAYS = datetime.now(timezone.utc) + timedelta(days=3)
NOT_TODAY = f"{IN_THREE_DAYS:%a}"[:2] + " 09:00-17:00"
OPENS = datetime(2090, 1, 1, 9, tzinfo=timezone.utc)
CLOSED = {"desk": NOT_TODAY}


@pytest.mark.parametrize(
    ("rules", "reason", "asked_for"),
    [(NOT_TODAY, Reason.OPENING_HOURS, []), ("24/7", Reason.REPORTED, ["human"])],
    ids=["a desk that is closed is not asked", "a desk that is open is asked"],
)
def test_a_desk_is_asked_when_it_is_open(rules, reason, asked_for):
    desk = Desk(skills={"human": OFF})

    found = available(handoff(desk, opening_hours={"desk": rules}))

    assert (found.desk, found.shift.status, found.shift.reason) == (None, OFF, reason)
    assert desk.shift_calls == asked_for


def test_a_closed_desk_leaves_the_customer_to_the_next():
    bot = handoff(Desk(), Desk(), opening_hours={"a": NOT_TODAY})

    assert available(bot).desk == "b"
    assert next_route(bot, "human") == Route("b", "human")


def test_a_skill_the_desk_has_not_is_no_closed_one():
    with pytest.raises(SkillError):
        available(handoff(Desk(skills={}), opening_hours=CLOSED))


def test_the_customer_reads_when_it_opens():
    result = Chat(handoff(Desk(), opening_hours=CLOSED)).request()

    assert result.responses == ["utter_human_handoff_off_shift_until"]
    assert result.messages[0]["opens_at"] == f"{IN_THREE_DAYS:%A} at 09:00"


BILLING_AT_B = {"default": "human", "desks": {"billing": ["b"]}}


def test_a_skill_with_desks_of_its_own_goes_only_there():
    one, other = Desk(), Desk()
    bot = handoff(one, other, skills=BILLING_AT_B)

    assert available(bot, "billing").desk == "b"
    assert available(bot).desk == "a"
    assert next_route(bot, "billing", "b/billing") is None
    assert (one.shift_calls, other.shift_calls) == (["human"], ["billing"])


def test_a_topic_counts_where_a_desk_of_its_own_has_it():
    desks = [Desk(skills={"human": ON, "billing": ON}), Desk(skills={"human": ON})]

    assert handoff(*desks, skills=BILLING_AT_B).skill(None, "billing") == "human"


class BriefDesk(Desk):
    """A desk whose report is used once, and never when the vendor has stopped answering."""

    old_report_will_do = False
    fresh_for = timedelta(0)


class LastingDesk(Desk):
    """A desk whose report may be used for an hour."""

    fresh_for = timedelta(hours=1)


@pytest.mark.parametrize(("kind", "status"), [(Desk, ON), (BriefDesk, UNKNOWN)])
def test_an_old_report_stands_in_only_where_the_desk_lets_it(pauses_end, kind, status):
    desk = kind()
    bot = handoff(desk, shift_cache={"fresh_minutes": 0, "usable_minutes": 60})
    assert available(bot).shift.status is ON
    desk.shift_errors.append(UNREACHABLE)

    assert available(bot).shift.status is status
    pauses_end()
    assert available(bot).shift.status is ON


def test_a_desks_own_freshness_cannot_be_longer_than_the_caches():
    lasting, brief = LastingDesk(), BriefDesk()
    bot = handoff(lasting, brief, shift_cache={"fresh_minutes": 0})

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
