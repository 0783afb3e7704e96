"""What `human-handoff doctor` finds: how bad it is, which settings are meant, and what to do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Level(str, Enum):
    """How bad a finding is."""

    OK = "ok"
    NOT_CHECKED = "not_checked"  # nothing can be said, and the text says why
    WARNING = "warning"  # it works, but perhaps not as the bot builder means it
    ERROR = "error"  # customers are not transferred


@dataclass(frozen=True)
class Finding:
    """The result of one check. No secret and no personal data may be in it.

    Attributes:
        level: How bad it is.
        text: What was found, in a sentence.
        remedy: What to do; empty where there is nothing to do.
        settings: The settings that are meant, such as `login.secret`. A desk names them as they
            stand in its own section.
    """

    level: Level
    text: str
    remedy: str = ""
    settings: tuple[str, ...] = ()


def ok(text: str, *settings: str) -> Finding:
    """Return a check whose result is right."""
    return Finding(Level.OK, text, settings=settings)


def not_checked(text: str, *settings: str) -> Finding:
    """Return a check that could not be made; the text says why."""
    return Finding(Level.NOT_CHECKED, text, settings=settings)


def warning(text: str, remedy: str, *settings: str) -> Finding:
    """Return something that works, but perhaps not as it is meant."""
    return Finding(Level.WARNING, text, remedy, settings)


def error(text: str, remedy: str, *settings: str) -> Finding:
    """Return something because of which customers are not transferred."""
    return Finding(Level.ERROR, text, remedy, settings)
