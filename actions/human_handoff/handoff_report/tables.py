"""The tables of a report, as rows of text: what the text and the page show alike."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from . import labels
from .labels import duration, number, part_of, share
from .table import Table
from .time_tables import first_words, limits, waits

Word = TypeVar("Word")


def tables(document: Mapping[str, Any]) -> list[Table]:
    """Return all tables; the one of the groups is the last."""
    figures = document["all"]
    found = [_results(figures), _reasons(figures), waits(figures), limits(figures)]
    found += [_answers(figures), _attempts(figures), _endings(figures)]
    found += [_solved(figures), first_words(figures)]
    return [*found, _groups(document)] if document["by"] else found


def _results(figures: Mapping[str, Any]) -> Table:
    return _counts(
        "What became of the requests",
        "Result",
        figures["results"],
        labels.RESULTS,
        note="Each request is counted once. “Reached a desk” means that the vendor accepted the "
        "transfer and did not report afterwards that it failed. Shares are of all requests.",
    )


def _reasons(figures: Mapping[str, Any]) -> Table:
    return _counts("Why a person was wanted", "The customer …", figures["reasons"], labels.REASONS)


def _answers(figures: Mapping[str, Any]) -> Table:
    found = {
        (answer, because): count
        for answer, reasons in figures["shift_answers"].items()
        for because, count in reasons.items()
    }
    names = {
        (answer, because): f"{labels.ANSWERS[answer]}: {labels.BECAUSE[because]}"
        for answer, because in found
    }
    return _counts(
        "What the check of the shift found", "Answer, and how it was known", found, names
    )


def _attempts(figures: Mapping[str, Any]) -> Table:
    desks = figures["attempts_of_desks"]
    outcomes = [word for word, count in figures["attempts"].items() if count]
    rows = [
        (desk, *(number(counts.get(word, 0)) for word in outcomes))
        for desk, counts in desks.items()
    ]
    return Table(
        "Attempts at each desk",
        ("Desk", *(labels.OUTCOMES[word] for word in outcomes)),
        rows,
        "If a desk does not take a customer, the next one is asked; so there can be more attempts "
        "than requests.",
    )


def _endings(figures: Mapping[str, Any]) -> Table:
    return _counts(
        "How the conversations with a desk ended",
        "Ending",
        figures["endings"],
        labels.ENDINGS,
        base="of those that reached a desk",
    )


def _solved(figures: Mapping[str, Any]) -> Table:
    return _counts("What customers said of the help", "Answer", figures["solved"], labels.SOLVED)


def _groups(document: Mapping[str, Any]) -> Table:
    rows = [
        (
            name,
            number(each["requests"]),
            share(each["reached_share"]),
            duration(each["acceptance"]["p50_seconds"]),
            duration(each["acceptance"]["p95_seconds"]),
            share(each["acceptance"]["within"]["180"]["share_where_a_desk_could_be_asked"]),
            number(each["cancelled_or_abandoned"]),
            number(each["results"]["failed"]),
            number(each["results"]["off_shift"]),
            number(each["untrue_promises"]),
        )
        for name, each in document["groups"].items()
    ]
    by = labels.GROUPS[document["by"]]
    return Table(
        f"By {by}",
        (
            by.capitalize(),
            "Requests",
            "Reached",
            "Half within",
            "95 % within",
            "In 3 min",
            "Abandoned",
            "Failed",
            "Off shift",
            "Untrue",
        ),
        rows,
        "A request counts for the desk that has it or was asked last, else for the one that would "
        "have been asked; if nobody was on shift, it has no desk. “Reached” is the share of all "
        "requests, “In 3 min” that of the requests during a shift. “Untrue” are promises of a "
        "person who did not come.",
    )


def _counts(
    title: str,
    column: str,
    counts: Mapping[Word, int],
    names: Mapping[Word, str],
    *,
    base: str = "of all requests",
    note: str = "",
) -> Table:
    total = sum(counts.values())
    rows = [
        (names[word], number(count), share(part_of(count, total)))
        for word, count in counts.items()
        if count
    ]
    return Table(title, (column, "Requests", base), rows, note)
