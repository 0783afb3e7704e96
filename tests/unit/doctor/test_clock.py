"""This machine's clock, compared with the vendors'."""

from __future__ import annotations

import pytest

from actions.human_handoff import Level
from actions.human_handoff.doctor.clock import clock_findings
from actions.human_handoff.vendor_http.response_dates import ResponseDate


def findings(**seconds: list[float]) -> list[tuple[Level, str]]:
    dates = [ResponseDate(vendor, each) for vendor, ahead in seconds.items() for each in ahead]
    return [(each.level, each.text) for each in clock_findings(dates)]


def test_without_a_date_nothing_can_be_said():
    assert findings() == [(Level.NOT_CHECKED, "No vendor has said what time it is.")]


@pytest.mark.parametrize(
    ("ahead", "level", "said"),
    [
        (60, Level.OK, "agrees with that of Parley"),
        (-60, Level.OK, "agrees with that of Parley"),
        (61, Level.WARNING, "is 61 s ahead of that of Parley"),
        (-400, Level.WARNING, "is 400 s behind that of Parley"),
    ],
)
def test_more_than_a_minute_is_a_warning(ahead, level, said):
    assert findings(Parley=[ahead]) == [(level, f"This machine's clock {said}.")]


def test_a_response_that_was_long_on_its_way_says_less_than_another():
    assert findings(Parley=[75, 2])[0][0] is Level.OK


def test_each_vendor_is_compared():
    assert [level for level, _ in findings(Parley=[0], Acme=[500])] == [Level.OK, Level.WARNING]
