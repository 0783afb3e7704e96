"""Write a draft into a bot's folder, show it as a diff, and take everything out again."""

from __future__ import annotations

import difflib
import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from .draft import Draft
from .record import FILE, Record, WithoutOurs

# Program files are copied as they are; their diff would hide everything else.
_PROGRAMS = ("actions/human_handoff/", "human_handoff_channels/", "human_handoff_nlu/")


def write(draft: Draft, record: Record) -> None:
    """Write the draft; first the record, so that whatever was written can be taken out."""
    changes, outdated = draft.new_contents(), draft.outdated()
    meanwhile = record.with_earlier(draft.record)
    _replace(draft.folder / FILE, meanwhile.to_bytes())
    for path, content in changes.items():
        (draft.folder / path).parent.mkdir(parents=True, exist_ok=True)
        _replace(draft.folder / path, content)
    for path in outdated:
        (draft.folder / path).unlink()
    if meanwhile != record:
        _replace(draft.folder / FILE, record.to_bytes())


def diff(draft: Draft) -> Iterator[str]:
    """Yield the lines of a unified diff of what would be written."""
    contents = draft.new_contents()
    paths, programs = _divided(contents)
    for path in paths:
        file = draft.folder / path
        old = file.read_bytes().decode("utf-8", "replace") if file.is_file() else ""
        yield from _diff(path, old, contents[path].decode("utf-8"), is_new=not file.is_file())
    for path in draft.outdated():
        old = (draft.folder / path).read_bytes().decode("utf-8", "replace")
        yield from _diff(path, old, "", is_new=False)
    yield from (f"new folder {each}" for each in programs)


def summary(draft: Draft) -> Iterator[str]:
    """Yield a line for each file that would be written."""
    contents, programs = _divided(draft.new_contents())
    for path in contents:
        labels = ", ".join(each.label for each in draft.edits.get(path, ()))
        what = "changed" if (draft.folder / path).is_file() else "new    "
        yield f"changed  {path}: {labels}" if labels else f"{what}  {path}"
    yield from (f"new      {each}" for each in programs)
    yield from (f"gone     {path}" for path in draft.outdated())


def removal(folder: Path, base: WithoutOurs) -> Iterator[str]:
    """Yield a line for each file that would be taken out, or would lose our part of it."""
    changes = {path: text for path, text in base.texts.items() if _is_changed(folder / path, text)}
    paths, programs = _divided(changes)
    for path in paths:
        left = ", ".join(base.kept.get(path, ()))
        part = f"our part of {path}{f', except for {left}' if left else ''}"
        yield path if changes[path] is None else part
    yield from programs


def take_out(folder: Path, record: Record, base: WithoutOurs) -> None:
    """Bring the bot back to what it was, except for what has been changed since."""
    for path, text in base.texts.items():
        file = folder / path
        if text is None:
            if file.is_file():
                file.unlink()
        else:
            _replace(file, text.encode("utf-8", "surrogateescape"))
    for path in (*base.texts, FILE):  # of an `init` that was killed
        if _part(folder / path).is_file():
            _part(folder / path).unlink()
    for path in record.folders:
        _remove_if_empty(folder / path)
    left = Record(
        record.options,
        {path: each for path, each in record.files.items() if path in base.kept},
        {
            path: tuple(each for each in edits if each.label in base.kept[path])
            for path, edits in record.edits.items()
            if path in base.kept
        },
        tuple(path for path in record.folders if (folder / path).is_dir()),
    )
    if left.is_empty:
        (folder / FILE).unlink(missing_ok=True)
    else:
        _replace(folder / FILE, left.to_bytes())


def _is_changed(file: Path, text: str | None) -> bool:
    """Tell whether a file would be another one with this text; None for no file."""
    if not file.exists() or text is None:
        return file.exists()
    return file.read_bytes() != text.encode("utf-8", "surrogateescape")


def _divided(paths: Collection[str]) -> tuple[list[str], list[str]]:
    """Return the files that a bot builder reads, and a line for each folder of programs."""
    read = [path for path in paths if not path.startswith(_PROGRAMS)]
    counts = {folder: sum(path.startswith(folder) for path in paths) for folder in _PROGRAMS}
    return read, [f"{folder}: {count} files" for folder, count in counts.items() if count]


def _diff(path: str, old: str, new: str, *, is_new: bool) -> Iterable[str]:
    lines = difflib.unified_diff(
        old.splitlines(),
        new.splitlines(),
        "/dev/null" if is_new else f"a/{path}",
        f"b/{path}" if new else "/dev/null",
        lineterm="",
    )
    return [f"new empty file {path}"] if is_new and not new else lines


def _replace(file: Path, content: bytes) -> None:
    """Write a file whole or not at all; it keeps its permissions, and a link stays a link."""
    file = file.resolve()
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask()
    # One name, so that nothing is left for ever by a process that was killed.
    part = _part(file)
    part.unlink(missing_ok=True)
    try:
        with part.open("xb") as opened:
            opened.write(content)
        part.chmod(mode)
        part.replace(file)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _part(file: Path) -> Path:
    """Return what is written first, and then takes the file's place."""
    return file.resolve().with_name(f".{file.name}.human-handoff")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _remove_if_empty(folder: Path) -> None:
    cache = folder / "__pycache__"  # of Python files that were ours
    if folder.is_dir() and not any(each != cache for each in folder.iterdir()):
        if cache.is_dir():
            for each in cache.iterdir():
                each.unlink()
            cache.rmdir()
        folder.rmdir()
