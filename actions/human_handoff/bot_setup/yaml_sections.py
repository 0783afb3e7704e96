"""Add entries to a section of a YAML file without changing any other byte of it.

ruamel.yaml tells where a section is; the text is inserted there, and the result is read again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode

from .edits import Edit, SetupError, applied, in_newlines_of, inserted, marked
from .plugin_files import parsed

# The byte order mark, which some editors write at the begin of a file.
_BOM = "\ufeff"


def composed(text: str) -> MappingNode | None:
    """Return the nodes of a file of names and values; None if it has none."""
    try:
        node = YAML(pure=True).compose(_without_bom(text))
    except (YAMLError, ValueError, RecursionError):
        raise SetupError("is not YAML") from None
    if node is not None and not isinstance(node, MappingNode):
        raise SetupError("has no names with values")
    return node


def find(root: MappingNode | None, key: str) -> tuple[Node, Node] | None:
    """Return the nodes of a name and of its value."""
    pairs = root.value if root is not None else []
    return next(((name, value) for name, value in pairs if name.value == key), None)


def add_entries(
    text: str, key: str, entries: Mapping[str, Any], lines: str, label: str | None = None
) -> tuple[str, Edit]:
    """Add entries at the end of a section, and the section where there is none.

    Args:
        text: The file's content.
        key: The section's name.
        entries: The values of the entries by their names; for a list, names alone count.
        lines: The entries as they are written, indented by two spaces.
        label: The name of the marks; by default the section's.

    Raises:
        SetupError: The section cannot be added to without writing the file anew.
    """
    label = label or key
    root = composed(text)
    found = find(root, key)
    if found is None:
        position = len(text)
        edit = inserted(text, position, label, f"{key}:\n{lines}")
    else:
        _, value = found
        if is_in_brackets(value):
            position, edit = _into_brackets(text, value, entries, label)
        else:
            indent = _indent(value)
            shifted = re.sub(r"(?m)^  ", indent, lines)
            position = end_of_section(text, root, key)
            edit = inserted(text, position, label, shifted, indent)
    result = applied(text, position, edit)
    _check(text, result, key, parsed(f"{key}:\n{lines}")[key])
    return result, edit


def end_of_section(text: str, root: MappingNode | None, key: str) -> int:
    """Return where the line after a section's last line begins.

    Empty lines and comments at the left edge that follow it belong to what comes next.
    """
    starts: list[int] = (
        [name.start_mark.index for name, _ in root.value] if root is not None else []
    )
    found = find(root, key)
    assert found is not None  # noqa: S101 - the caller has found it
    start: int = found[0].start_mark.index
    begin = start + _offset(text)
    following = [each + _offset(text) for each in starts if each > start]
    end = min(following, default=len(text))
    lines = text[begin:end].splitlines(keepends=True)
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].startswith("#")):
        lines.pop()
    return begin + sum(map(len, lines))


def is_in_brackets(node: Node) -> bool:
    """Tell whether a section is written as `[a, b]` or `{a: b}`."""
    return isinstance(node, CollectionNode) and bool(node.flow_style)


def line_start(text: str, node: Node) -> int:
    """Return where the line of a node begins."""
    index: int = node.start_mark.index + _offset(text)
    return text.rfind("\n", 0, index) + 1


def _into_brackets(
    text: str, value: Node, entries: Mapping[str, Any], label: str
) -> tuple[int, Edit]:
    """Return where and what to insert before the closing bracket of `[a, b]` or `{a: b}`."""
    position = value.end_mark.index - 1 + _offset(text)
    is_list = not isinstance(value, MappingNode)
    written = [
        json.dumps({name: each} if each is not None else name, ensure_ascii=False)
        if is_list
        else f"{json.dumps(name)}: {json.dumps(each, ensure_ascii=False)}"
        for name, each in entries.items()
    ]
    needs_comma = bool(value.value) and not text[:position].rstrip().endswith(",")
    first = ", " if needs_comma else ""
    block = marked(label, f"  {first}{', '.join(written)}\n", "  ")
    return position, Edit(label, "", in_newlines_of(text, f"\n{block}  "))


def _indent(value: Node) -> str:
    if isinstance(value, ScalarNode):  # nothing stands there yet
        return "  "
    return " " * int(value.start_mark.column)


def _check(before: str, after: str, key: str, entries: Any) -> None:
    """Read both texts, and compare: the section has the entries at its end, and all else stays.

    Raises:
        SetupError: It is not so.
    """
    expected = dict(parsed(before) or {})
    old = expected.get(key) or type(entries)()
    try:
        expected[key] = [*old, *entries] if isinstance(entries, list) else {**old, **entries}
        is_as_expected = parsed(after) == expected
    except (YAMLError, ValueError, TypeError):
        is_as_expected = False
    if not is_as_expected:
        raise SetupError(f"has a section `{key}` to which nothing can be added safely")


def _without_bom(text: str) -> str:
    return text.removeprefix(_BOM)


def _offset(text: str) -> int:
    return len(text) - len(_without_bom(text))
