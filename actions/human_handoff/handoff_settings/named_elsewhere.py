"""Check names that only mean something beside the desks: skills of messages, heard channels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import Problems, closest
from ..valid_part import ValidPart
from .channel_names import ANY_CHANNEL
from .desks import BuiltDesk
from .settings import HandoffSettings
from .skills import has_skill


def check_names_of_desks(
    settings: HandoffSettings | ValidPart, built: Mapping[str, BuiltDesk], path: str
) -> None:
    """Check them against the desks, all of which could be built.

    Raises:
        ConfigurationError: Names every setting that names what no desk has.
    """
    problems = Problems()
    problems.collect(_check_messages, settings, built, path)
    problems.collect(_check_heard_channels, settings, built, path)
    problems.raise_all()


def _check_messages(settings: Any, built: Mapping[str, BuiltDesk], path: str) -> None:
    problems = Problems()
    messages = settings.messages
    for skill in messages.skills if messages is not None else ():
        if not any(has_skill(each.desk, skill) for each in built.values()):
            problems.add(f"{path}: messages.skills.{skill} is wrong: no desk has this skill.")
    problems.raise_all()


def _check_heard_channels(settings: Any, built: Mapping[str, BuiltDesk], path: str) -> None:
    problems = Problems()
    channels = {channel for each in built.values() for channel in each.channels}
    for channel in settings.unanswered.agents_heard_on:
        if channel not in channels and ANY_CHANNEL not in channels:
            problems.add(
                f"{path}: unanswered.agents_heard_on is wrong: {channel!r} is not one of the "
                f"desks' channels: {', '.join(sorted(channels))}.{closest(channel, channels)}"
            )
    problems.raise_all()
