"""The tables of a report, as rows of text: what the text and the page show alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from . import labels
from .labels import duration, number, part_of, share

Row = tuple[str, ...]
Word = TypeVar("Word")


@dataclass(frozen=True)
class Table:
    """A table whose first column has names, and whose others have numbers.

    Attributes:
        note: What the numbers mean, in plain words.
    """

    title: str
    columns: Row
    rows: Sequence[Row]
    note: str = ""


def tables(document: Mapping[str, Any]) -> list[Table]:
    """Return all tables; the one of the groups is the last."""
    figures = document["all"]
    found = [_results(figures), _reasons(figures), _waits(figures), _limits(figures)]
    found += [_answers(figures), _attempts(figures), _endings(figures)]
    found.append(_solved(figures))
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


def _waits(figures: Mapping[str, Any]) -> Table:
    acceptance = figures["acceptance"]
    return Table(
        "Time from the customer's message to the desk's acceptance",
        ("Of 100 customers …", "Time"),
        [
            (f"{each} waited at most", duration(acceptance[f"p{each}_seconds"]))
            for each in (50, 95, 99)
            if acceptance["count"]
        ],
        "The time contains the questions for name and e-mail address. How soon the agent's first "
        "words follow, the vendor does not tell.",
    )


def _limits(figures: Mapping[str, Any]) -> Table:
    within = figures["acceptance"]["within"]
    return Table(
        "Accepted in time",
        ("In less than …", "Requests", "of those accepted", "of those who asked during a shift"),
        [
            (
                name,
                number(within[limit]["count"]),
                share(within[limit]["share_of_accepted"]),
                share(within[limit]["share_where_a_desk_could_be_asked"]),
            )
            for limit, name in labels.LIMITS.items()
        ],
        "“During a shift” are all requests for which a desk could be asked, those that the "
        "customers gave up included.",
    )


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
