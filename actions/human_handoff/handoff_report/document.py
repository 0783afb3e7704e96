"""The figures as one document: what `--format json` prints, and what the other formats show."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum
from math import ceil
from typing import Any

from ..handoff_events.vocabulary import Ending, Outcome, RequestReason, Step
from .figures import Figures
from .groups import NONE, Counted
from .reading import Reading
from .request_record import Result

# The version of the document. A figure never changes its meaning under the same version.
VERSION = 1
# What an event does not tell.
NOT_TOLD = "not_told"
# The limits, in seconds. 3 minutes are those of a law of Spain, 10/2025; docs/report.md says what
# the others are.
LIMITS = (50, 120, 180)
PERCENTILES = (50, 95, 99)
# The upper edges of the columns of the distribution, in seconds; the last column has none.
EDGES = (10, 20, 50, 120, 180, 300, 600)
# With one of these, no desk could be asked.
_SOLVED = (Step.SOLVED, Step.NOT_SOLVED)
_NOBODY = (Result.OFF_SHIFT, Result.UNKNOWN, Result.NOT_POSSIBLE, Result.GAVE_UP)


def report_document(counted: Counted, reading: Reading, repeated: int) -> dict[str, Any]:
    """Return everything that a report says; a share is a number from 0 to 1.

    Shares and times are null where there is nothing to reckon them from.
    """
    return {
        "version": VERSION,
        "time_zone": counted.zone.key,
        "since": _moment(counted, counted.since),
        "first_request": _moment(counted, counted.first),
        "last_request": _moment(counted, counted.last),
        "events": reading.events,
        "repeated_events": repeated,
        "damaged_events": reading.damaged,
        "requests_without_beginning": counted.incomplete,
        "all": _figures(counted.all),
        "by": counted.by.value if counted.by else None,
        "groups": {name: _figures(counted.groups[name]) for name in sorted(counted.groups)},
    }


def _moment(counted: Counted, moment: float | None) -> str | None:
    if moment is None:
        return None
    return datetime.fromtimestamp(moment, counted.zone).isoformat(timespec="seconds")


def _figures(figures: Figures) -> dict[str, Any]:
    results, requests = figures.results, figures.requests
    could_be_asked = requests - sum(results[each] for each in _NOBODY)
    given_up = results[Result.CANCELLED] + results[Result.ABANDONED]
    outcomes = _outcomes(figures.attempts)
    untrue = outcomes[Outcome.FAILED_LATER.value] + figures.endings[Ending.NOBODY_CAME.value]
    return {
        "requests": requests,
        "reached": results[Result.REACHED],
        "reached_share": _share(results[Result.REACHED], requests),
        "could_be_asked": could_be_asked,
        "reached_share_where_a_desk_could_be_asked": _share(
            results[Result.REACHED], could_be_asked
        ),
        "cancelled_or_abandoned": given_up,
        "cancelled_or_abandoned_share": _share(given_up, could_be_asked),
        "promises": figures.accepted,
        "untrue_promises": untrue,
        "untrue_promises_share": _share(untrue, figures.accepted),
        "acceptance": _acceptance(figures.seconds, could_be_asked),
        "first_word": _first_word(figures.first_words),
        "reasons": _words(figures.reasons, RequestReason),
        "shift_answers": _answers(figures.answers),
        "results": {each.value: results[each] for each in Result},
        "attempts": _words(outcomes, Outcome),
        "attempts_of_desks": _desks(figures),
        "endings": _words(figures.endings, Ending),
        "solved": {each.value: figures.solved[each.value] for each in _SOLVED},
        "days": _days(figures),
        "requests_by_weekday_and_hour": _week(figures.demand),
        "off_shift_by_weekday_and_hour": _week(figures.off_shift),
    }


def _share(part: int, whole: int) -> float | None:
    if not whole:
        return None
    share = round(part / whole, 4)
    # Nothing is rounded to none or all that is not.
    return share if 0 < share < 1 or part in (0, whole) else part / whole


def _acceptance(values: Iterable[float], could_be_asked: int) -> dict[str, Any]:
    seconds = sorted(values)
    within = {limit: bisect_left(seconds, limit) for limit in LIMITS}
    below = [bisect_left(seconds, edge) for edge in EDGES]
    return {
        "count": len(seconds),
        **{f"p{each}_seconds": _percentile(seconds, each) for each in PERCENTILES},
        "within": {
            str(limit): {
                "count": count,
                "share_of_accepted": _share(count, len(seconds)),
                "share_where_a_desk_could_be_asked": _share(count, could_be_asked),
            }
            for limit, count in within.items()
        },
        "up_to_seconds": list(EDGES),
        "counts": [after - before for before, after in zip([0, *below], [*below, len(seconds)])],
    }


def _first_word(values: Iterable[float]) -> dict[str, Any]:
    seconds = sorted(values)
    within = {limit: bisect_left(seconds, limit) for limit in LIMITS}
    return {
        "count": len(seconds),
        **{f"p{each}_seconds": _percentile(seconds, each) for each in PERCENTILES},
        "within": {
            str(limit): {"count": count, "share_of_told": _share(count, len(seconds))}
            for limit, count in within.items()
        },
    }


def _percentile(seconds: Sequence[float], percent: int) -> float | None:
    # The nearest rank: a time that a customer really waited.
    return round(seconds[ceil(len(seconds) * percent / 100) - 1], 1) if seconds else None


def _words(counts: Counter[str], words: type[Enum]) -> dict[str, int]:
    told = {word.value: counts[word.value] for word in words}
    return {**told, NOT_TOLD: counts[""]} if counts[""] else told


def _answers(answers: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    """Return the reasons of each answer that was given."""
    found: dict[str, dict[str, int]] = {}
    for (answer, because), count in sorted(answers.items()):
        found.setdefault(answer or NOT_TOLD, {})[because or NOT_TOLD] = count
    return found


def _outcomes(attempts: Counter[tuple[str, str]]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for (_, outcome), count in attempts.items():
        sums[outcome] += count
    return sums


def _desks(figures: Figures) -> dict[str, dict[str, int]]:
    desks = sorted({desk for desk, _ in figures.attempts})
    return {
        desk or NONE: {
            word.value: figures.attempts[desk, word.value]
            for word in Outcome
            if figures.attempts[desk, word.value]
        }
        for desk in desks
    }


def _days(figures: Figures) -> dict[str, dict[str, int]]:
    days = sorted({day for day, _ in figures.days})
    return {
        day.isoformat(): {
            "requests": figures.days[day, True] + figures.days[day, False],
            "reached": figures.days[day, True],
        }
        for day in days
    }


def _week(hours: Counter[tuple[int, int]]) -> list[list[int]]:
    return [[hours[weekday, hour] for hour in range(24)] for weekday in range(7)]
