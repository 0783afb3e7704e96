"""The rows of the README's table "When things go wrong", and the tests that prove them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pytest

from tests.docs.documents import rows, section
from tests.unit.rasa_side.chat import Chat

_RESPONSE = re.compile(r"`…(_\w+)`")
_SLOT = re.compile(r"`(\w+): (\w+)`((?: or `\w+`)*)")


@dataclass(frozen=True)
class FailureRow:
    """One row of the table.

    Attributes:
        reads: What the customer reads.
        slots: What the slots are then.
    """

    reads: str
    slots: str

    @property
    def responses(self) -> set[str]:
        """The responses that the row names."""
        return {f"utter_human_handoff{name}" for name in _RESPONSE.findall(self.reads)}

    @property
    def values(self) -> dict[str, set[str]]:
        """The slots that the row names, without prefix, each with its possible values."""
        return {
            name: {value, *re.findall(r"\w+", others.replace(" or ", " "))}
            for name, value, others in _SLOT.findall(self.slots)
        }

    def assert_describes(self, chat: Chat, responses: Iterable[str]) -> None:
        """Check that the row names these responses, and what the slots of the chat are now."""
        assert set(responses) <= self.responses
        for name, values in self.values.items():
            assert chat.slot(name) in values, name


TABLE = {
    situation: FailureRow(*cells)
    for situation, *cells in rows(section("README.md", "When things go wrong"))[1:]
}
PROVEN: set[str] = set()


def proves(situation: str) -> pytest.MarkDecorator:
    """Mark a test as a proof of the row with this first cell; the test gets it as `row`."""
    PROVEN.add(situation)
    return pytest.mark.parametrize("row", [TABLE.get(situation)], ids=[situation])


def value_of(row: FailureRow, setting: str) -> Any:
    """Return the default that the row shows for a setting: `setting` (value)."""
    match = re.search(rf"`{setting}` \((\d+)\)", row.reads)
    assert match is not None, setting
    return int(match[1])
