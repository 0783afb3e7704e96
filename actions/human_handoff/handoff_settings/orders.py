"""Which orders of desks can work on which Rasa channel, for a starting server and the doctor.

A desk works only on the channels whose messages carry its ids, because one vendor's ids are never
sent to another.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence

from ..valid_part import ValidPart
from .channel_names import ANY_CHANNEL
from .loader import Configuration
from .settings import HandoffSettings

logger = logging.getLogger(__name__)

_OF_SKILL = "skills.desks."


def log_orders(configuration: Configuration) -> None:
    """Log which desks are tried on which channel: one line, a warning if a desk never takes over.

    Args:
        configuration: The checked configuration.
    """
    text, warnings = described_orders(configuration.settings, configuration.channels)
    level = logging.WARNING if warnings else logging.INFO
    logger.log(level, "%s", " ".join([text, *warnings]))


def described_orders(
    settings: HandoffSettings | ValidPart, channels: Mapping[str, frozenset[str]]
) -> tuple[str, list[str]]:
    """Return which desks are tried on which channel, and a sentence for each that never is.

    Args:
        settings: The top of the configuration; `desks` and `skills` are valid.
        channels: The channels of each desk.
    """
    summaries: list[str] = []
    warnings: list[str] = []
    for setting, order in _orders(settings).items():
        skill = setting.removeprefix(_OF_SKILL)
        begin = "transfers go " if skill == setting else f"With the skill {skill} they go "
        summaries.append(f"{begin}{_summary(order, channels)}.")
        warnings += _warnings(setting, order, channels)
    return " ".join(summaries), warnings


def _orders(settings: HandoffSettings | ValidPart) -> dict[str, list[str]]:
    """Return each order of desks by its setting; the desks of the fallback skill come last."""
    fallback = settings.skills.fallback
    last = settings.desks_of(fallback) if fallback else []
    orders = {"desks": settings.desks}
    orders |= {f"{_OF_SKILL}{skill}": desks for skill, desks in settings.skills.desks.items()}
    return {setting: list(dict.fromkeys([*order, *last])) for setting, order in orders.items()}


def _summary(order: Sequence[str], channels: Mapping[str, frozenset[str]]) -> str:
    names = sorted({channel for desk in order for channel in channels[desk] - {ANY_CHANNEL}})
    if any(ANY_CHANNEL in channels[desk] for desk in order):
        names.append(ANY_CHANNEL)
    desks_on = {
        channel: [desk for desk in order if channels[desk] & {channel, ANY_CHANNEL}]
        for channel in names
    }
    return "; ".join(
        f"from {_channel(channel, names)} to the desk {', else to '.join(desks)}"
        for channel, desks in desks_on.items()
    )


def _channel(channel: str, names: Sequence[str]) -> str:
    if channel != ANY_CHANNEL:
        return f"the channel {channel}"
    return "any channel" if len(names) == 1 else "any other channel"


def _warnings(
    setting: str, order: Sequence[str], channels: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    for number, desk in enumerate(order):
        earlier = order[:number]
        before = frozenset[str]().union(*(channels[each] for each in earlier))
        shared = channels[desk] & before or ANY_CHANNEL in channels[desk] | before
        if earlier and not shared:
            yield (
                f"In {setting}, {desk} shares no channel with {' or '.join(earlier)}, so it never "
                f"takes over from there: the customer's ids at {desk} are not known. They are if "
                f"the slot human_handoff_conversation_id holds {{{desk}: <id>}}, or if a channel "
                f"of {desk}.channels carries the ids of both."
            )
