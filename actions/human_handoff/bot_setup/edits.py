"""Edits of a bot's file that can be undone: a text before, and the text that stands there after."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from ..errors import HandoffError

BEGIN, END = "# >>> human-handoff", "# <<< human-handoff"


class SetupError(HandoffError):
    """The bot's folder cannot be set up; the text says what to do."""


@dataclass(frozen=True)
class Edit:
    """One edit of a file.

    Attributes:
        label: What it is about, such as `intents`.
        before: The bot builder's text in this place; empty for an insertion.
        after: What stands there after it.
    """

    label: str
    before: str
    after: str

    def as_json(self) -> dict[str, Any]:
        """Return it for the record."""
        return asdict(self)

    def can_be_undone(self, text: str) -> bool:
        """Tell whether its text still stands in the file as it was written."""
        return text.count(self.after) == 1

    def undone(self, text: str) -> str:
        """Return the file's text as it was before."""
        return text.replace(self.after, self.before)


def marked(label: str, lines: str, indent: str = "") -> str:
    """Return lines between the marks by which a bot builder and `remove` know them."""
    return f"{indent}{BEGIN}, {label}\n{lines}{indent}{END}, {label}\n"


def has_mark(text: str, label: str) -> bool:
    """Tell whether a file has a part with a label, as written or changed since."""
    lines = (line.strip() for line in text.splitlines())
    return f"{BEGIN}, {label}" in lines


def inserted(text: str, position: int, label: str, lines: str, indent: str = "") -> Edit:
    """Return the edit that inserts marked lines at the begin of a line, or at the end."""
    block = marked(label, lines, indent)
    head = text[:position]
    if head and not head.endswith("\n"):
        block = "\n" + block
    return Edit(label, "", in_newlines_of(text, block))


def applied(text: str, position: int, edit: Edit) -> str:
    """Return the text after an edit that begins at a position."""
    return text[:position] + edit.after + text[position + len(edit.before) :]


def in_newlines_of(text: str, lines: str) -> str:
    """Return lines with the line ends of a text."""
    return lines.replace("\n", "\r\n") if "\r\n" in text else lines


def appended(text: str, label: str, lines: str) -> tuple[str, Edit]:
    """Return a text with marked lines at its end, and the edit."""
    edit = inserted(text, len(text), label, lines)
    return applied(text, len(text), edit), edit
