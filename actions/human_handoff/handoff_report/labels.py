"""The report's plain words, for people who do not know the plugin."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

REASONS: Mapping[str, str] = {
    "asked": "asked for a person",
    "trigger_event": "the bot's own answer led to a person",
    "misunderstood": "the bot did not understand",
    "offered": "accepted the bot's offer",
    "not_told": "not recorded",
}
RESULTS: Mapping[str, str] = {
    "reached": "Reached a desk",
    "failed": "Transfer failed, or not confirmed",
    "cancelled": "Customer cancelled",
    "abandoned": "Customer wrote no more",
    "off_shift": "Nobody on shift",
    "unknown": "Shift could not be checked",
    "not_possible": "No desk for this channel or skill",
    "gave_up": "Too many failures before",
}
OUTCOMES: Mapping[str, str] = {
    "accepted": "accepted",
    "refused": "refused by the vendor",
    "unreachable": "vendor not reachable",
    "unconfirmed": "not confirmed by the vendor",
    "failed_later": "accepted, failed afterwards",
    "not_possible": "desk has no such skill or customer",
    "cancelled": "cancelled",
    "gave_up": "given up",
    "off_shift": "nobody on shift",
    "unknown": "not known",
}
SOLVED: Mapping[str, str] = {"solved": "solved", "not_solved": "not solved"}
ENDINGS: Mapping[str, str] = {
    "returned": "given back or closed by the agent",
    "expired": "not given back in time; the bot took over",
    "nobody_came": "no agent wrote in time; the bot took it back",
    "left": "the customer left before an agent wrote",
    "crossed": "taken back while an agent wrote",
    "not_told": "still open, or the vendor does not tell",
}
ANSWERS: Mapping[str, str] = {
    "on_shift": "somebody on shift",
    "off_shift": "nobody on shift",
    "unknown": "not known",
    "not_told": "not recorded",
}
BECAUSE: Mapping[str, str] = {
    "reported": "the vendor said so",
    "out_of_date": "the vendor's last answer, because it could not be reached",
    "vendor_error": "the vendor could not be reached",
    "opening_hours": "outside the opening hours",
    "skill_not_found": "the skill does not exist",
    "no_desk": "no desk takes this channel",
    "gave_up": "too many failures before",
    "error": "the check failed",
    "not_told": "not recorded",
}
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LIMITS: Mapping[str, str] = {
    "50": "50\u00a0seconds",
    "120": "2\u00a0minutes",
    "180": "3\u00a0minutes",
}
GROUPS: Mapping[str, str] = {
    "skill": "skill",
    "desk": "desk",
    "hour": "hour of the day",
    "channel": "channel",
}
NOTHING = "–"


def number(value: int) -> str:
    """Write a number with a comma for every thousand."""
    return f"{value:,}"


def counted(value: int, noun: str) -> str:
    """Write a number and what is counted: 1 request, 2 requests."""
    return f"{number(value)} {noun if value == 1 else noun + 's'}"


def share(value: float | None) -> str:
    """Write a share in percent; nothing is rounded to 0 % or 100 % that is not."""
    if value is None:
        return NOTHING
    percent = value * 100
    if 0 < percent < 0.1:
        return "< 0.1 %"
    if 99.9 < percent < 100:
        return "> 99.9 %"
    return f"{percent:.1f} %" if percent % 100 else f"{percent:.0f} %"


def period(first: str, last: str) -> str:
    """Write the first and the last day of a report, or its only one."""
    return first if first == last else f"{first} to {last}"


def part_of(part: int, whole: int) -> float | None:
    """Return a share from 0 to 1; None of nothing."""
    return part / whole if whole else None


def duration(seconds: float | None) -> str:
    """Write a time: 4.2 s, 37 s, 2 min 5 s, 1 h 3 min."""
    if seconds is None:
        return NOTHING
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def columns(edges: list[int]) -> list[str]:
    """Write the ranges between the edges of a distribution, in seconds."""
    names = [_edge(edge) for edge in edges]
    between = [f"{low} – {high}" for low, high in pairwise(names)]
    return [f"under {names[0]}", *between, f"over {names[-1]}"]


def _edge(seconds: int) -> str:
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min"
