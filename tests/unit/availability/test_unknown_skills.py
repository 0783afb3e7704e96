"""A skill that is configured and unknown to the vendor is a warning at the first report."""

import asyncio
import logging
from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff import Reason, Shift, ShiftReport, ShiftStatus
from actions.human_handoff.availability.shift_cache import ShiftCache
from actions.human_handoff.state_store import MemoryStateStore
from tests.unit.fake_desk import Desk
from tests.unit.vendors.accounts import NOW
from tests.unit.vendors.accounts import desk as desk_of

ON = ShiftStatus.ON_SHIFT
NOBODY = "Nobody is transferred there. Write what Acme shows."


class AcmeDesk(Desk):
    """A desk with the skills `human` (7) and `billing` (8), of which the vendor lists some."""

    vendor = "Acme"
    listed = ("7",)
    ids = {"human": "7", "billing": "8"}

    def skill_key(self, skill):
        return self.ids.get(skill, skill)

    def shift_report(self, skill, max_age):
        now = datetime.now(timezone.utc)
        return ShiftReport(now, {key: Shift(ON, as_of=now) for key in self.listed})

    def unknown_skills(self, report):
        return {name: f"skill {key}" for name, key in self.ids.items() if key not in report.shifts}


@pytest.fixture
def desk():
    return AcmeDesk()


@pytest.fixture
def ask(desk):
    """Return a function that asks for a skill; no report is fresh, so that each is a new one."""
    day = timedelta(days=1)
    cache = ShiftCache(MemoryStateStore(), fresh=timedelta(0), usable=day, timeout=5)
    return lambda skill: asyncio.run(cache.shift("acme", desk, skill, 5))


def warnings(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]


def test_a_skill_that_the_vendor_does_not_know_is_a_warning_with_setting_and_id(ask, caplog):
    assert ask("human").status is ON

    assert warnings(caplog) == [
        f"human_handoff.yml: acme.skills.billing: Acme has no skill 8. {NOBODY}"
    ]


def test_the_warning_comes_once_and_again_after_the_skill_was_known(ask, desk, caplog):
    for _ in range(3):
        assert ask("billing").reason is Reason.SKILL_NOT_FOUND
    assert len(warnings(caplog)) == 1

    desk.listed = ("7", "8")
    assert ask("billing").status is ON
    desk.listed = ("7",)
    ask("human")
    assert len(warnings(caplog)) == 2


def test_a_skill_that_only_a_slot_names_is_a_warning_that_names_the_slot(ask, desk, caplog):
    desk.listed = ("7", "8")

    assert ask("999").reason is Reason.SKILL_NOT_FOUND

    assert warnings(caplog) == [
        "acme: Acme does not report the skill 999 (999). Check acme.skills in human_handoff.yml "
        "and the slot human_handoff_skill."
    ]


@pytest.mark.parametrize(
    ("vendor", "shifts", "unknown"),
    [
        ("liveperson", {"1": ON}, {"human": "skill 2"}),
        ("liveperson", {"1": ON, "2": ShiftStatus.OFF_SHIFT}, {}),
        ("parley", {"human": ON}, {}),
        ("parley", {"human": ShiftStatus.OFF_SHIFT}, {"human": "Service Jlk9e7cSf9g3FFsaqe39"}),
        ("cm", {"human": ON}, {}),
    ],
)
def test_each_vendor_says_which_of_its_skills_a_report_lacks(vendor, shifts, unknown):
    report = ShiftReport(NOW, {key: Shift(status) for key, status in shifts.items()})

    assert desk_of(vendor).unknown_skills(report) == unknown
