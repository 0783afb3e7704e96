"""Which vendors' agents the demo has: the environment variable VENDOR names them."""

import os
from collections.abc import Iterable, Mapping, Sequence

from sandbox.client.agents import Agents

from .configuration import SERVICES

VARIABLE = "VENDOR"
DEFAULT = "liveperson"


class UnknownVendorError(Exception):
    """VENDOR names somebody else; the text says whom there are."""


def desks_from_environment(environ: Mapping[str, str] = os.environ) -> list[str]:
    """The desks' names in the bot's configuration, in the order in which the bot tries them.

    One vendor, or several with commas between them.
    """
    text = environ.get(VARIABLE, "").strip() or DEFAULT
    named = [word.strip().lower() for word in text.split(",")]
    for word in named:
        if word not in SERVICES:
            raise UnknownVendorError(
                f"{VARIABLE} names '{word}', which is none of {listed(SERVICES)}."
            )
    return list(dict.fromkeys(named))


def listed(words: Iterable[str]) -> str:
    """Words, of which there is at least one, as a sentence has them."""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def welcome(desks: Sequence[Agents], named: Sequence[str]) -> str:
    """Say whose agents there are, and how to have others."""
    order = ", which the bot tries in this order" if len(desks) > 1 else ""
    others = [f"{VARIABLE}={name}" for name in SERVICES if name not in named]
    elsewhere = f" Others: make demo {' or '.join(others)}." if others else ""
    vendors = listed(desk.vendor for desk in desks)
    return f"The agents work at {vendors}{order}.{elsewhere}"
