"""Read from the environment variable VENDOR which vendors' agents the demo has."""

import os
from collections.abc import Iterable, Mapping, Sequence

from sandbox.client.agents import Agents
from sandbox.vendors import MANIFESTS

VARIABLE = "VENDOR"
NAMES = [manifest.slug for manifest in MANIFESTS]


class UnknownVendorError(Exception):
    """VENDOR contains an unknown name; the text lists the known ones."""


def desks_from_environment(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Return the names of the desks, in the order in which the bot tries them.

    VENDOR contains one name, or several names that are separated by commas. Without it the demo
    has the agents of the first vendor.
    """
    text = environ.get(VARIABLE, "").strip() or NAMES[0]
    chosen = [name.strip().lower() for name in text.split(",")]
    for name in chosen:
        if name not in NAMES:
            raise UnknownVendorError(
                f"{VARIABLE} contains '{name}', which is not one of {listed(NAMES)}."
            )
    return list(dict.fromkeys(chosen))


def listed(names: Iterable[str]) -> str:
    """Return one or more names as an enumeration, such as "one, two and three"."""
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def welcome(desks: Sequence[Agents], command: str = "make demo") -> str:
    """Return a sentence about where the agents work, and how `command` chooses other vendors."""
    order = ", and the bot tries them in this order" if len(desks) > 1 else ""
    chosen = [desk.manifest.slug for desk in desks]
    others = [f"{VARIABLE}={name}" for name in NAMES if name not in chosen]
    hint = f" For other vendors: {command} {' or '.join(others)}." if others else ""
    return f"The agents work at {listed(desk.vendor for desk in desks)}{order}.{hint}"
