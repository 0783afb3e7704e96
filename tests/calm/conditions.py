"""Conditions of flows, as far as `examples/calm` needs them.

Written from https://rasa.com/docs/reference/primitives/conditions
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_COMPARISON = re.compile(r"slots\.(\w+)(?: (is not|is|matches) (?:\"(.*)\"|(null)))?")


def holds(condition: str, slots: Mapping[str, Any]) -> bool:
    """Tell whether a condition is true of these slots.

    Raises:
        ValueError: The condition has something that is not understood here.
        KeyError: It reads a slot that the bot does not have.
    """
    for word, combine in ((" or ", any), (" and ", all)):
        parts = condition.split(word)
        if len(parts) > 1:
            return combine(holds(part, slots) for part in parts)
    if condition.startswith("not "):
        return not holds(condition[4:].strip(), slots)
    if condition.startswith("(") and condition.endswith(")"):
        return holds(condition[1:-1], slots)
    comparison = _COMPARISON.fullmatch(condition)
    if comparison is None:
        raise ValueError(f"not understood: {condition}")
    name, operator, text, _null = comparison.groups()
    value = slots[name]
    if operator is None:
        return bool(value)
    if operator == "matches":
        return bool(re.search(text, str(value or "")))
    return (value == text) is (operator == "is")
