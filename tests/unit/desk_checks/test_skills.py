"""The configured skills, compared with those of the vendor's account."""

from __future__ import annotations

from datetime import datetime, timezone

from actions.human_handoff import Level, Shift, ShiftReport, ShiftStatus
from actions.human_handoff.desk_checks import checked_skills
from tests.unit.vendors.accounts import desk

NOW = datetime.now(timezone.utc)
ON, OFF = Shift(ShiftStatus.ON_SHIFT), Shift(ShiftStatus.OFF_SHIFT)


def test_an_unknown_skill_is_an_error_and_the_others_are_counted():
    found, counted = checked_skills(
        desk("liveperson"), ShiftReport(NOW, {"1": ON, "3": OFF, "4": OFF})
    )

    assert (found.level, found.settings) == (Level.ERROR, ("skills.human",))
    assert found.text == "LivePerson has no skill 2. Nobody is transferred there."
    assert found.remedy == "Write what LivePerson shows."
    assert (counted.level, counted.text) == (Level.OK, "1 of 3 skills are on shift now.")
