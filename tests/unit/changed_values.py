"""Settings with one value changed, and the sentence about a wrong one."""

from __future__ import annotations

import copy
from typing import Any

TAKE_OUT = object()


def changed(values: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy in which the value at a dotted path is replaced, or taken out."""
    copied = copy.deepcopy(values)
    *sections, name = path.split(".")
    section = copied
    for each in sections:
        section = section.setdefault(each, {})
    if value is TAKE_OUT:
        del section[name]
    else:
        section[name] = value
    return copied


def expected(sentence: str, path: str, value: object) -> str:
    """Return the sentence about a setting: PATH and VALUE in it are replaced."""
    return sentence.replace("PATH", path).replace("VALUE", repr(value))


MISSING = "PATH is missing. Write its value there."
UNKNOWN = "PATH is not a setting. Check the spelling, or take the line out."
NO_URL = "PATH is wrong: write an address such as {}, without a user, a query or a fragment."
