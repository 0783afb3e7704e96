"""Names of Rasa channels in `human_handoff.yml` that are probably misspelt."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..bot_files.yaml_file import yaml_value
from ..errors import closest
from ..vendors import DESKS

logger = logging.getLogger(__name__)

# In `channels`: every channel, for bots that get all metadata from a trusted server.
ANY_CHANNEL = "*"
# The plugin's own channels: they tell the bot by themselves when an agent has written, when a
# conversation is given back, and when nobody has come.
OWN_CHANNELS = frozenset(channel for desk in DESKS.values() for channel in desk.channels)
# The settings of a desk's section, and of the sections in it, that are lists of Rasa's channels.
_LISTS = ("channels", "message_not_delivered_on")
_PLAIN_NAME = re.compile(r"[a-z0-9_.-]+")
_WORD = re.compile(r"[a-z]+")


def credential_channels(credentials: Path) -> dict[str, Any]:
    """Return the channels of `credentials.yml` as they are written; none if it cannot be read."""
    try:
        channels = yaml_value(credentials.read_text(encoding="utf-8"))
    except Exception:  # noqa: BLE001 - ruamel raises many; Rasa reads this file and complains
        return {}
    return {str(name): each for name, each in channels.items()} if _is_mapping(channels) else {}


def channel_name(written: str) -> str | None:
    """Return Rasa's name of a channel of `credentials.yml`; None if only its class can tell."""
    module, _, class_name = written.rpartition(".")
    if not module:
        return written
    own = class_name.removesuffix("Input").lower()
    return own if own in OWN_CHANNELS and "channels" in module else None


def warn_of_misspelt_channels(
    values: Mapping[str, Any], desks: Collection[str], path: Path
) -> None:
    """Log a warning for each channel's name that is nearly, but not quite, one that is known.

    It is no error, because a channel of the bot's own may have any name.

    Args:
        values: The whole of `human_handoff.yml`.
        desks: The names of the desks.
        path: The file's path; `credentials.yml` lies beside it.
    """
    in_rasa = map(channel_name, credential_channels(path.parent / "credentials.yml"))
    known = OWN_CHANNELS | {name for name in in_rasa if name is not None}
    for desk in desks:
        section: Any = values.get(desk)
        for setting, names in _lists_of_channels(section, desk):
            others = {ANY_CHANNEL, *_texts(section.get("channels"))}
            for name in names:
                is_of_desk = setting != f"{desk}.channels" and name in others
                if not is_of_desk and (meant := _meant(name, known)):
                    logger.warning(
                        "%s: %s names the channel %s, which is not known.%s Correct it, unless a "
                        "channel of your own has this name.",
                        path,
                        setting,
                        name,
                        meant,
                    )


def _meant(name: str, known: Collection[str]) -> str:
    """Return a sentence with the known name that a misspelt one may mean; or nothing."""
    # `parley_nl` and `cm2` are names of somebody's own; `parly`, `Parley` and ` parley` are not.
    is_own = _PLAIN_NAME.fullmatch(name) and not set(_WORD.findall(name)).isdisjoint(known)
    return "" if is_own or name in known else closest(name, sorted(known))


def _lists_of_channels(section: Any, place: str) -> Iterator[tuple[str, list[str]]]:
    for name, value in section.items() if _is_mapping(section) else ():
        if name in _LISTS:
            yield f"{place}.{name}", _texts(value)
        else:
            yield from _lists_of_channels(value, f"{place}.{name}")


def _texts(value: object) -> list[str]:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else []


def _is_mapping(value: object) -> bool:
    return isinstance(value, Mapping)
