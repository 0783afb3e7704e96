"""The failure ladder: where a request goes next when a transfer failed.

A route is one skill at one desk. The routes of a request are, desk by desk in the configured
order, the skill that was asked for and then the fallback skill; each is tried at most once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple


class Route(NamedTuple):
    """One skill at one desk; written `desk/skill` in the tracker."""

    desk: str
    skill: str

    def __str__(self) -> str:
        """Return the route as it stands in a slot."""
        return f"{self.desk}/{self.skill}"


def routes(
    desks_of: Callable[[str], Sequence[str]], skill: str, fallback: str | None
) -> list[Route]:
    """Return all routes of a request, in the order in which they are tried.

    Args:
        desks_of: The desks of a skill, in their order.
        skill: What was asked for.
        fallback: The skill that will do as well, if there is one.
    """
    skills = [skill] if fallback in (None, skill) else [skill, str(fallback)]
    desks = dict.fromkeys(desk for each in skills for desk in desks_of(each))
    return [Route(desk, each) for desk in desks for each in skills if desk in desks_of(each)]


def untried(ladder: Sequence[Route], tried: Collection[str]) -> list[Route]:
    """Return the routes that are left, given those that stand in the slot."""
    return [route for route in ladder if str(route) not in tried]


def is_last(failures: int, announced: int) -> bool:
    """Tell whether a failure is the one after which no more is tried.

    Args:
        failures: Failed requests in this session, this one included.
        announced: How many are announced before the last.
    """
    return failures > announced
