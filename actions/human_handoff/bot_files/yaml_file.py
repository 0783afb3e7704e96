"""Read one YAML file of a bot; a file that cannot be read gives a sentence instead of an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import Node

# A bot's largest file has its examples; a file of a thousand sentences has 50 kB.
MOST_BYTES = 5_000_000
# A folder with more files than this is not a folder of a bot's data.
MOST_FILES = 2_000
SUFFIXES = frozenset({".yml", ".yaml"})
# More values than the largest file has; a few lines of aliases can stand for billions.
MOST_VALUES = 1_000_000
# ruamel.yaml raises these beside its own: `!!int ""` gives an IndexError.
_PLAIN = (ArithmeticError, AssertionError, LookupError, RuntimeError, TypeError, ValueError)
# Folders that hold programs and results, and nothing that a bot builder writes.
_SKIPPED = frozenset({"venv", "node_modules", "__pycache__", "site-packages"})


@dataclass(frozen=True)
class FileProblem:
    """Why a file could not be used.

    Attributes:
        path: The file, seen from the bot's folder.
        sentence: What is wrong and what to do, with the path.
    """

    path: str
    sentence: str


class TooManyAliasesError(YAMLError):
    """The aliases of a YAML text stand for more than can be read."""


class Files:
    """Reads the files of one bot, and collects what is wrong with them."""

    def __init__(self, folder: Path, instead: Mapping[str, str | None] | None = None) -> None:
        """Take the bot's folder, and what to read instead of some of its files (None: nothing)."""
        self.folder = folder
        self.problems: list[FileProblem] = []
        self._instead = instead or {}

    def exists(self, path: str) -> bool:
        """Tell whether there is a file, as far as the reader is concerned."""
        if path in self._instead:
            return self._instead[path] is not None
        return (self.folder / path).exists()

    def problem(self, path: str, text: str) -> None:
        """Note what is wrong with a file; the text goes on after the file's path."""
        self.problems.append(FileProblem(path, f"{path}{text}"))

    def text(self, path: str) -> str | None:
        """Return what a file contains; None if it is absent, or cannot be read as text."""
        if path in self._instead:
            return self._instead[path]
        file = self.folder / path
        try:
            if not file.exists():
                return None
            if not file.is_file():
                self.problem(path, " is not a file. Move away what has this name.")
                return None
            if file.stat().st_size > MOST_BYTES:
                self.problem(path, f" is larger than {MOST_BYTES // 1_000_000} MB. Divide it.")
                return None
            with file.open("rb") as opened:
                return opened.read(MOST_BYTES).decode("utf-8-sig")
        except UnicodeDecodeError:
            self.problem(path, " is not text in UTF-8. Save it as UTF-8.")
        except (OSError, ValueError):
            self.problem(path, " cannot be read. Check its permissions.")
        return None

    def yaml(self, path: str) -> Any:
        """Return what a YAML file says; None if it is absent, empty, or cannot be read."""
        text = self.text(path)
        if text is None:
            return None
        try:
            return yaml_value(text)
        except DuplicateKeyError as error:
            self.problem(path, f"{_line(error)} has the same name twice. Keep one of the two.")
        except YAMLError as error:
            self.problem(path, f"{_line(error)} is not YAML. {yaml_remedy(error)}")
        return None

    def mapping(self, path: str) -> Mapping[str, Any]:
        """Return the names and values of a YAML file; empty if there are none."""
        value = self.yaml(path)
        if value is not None and not isinstance(value, Mapping):
            self.problem(path, " must have names with values (`name: value`), and has none.")
        return _named(value)

    def below(self, folder: str, suffixes: frozenset[str] = SUFFIXES) -> Iterator[str]:
        """Yield the files below one of the bot's folders, in the order of their paths."""
        found = 0
        for file in self._walk(self.folder / folder):
            path = file.relative_to(self.folder).as_posix()
            if file.suffix not in suffixes or not self.exists(path):
                continue
            found += 1
            if found > MOST_FILES:
                self.problem(folder, f" has more than {MOST_FILES} files. The others are not read.")
                return
            yield path

    def _walk(self, folder: Path) -> Iterator[Path]:
        try:
            entries = sorted(folder.iterdir()) if folder.is_dir() else []
        except OSError:
            self.problem(folder.relative_to(self.folder).as_posix(), " cannot be read.")
            return
        for entry in entries:
            if entry.name.startswith(".") or entry.name in _SKIPPED:
                continue
            # A linked folder may contain itself.
            if entry.is_dir() and not entry.is_symlink():
                yield from self._walk(entry)
            elif entry.is_file():
                yield entry


# `init` reads a bot's files before and after each change; a long domain takes half a second.
@lru_cache(maxsize=128)
def yaml_value(text: str) -> Any:
    """Return what a YAML text says; the same object for the same text, so do not change it.

    Raises:
        YAMLError: It is not YAML, its aliases stand for too much, it is nested too deeply, or a
            value is none, such as the date 2026-02-30.
    """
    yaml = YAML(typ="safe", pure=True)
    try:
        node = yaml.compose(text)
        if "*" in text and _values_of(node, {}) > MOST_VALUES:
            raise TooManyAliasesError
        return None if node is None else yaml.constructor.construct_document(node)
    except _PLAIN:
        raise YAMLError from None


def _values_of(node: Node | None, known: dict[int, int]) -> int:
    """Return how many values a node stands for, with those of its aliases."""
    if node is None or isinstance(node.value, str):
        return 1
    if id(node) not in known:
        known[id(node)] = MOST_VALUES + 1  # until it is counted: it may contain itself
        parts = [part for each in node.value for part in (each if type(each) is tuple else [each])]
        known[id(node)] = 1 + sum(_values_of(part, known) for part in parts)
    return known[id(node)]


def section(values: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the names and values under a name; empty if something else is there."""
    return _named(values.get(name))


def entries(values: Mapping[str, Any], name: str) -> list[Any]:
    """Return the list under a name; empty if something else is there."""
    value = values.get(name)
    return value if isinstance(value, list) else []


def _named(value: object) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        return {}
    return {str(name): each for name, each in value.items()}


def _line(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f", line {mark.line + 1}" if mark is not None else ""


def yaml_remedy(error: Exception) -> str:
    """Return what to do with a text that is not YAML."""
    if "'\\t'" in str(getattr(error, "problem", "")):
        return "There is a tab: write spaces."
    if isinstance(error, UnicodeDecodeError):
        return "Save it as UTF-8."
    if isinstance(error, DuplicateKeyError):
        return "The same name stands there twice: keep one."
    if isinstance(error, TooManyAliasesError):
        return "Its aliases (`*name`) stand for too much: write out what they stand for."
    return "Check indents and quotes."
