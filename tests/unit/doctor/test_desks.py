"""The desks' own checks, each in a thread, within a time."""

from __future__ import annotations

import pytest

from actions.human_handoff import Finding, Level
from actions.human_handoff.doctor.desks import desk_findings
from actions.human_handoff.findings import ok
from actions.human_handoff.handoff_settings.desks import BuiltDesk
from actions.human_handoff.vendor_http.deadline import current_operation
from tests.unit.fake_desk import Desk


def built(*checks, channels=("rest",)):
    """Return desks whose own checks are these functions."""
    desks = {}
    for number, check in enumerate(checks):
        desk = Desk()
        if check is not None:
            desk.diagnose = check
        desks[f"desk{number}"] = BuiltDesk(desk, None, frozenset(channels))
    return desks


def test_settings_begin_with_the_desks_name():
    def check(channels):
        return [ok("All is well.", "a.b", "c"), ok(f"On {', '.join(channels)}.")]

    assert list(desk_findings(built(check))) == [
        ok("All is well.", "desk0.a.b", "desk0.c"),
        ok("On rest.", "desk0"),
    ]


def test_a_desk_without_checks_of_its_own_says_so():
    assert list(desk_findings(built(None))) == [
        Finding(Level.NOT_CHECKED, "This desk has no checks of its own.", settings=("desk0",))
    ]


def test_without_any_desk_that_is_said():
    (found,) = desk_findings({})

    assert (found.level, found.settings) == (Level.NOT_CHECKED, ("desks",))


def test_a_check_that_raises_is_an_error_without_its_text_and_the_other_desk_is_checked():
    def bad(channels):
        yield ok("The first.")
        raise TypeError("token hunter2")

    first, failed, other = desk_findings(built(bad, lambda channels: [ok("The other.")]))

    assert (first.text, other.text) == ("The first.", "The other.")
    assert failed == Finding(
        Level.ERROR,
        "The desk's own check has raised TypeError.",
        "Correct `diagnose` of the desk.",
        ("desk0",),
    )


@pytest.mark.parametrize("error", [SystemExit, KeyboardInterrupt])
def test_a_check_that_would_end_the_program_ends_only_itself(error):
    def bad(channels):
        raise error

    assert [each.level for each in desk_findings(built(bad))] == [Level.ERROR]


def test_a_check_that_hangs_keeps_what_it_has_found_and_stops_nobody(held):
    def hangs(channels):
        yield ok("The first.")
        held.wait()

    # So long that a busy machine has made the other desk's check by then.
    first, late, other = desk_findings(built(hangs, lambda channels: [ok("The other.")]), seconds=2)

    assert (first.text, other.text) == ("The first.", "The other.")
    assert late == Finding(
        Level.NOT_CHECKED,
        "The other checks of this desk: they take too long.",
        settings=("desk0",),
    )


def test_all_calls_of_a_desk_end_with_the_time():
    def check(channels):
        seconds = current_operation.get().seconds_left()
        return [ok(str(0 < seconds <= 5))]

    (found,) = desk_findings(built(check), seconds=5)

    assert found.text == "True"
