"""`--since` and `--time-zone`."""

from datetime import datetime, timezone
from zoneinfo import ZoneInfo

import pytest

from actions.human_handoff import ConfigurationError
from actions.human_handoff.handoff_report.periods import beginning, time_zone

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 11, 22, 10, 30, tzinfo=timezone.utc)


@pytest.mark.parametrize(
    ("since", "moment"),
    [
        ("2026-11-01", "2026-11-01T00:00+01:00"),
        ("2026-11-01T08:00", "2026-11-01T08:00+01:00"),
        ("2026-11-01T08:00+00:00", "2026-11-01T08:00+00:00"),
        ("12h", "2026-11-21T22:30+00:00"),
        ("7d", "2026-11-15T10:30+00:00"),
        ("4w", "2026-10-25T10:30+00:00"),
    ],
)
def test_the_beginning_is_a_date_of_the_zone_or_so_long_ago(since, moment):
    assert beginning(since, AMSTERDAM, NOW) == datetime.fromisoformat(moment)


@pytest.mark.parametrize("since", ["", "7", "0d", "yesterday", "2026-13-01", "99999d"])
def test_another_beginning_is_refused(since):
    with pytest.raises(ConfigurationError, match=r"--since .*write it like"):
        beginning(since, AMSTERDAM, NOW)


def test_a_time_zone_is_one_of_the_iana_list():
    assert time_zone("Europe/Amsterdam") == AMSTERDAM


@pytest.mark.parametrize("name", ["Amsterdam", "", "../etc/passwd", "Europe", "/etc/passwd"])
def test_another_time_zone_is_refused(name):
    with pytest.raises(ConfigurationError, match=r"--time-zone .*Europe/Amsterdam"):
        time_zone(name)
