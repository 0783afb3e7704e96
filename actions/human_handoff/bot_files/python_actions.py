"""Actions in the bot's Python files, found by reading the code, which is never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

from .yaml_file import Files

FOLDER, FILE = "actions", "actions.py"
PYTHON = frozenset({".py"})
# The plugin as a copied folder; its actions are not the bot's own.
PLUGIN = "actions/human_handoff/"


@dataclass(frozen=True)
class ActionDefinition:
    """A class in the bot's code that defines an action.

    Attributes:
        name: The action's name.
        class_name: The class; empty where the file could only be searched as text.
        path: The file, seen from the bot's folder.
        line: The line, counted from 1.
    """

    name: str
    class_name: str
    path: str
    line: int


def read_actions(files: Files) -> tuple[ActionDefinition, ...]:
    """Return the actions that the bot's Python files define."""
    found: list[ActionDefinition] = []
    for path in _python_files(files):
        text = files.text(path)
        if text is None:
            continue
        try:
            found += _from_code(path, ast.parse(text))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            found += _from_text(path, text)
    return tuple(found)


def _python_files(files: Files) -> Iterator[str]:
    if files.exists(FILE):
        yield FILE
    for path in files.below(FOLDER, PYTHON):
        if not path.startswith(PLUGIN):
            yield path


def _from_code(path: str, tree: ast.Module) -> Iterator[ActionDefinition]:
    constants = _constants(tree.body)
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            name = _action_name(node, constants)
            if name is not None:
                yield ActionDefinition(name, node.name, path, node.lineno)


def _action_name(node: ast.ClassDef, constants: dict[str, str]) -> str | None:
    """Return the name that a class gives its action: by `name()`, or by `action_name = …`."""
    written = _constants(node.body).get("action_name")
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and each.name == "name":
            for inner in ast.walk(each):
                if isinstance(inner, ast.Return):
                    return _text(inner.value, constants)
    return written


def _constants(body: list[ast.stmt]) -> dict[str, str]:
    """Return the texts that are given a name: `NAME = "text"`."""
    found: dict[str, str] = {}
    for node in body:
        if isinstance(node, ast.Assign):
            text = _text(node.value, found)
            names = [each.id for each in node.targets if isinstance(each, ast.Name)]
            found.update(dict.fromkeys(names, text) if text is not None else {})
    return found


def _text(value: ast.expr | None, constants: dict[str, str]) -> str | None:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        return value.value
    return constants.get(value.id) if isinstance(value, ast.Name) else None


def _from_text(path: str, text: str) -> Iterator[ActionDefinition]:
    """Find names in a file that this Python cannot read, such as one for a newer Python."""
    for number, line in enumerate(text.splitlines(), start=1):
        match = re.search(r"""return\s+["'](\w*action_\w+)["']""", line)
        if match:
            yield ActionDefinition(match[1], "", path, number)
