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
        """Return the file's text as it was before; unchanged if the lines are not there.

        What the bot builder has written below stays readable: it keeps the name of the section
        that the edit had begun, and a line of its own.
        """
        begin, end = self._place(text) or (0, 0)
        if not end:
            return text
        head, tail = text[:begin], text[end:]
        newline = in_newlines_of(text, "\n")
        left = self.before + self._name_for(tail, newline)
        is_block = self.after.endswith("\n") and not self.before
        if is_block and head and not head.endswith("\n") and (left or tail):
            left = newline + left
        return head + left + tail

    def lines_left(self, text: str) -> list[int]:
        """Return which lines are left of it in a file: those from mark to mark.

        Where a mark is gone, they are the other mark and its lines that name the handoff.
        """
        wanted = _lines(self.after)
        lines = [line.strip() for line in text.splitlines()]
        begin, end = wanted[0], wanted[-1]
        if lines.count(begin) == lines.count(end) == 1 and lines.index(begin) < lines.index(end):
            return list(range(lines.index(begin) + 1, lines.index(end) + 2))
        named = (line for line in wanted if "handoff" in line and not line.startswith("#"))
        known = {begin, end, *named}
        return [number for number, line in enumerate(lines, start=1) if line in known]

    def _name_for(self, following: str, newline: str) -> str:
        """Return the line that names a section, if an entry of it follows."""
        line = [each for each in self.after.splitlines() if each.strip()][1]
        is_name = line.endswith(":") and line[0] not in " #-"
        lines = (each for each in following.splitlines() if not _is_comment(each))
        is_entry = next(lines, "").startswith((" ", "\t", "- "))
        return line + newline if is_name and is_entry else ""

    def _place(self, text: str) -> tuple[int, int] | None:
        """Return where it begins and ends in a file.

        `rasa train` writes config.yml anew if `assistant_id` or the policies are missing; then
        lists are indented in another way, so indents do not count.
        """
        # Git may have changed the line ends since.
        for after in (self.after, with_newlines(self.after, "\r\n"), with_newlines(self.after)):
            if text.count(after) == 1:
                begin = text.index(after)
                return begin, begin + len(after)
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


def with_newlines(text: str, newline: str = "\n") -> str:
    """Return a text with other line ends."""
    return text.replace("\r\n", "\n").replace("\n", newline)


def _is_comment(line: str) -> bool:
    return line.strip()[:1] in ("", "#")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
