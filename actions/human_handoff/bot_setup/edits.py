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
        """Tell whether its lines still stand in the file as they were written."""
        return self._place(text) is not None

    def undone(self, text: str) -> str:
        """Return the file's text as it was before; unchanged if the lines are not there."""
        begin, end = self._place(text) or (0, 0)
        return text[:begin] + self.before + text[end:] if end else text

    def is_there_in_part(self, text: str) -> bool:
        """Tell whether one of its marks is still there."""
        marks = _lines(self.after)
        lines = {line.strip() for line in text.splitlines()}
        return marks[0] in lines or marks[-1] in lines

    def _place(self, text: str) -> tuple[int, int] | None:
        """Return where it begins and ends in a file.

        `rasa train` writes config.yml anew if `assistant_id` or the policies are missing; then
        lists are indented in another way, so indents do not count.
        """
        if text.count(self.after) == 1:
            begin = text.index(self.after)
            return begin, begin + len(self.after)
        wanted = _lines(self.after)
        lines = text.splitlines(keepends=True)
        starts = [number for number, line in enumerate(lines) if line.strip() == wanted[0]]
        if len(starts) != 1:
            return None
        begin = sum(map(len, lines[: starts[0]]))
        end, left = begin, list(wanted)
        for line in lines[starts[0] :]:
            if not left or line.strip() not in ("", left[0]):
                break
            end += len(line)
            if line.strip():
                left.pop(0)
        return None if left else (begin, end)


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


def appended(text: str, label: str, lines: str) -> tuple[str, list[Edit]]:
    """Return a text with marked lines at its end, and the one edit."""
    edit = inserted(text, len(text), label, lines)
    return applied(text, len(text), edit), [edit]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
