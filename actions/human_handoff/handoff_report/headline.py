"""The few figures that come first in a report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from .labels import NOTHING, duration, number, part_of, share


class Figure(NamedTuple):
    """One figure, and what it means; an alarming one is shown in another colour."""

    name: str
    value: str
    meaning: str
    is_alarming: bool = False


def headline(document: Mapping[str, Any]) -> list[Figure]:
    """Return the figures that come first."""
    figures = document["all"]
    acceptance = figures["acceptance"]
    off_shift, failed = figures["results"]["off_shift"], figures["results"]["failed"]
    return [
        Figure("Requests for a person", number(figures["requests"]), _period(document)),
        Figure("Reached a desk", share(figures["reached_share"]), _reached(figures)),
        Figure(
            "Typical wait",
            duration(acceptance["p50_seconds"]),
            f"half are accepted sooner; 95 % within {duration(acceptance['p95_seconds'])}",
        ),
        Figure(
            "Within 3 minutes",
            share(acceptance["within"]["180"]["share_where_a_desk_could_be_asked"]),
            "a desk has accepted, of those who asked during a shift",
        ),
        Figure(
            "Nobody on shift",
            share(part_of(off_shift, figures["requests"])),
            f"{number(off_shift)} requests came outside the shifts",
        ),
        Figure(
            "Abandoned",
            share(figures["abandoned_share"]),
            f"{number(figures['abandoned'])} customers left before a desk was asked",
        ),
        Figure(
            "Transfer failed",
            share(part_of(failed, figures["could_be_asked"])),
            f"{number(failed)} customers whom no desk took, though one was asked",
        ),
        Figure(
            "Untrue promises",
            number(figures["untrue_promises"]),
            f"of {number(figures['promises'])} times that a person was promised; wanted: 0",
            is_alarming=figures["untrue_promises"] > 0,
        ),
    ]


def _reached(figures: Mapping[str, Any]) -> str:
    return (
        f"{number(figures['reached'])} of {number(figures['requests'])}; during a shift "
        f"{share(figures['reached_share_where_a_desk_could_be_asked'])}"
    )


def _period(document: Mapping[str, Any]) -> str:
    first, last = document["first_request"], document["last_request"]
    return f"{first[:10]} to {last[:10]}" if first else NOTHING
