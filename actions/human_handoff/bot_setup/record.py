"""The record of what `human-handoff init` has put into a bot, kept beside the bot's files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .edits import Edit, SetupError

FILE = ".human_handoff_installed.json"
VERSION = 1


@dataclass(frozen=True)
class Record:
    """What was put into a bot.

    Attributes:
        options: The options of the last `init`: vendor, language and others.
        files: The hash of each file that was written, by its path; while `init` writes, also the
            hash of what the file was before.
        edits: The edits of each of the bot's own files, by its path, in the order in which they
            were made.
        folders: The folders that were made.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    edits: Mapping[str, tuple[Edit, ...]] = field(default_factory=dict)
    folders: tuple[str, ...] = ()

    def with_earlier(self, earlier: Record) -> Record:
        """Return the record while this one takes the place of an earlier one.

        Whatever a file is when the writing is interrupted, it is known again.
        """
        files = {
            path: " ".join(dict.fromkeys([*earlier.known(path), *self.known(path)]))
            for path in {**earlier.files, **self.files}
        }
        edits = {
            path: tuple(dict.fromkeys((*earlier.edits.get(path, ()), *self.edits.get(path, ()))))
            for path in {**earlier.edits, **self.edits}
        }
        folders = sorted({*earlier.folders, *self.folders}, reverse=True)
        return Record(self.options, files, edits, tuple(folders))

    def known(self, path: str) -> list[str]:
        """Return the hashes by which a file is known."""
        return self.files.get(path, "").split()

    @property
    def is_empty(self) -> bool:
        """Whether nothing of the plugin is in the bot."""
        return not self.files and not self.edits

    def to_bytes(self) -> bytes:
        """Return the content of the record's file."""
        edits = {path: [each.as_json() for each in made] for path, made in self.edits.items()}
        document = {
            "about": "Written by `human-handoff init`, for `human-handoff remove`. Keep it.",
            "version": VERSION,
            "options": dict(self.options),
            "files": dict(self.files),
            "edits": edits,
            "folders": list(self.folders),
        }
        return (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True)
class WithoutOurs:
    """A bot's files without what `init` has put in.

    Attributes:
        texts: The content of each changed file as it was; None where there was none.
        kept: What cannot be taken out, by path: the labels of the parts that have been changed
            since; no label where the whole file has been.
    """

    texts: Mapping[str, str | None] = field(default_factory=dict)
    kept: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def content_hash(content: bytes) -> str:
    """Return by what a file is known again; Git may change the line ends of a checkout."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def read_record(folder: Path) -> Record:
    """Return the record of a bot; an empty one if there is none.

    Raises:
        SetupError: The record cannot be read.
    """
    file = folder / FILE
    if not file.exists():
        return Record()
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        for path in (*document["files"], *document["edits"], *document["folders"]):
            _check_inside(path)
        return Record(
            dict(document["options"]),
            {str(path): str(each) for path, each in document["files"].items()},
            {
                str(path): tuple(Edit(**each) for each in made)
                for path, made in document["edits"].items()
            },
            tuple(map(str, document["folders"])),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise SetupError(
            f"{FILE} cannot be read, so it is not known what `human-handoff init` has written. "
            "Restore the file from your version control."
        ) from None


def without_ours(folder: Path, record: Record) -> WithoutOurs:
    """Return a bot's files as they would be without what the record names; nothing is written."""
    texts: dict[str, str | None] = {}
    kept: dict[str, tuple[str, ...]] = {}
    for path in record.files:
        content = _content(folder / path)
        if content is None or content_hash(content) in record.known(path):
            texts[path] = None
        else:
            kept[path] = ()
    for path, edits in record.edits.items():
        content = _content(folder / path)
        if content is None:
            continue
        texts[path], changed = _undone(content.decode("utf-8", "surrogateescape"), edits)
        if changed:
            kept[path] = changed
    return WithoutOurs(texts, kept)


def _undone(text: str, edits: tuple[Edit, ...]) -> tuple[str, tuple[str, ...]]:
    """Return a text without edits, and the labels of those that have been changed since."""
    # After an interrupted `init` there may be two edits of a label, of which one is in the file.
    undone = set()
    for edit in reversed(edits):
        if edit.can_be_undone(text):
            text = edit.undone(text)
            undone.add(edit.label)
    left = [edit for edit in edits if edit.label not in undone]
    return text, tuple(dict.fromkeys(each.label for each in left if each.lines_left(text)))


def _check_inside(path: str) -> None:
    """Refuse a path outside the bot's folder: what a record names is deleted by `remove`.

    Raises:
        ValueError: The path is absolute, or leads out of the folder.
    """
    if Path(path).is_absolute() or ".." in Path(path).parts:
        raise ValueError


def _content(file: Path) -> bytes | None:
    return file.read_bytes() if file.is_file() else None
