"""The few figures that come first in a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .labels import NOTHING, counted, duration, number, part_of, period, share


class Figure(NamedTuple):
    """One figure, and what it means; an alarming one is shown in another colour.

    The meaning of a share says of how many requests it is one, and of which.
    """

    name: str
    value: str
    meaning: str
    is_alarming: bool = False


def headline(document: Mapping[str, Any]) -> list[Figure]:
    """Return the figures that come first."""
    figures = document["all"]
    acceptance = figures["acceptance"]
    in_time = acceptance["within"]["180"]
    off_shift, failed = figures["results"]["off_shift"], figures["results"]["failed"]
    return [
        Figure("Requests for a person", number(figures["requests"]), _period(document)),
        Figure("Reached a desk", share(figures["reached_share"]), _reached(figures)),
        Figure("Typical wait", duration(acceptance["p50_seconds"]), _waits(acceptance)),
        Figure(
            "Within 3 minutes",
            share(in_time["share_where_a_desk_could_be_asked"]),
            f"{_during_a_shift(in_time['count'], figures)}: a desk has accepted",
        ),
        Figure(
            "Nobody on shift",
            share(part_of(off_shift, figures["requests"])),
            f"{_of_all(off_shift, figures)}: outside the shifts",
        ),
        Figure(
            "Abandoned",
            share(figures["cancelled_or_abandoned_share"]),
            f"{_during_a_shift(figures['cancelled_or_abandoned'], figures)}: "
            "the customer left before a desk was asked",
        ),
        Figure(
            "Transfer failed",
            share(part_of(failed, figures["could_be_asked"])),
            f"{_during_a_shift(failed, figures)}: no desk confirmed that it has the customer",
        ),
        Figure(
            "Untrue promises",
            number(figures["untrue_promises"]),
            f"of {counted(figures['promises'], 'promise')} of a person; wanted: 0",
            is_alarming=figures["untrue_promises"] > 0,
        ),
    ]


def _of_all(count: int, figures: Mapping[str, Any]) -> str:
    return f"{number(count)} of {counted(figures['requests'], 'request')}"


def _during_a_shift(count: int, figures: Mapping[str, Any]) -> str:
    return f"{number(count)} of {number(figures['could_be_asked'])} during a shift"


def _reached(figures: Mapping[str, Any]) -> str:
    during_a_shift = share(figures["reached_share_where_a_desk_could_be_asked"])
    return f"{_of_all(figures['reached'], figures)}; of those during a shift {during_a_shift}"


def _waits(acceptance: Mapping[str, Any]) -> str:
    if not acceptance["count"]:
        return "no desk has accepted a request"
    return f"half are accepted sooner; 95 % within {duration(acceptance['p95_seconds'])}"


def _period(document: Mapping[str, Any]) -> str:
    first, last = document["first_request"], document["last_request"]
    return period(first[:10], last[:10]) if first else NOTHING
