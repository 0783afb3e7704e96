"""Where a request goes when a transfer fails: the routes, in the order in which they are tried.

A route is one skill at one desk. The routes of a request are, desk by desk in the configured
order, the requested skill and then the fallback skill. Each route is tried at most once.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple


class Route(NamedTuple):
    """One skill at one desk; written `desk/skill` in the tracker."""

    desk: str
    skill: str

    def __str__(self) -> str:
        """Return the route as the slot of tried routes contains it."""
        return f"{self.desk}/{self.skill}"

    @classmethod
    def parsed(cls, text: str) -> Route:
        """Return the route that a text names."""
        desk, _, skill = text.partition("/")
        return cls(desk, skill)


def all_routes(
    desks_of: Callable[[str], Sequence[str]], skill: str, fallback: str | None
) -> list[Route]:
    """Return all routes of a request, in the order in which they are tried.

    Args:
        desks_of: Returns the desks of a skill, in order.
        skill: The requested skill.
        fallback: The skill that will do as well, if there is one.
    """
    skills = [skill] if fallback in (None, skill) else [skill, str(fallback)]
    desks = dict.fromkeys(desk for each in skills for desk in desks_of(each))
    return [Route(desk, each) for desk in desks for each in skills if desk in desks_of(each)]


def untried(routes: Sequence[Route], tried: Collection[str]) -> list[Route]:
    """Return the routes that are left, given those that the slot contains."""
    return [route for route in routes if str(route) not in tried]


def is_last(failures: int, announced: int) -> bool:
    """Tell whether a failure is the one after which the vendor is not asked any more.

    Args:
        failures: The failed requests of this session, this one included.
        announced: How many failures are announced before the last.
    """
    return failures > announced
