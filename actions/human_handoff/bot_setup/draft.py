"""The files of a bot as `human-handoff init` would leave them; nothing is written yet."""

from __future__ import annotations

import re
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from .edits import Edit, SetupError, has_mark
from .record import Record, WithoutOurs, content_hash

# YAML ends a line there; Windows writes one too many into a file that had CRLF before.
_LONE_RETURN = re.compile(r"\r(?!\n)")

Change = Callable[[str], tuple[str, list[Edit]]]


@dataclass
class Draft:
    """What is to be written.

    Attributes:
        folder: The bot's folder.
        record: What an earlier `init` has put in.
        base: The bot's files without that.
        created: The content of each new file, by its path.
        texts: The new content of each of the bot's files that is edited.
        edits: Their edits.
        by_hand: What the bot builder has to do, one sentence each.
        remarks: What is worth knowing.
    """

    folder: Path
    record: Record
    base: WithoutOurs
    created: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    by_hand: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def text(self, path: str) -> str | None:
        """Return a file's content without what an earlier `init` has put in, with new edits."""
        if path in self.texts:
            return self.texts[path]
        if path in self.base.texts:
            return self.base.texts[path]
        file = self.folder / path
        try:  # line ends stay as they are
            return file.read_bytes().decode("utf-8") if file.is_file() else None
        except UnicodeDecodeError:
            raise SetupError(f"{path} is not text in UTF-8. Save it as UTF-8.") from None

    def create(self, path: str, content: bytes) -> None:
        """Write a new file, unless something of the bot builder's has its name."""
        file = self.folder / path
        if path in self.base.kept:
            self.remarks.append(f"{path} stays as you have changed it.")
        elif blocker := self._no_folder_above(path):
            self.by_hand.append(f"{blocker} is no folder, so {path} is not written. Rename it.")
        elif path in self.base.texts or not (file.exists() or file.is_symlink()):
            self.created[path] = content
        elif not file.is_file() or file.read_bytes() != content:
            self.by_hand.append(
                f"{path} exists with other contents, and stays. Rename it and run init again, or "
                "compare: `human-handoff init --dry-run` in an empty folder shows ours."
            )

    def edit(self, path: str, label: str, change: Change, remedy: str) -> None:
        """Edit one of the bot's files, unless a part with this label is still in it.

        Args:
            path: The file, which exists.
            label: The label of the part.
            change: Returns the new text and the edits.
            remedy: What to do by hand if the file cannot be edited.
        """
        text = self.text(path) or ""
        if has_mark(text, label):
            self.remarks.append(f"{path}: the part {label} stays as you have changed it.")
            return
        is_ours = path in self.record.edits
        if not is_ours and not (self.folder / path).stat().st_mode & stat.S_IWUSR:
            self.by_hand.append(f"{path} is read-only, and stays. {remedy}")
            return
        if _LONE_RETURN.search(text):
            self.by_hand.append(
                f"{path} has a carriage return without a line feed, and stays. Save it with the "
                "line ends of Unix or of Windows, and run init again."
            )
            return
        try:
            new, edits = change(text)
        except SetupError as error:
            self.by_hand.append(f"{path} {error}. {remedy}")
            return
        self.texts[path] = new
        self.edits.setdefault(path, []).extend(edits)

    def exists(self, path: str) -> bool:
        """Tell whether the bot has a file of its own."""
        return self.text(path) is not None

    def new_contents(self) -> dict[str, bytes]:
        """Return the content of every file that differs from what is there now, by its path."""
        wanted = {**self.created, **{path: text.encode() for path, text in self.texts.items()}}
        return {
            path: content
            for path, content in sorted(wanted.items())
            if not self._has(path, content)
        }

    def outdated(self) -> list[str]:
        """Return the files of an earlier `init` that are no longer wanted, and unchanged."""
        return sorted(
            path
            for path in self.record.files
            if path not in self.created
            and path not in self.base.kept
            and (self.folder / path).is_file()
        )

    def new_record(self, options: dict[str, object]) -> Record:
        """Return the record after this draft is written."""
        files = {path: content_hash(content) for path, content in self.created.items()}
        edits = {path: tuple(made) for path, made in self.edits.items()}
        for path in self.base.kept:
            if path in self.record.files:
                files[path] = self.record.files[path]
        for path in self.record.edits:
            if old := self._left_edits(path):
                edits[path] = old + edits.get(path, ())
        return Record(options, files, edits, self._folders(files))

    def _left_edits(self, path: str) -> tuple[Edit, ...]:
        """Return the edits of an earlier `init` that are still in a file after this draft."""
        labels = self.base.kept.get(path, ())
        file = self.folder / path
        is_left = path not in self.texts and file.is_file()
        text = file.read_bytes().decode("utf-8", "surrogateescape") if is_left else ""
        return tuple(
            each
            for each in self.record.edits[path]
            if each.label in labels or each.can_be_undone(text)
        )

    def _has(self, path: str, content: bytes) -> bool:
        """Tell whether a file is as it should be; Git may have changed the line ends of ours."""
        file = self.folder / path
        if not file.is_file():
            return False
        if path in self.created:
            return content_hash(file.read_bytes()) == content_hash(content)
        return file.read_bytes() == content

    def _no_folder_above(self, path: str) -> str | None:
        """Return what is no folder, and stands where a file's folder has to be made."""
        above = (str(each) for each in Path(path).parents if str(each) != ".")
        places = {each: self.folder / each for each in above}
        return next(
            (
                each
                for each, place in places.items()
                if (place.exists() or place.is_symlink()) and not place.is_dir()
            ),
            None,
        )

    def _folders(self, files: dict[str, str]) -> tuple[str, ...]:
        """Return the folders that are made for the files, the deepest first."""
        wanted = {str(parent) for path in files for parent in Path(path).parents} - {"."}
        made = {path for path in wanted if not (self.folder / path).is_dir()}
        return tuple(sorted(made | (wanted & set(self.record.folders)), reverse=True))
