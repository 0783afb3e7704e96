"""The entries of a section of the plugin's domain as they are written, each with its comment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ruamel.yaml.nodes import MappingNode, Node

from ..bot_files.yaml_file import yaml_value
from .yaml_sections import composed, end_of_section, find, line_start

# An anchor is good in one file only, and its entry may be left out.
_ANCHOR = "mappings: &set_by_actions\n      - type: custom"
_PLAIN = "mappings: [{type: custom}]"


def without_anchors(domain: str) -> str:
    """Return the plugin's domain, each slot with mappings of its own."""
    text = domain.replace(_ANCHOR, _PLAIN)
    return text.replace("mappings: *set_by_actions", _PLAIN)


def entry_texts(domain: str, key: str) -> Mapping[str, str]:
    """Return the lines of each entry of a section, by its name, in their order."""
    root = composed(domain)
    found = find(root, key)
    assert found is not None  # noqa: S101 - the domain is the plugin's own
    value = found[1]
    nodes = [name for name, _ in value.value] if isinstance(value, MappingNode) else value.value
    starts = [_with_comments(domain, line_start(domain, node)) for node in nodes]
    ends = [*starts[1:], end_of_section(domain, root, key)]
    return {
        _name(node): domain[start:end] for node, start, end in zip(nodes, starts, ends, strict=True)
    }


def entry_values(domain: str, key: str) -> dict[str, Any]:
    """Return the value of each entry of a section by its name; None for a name alone."""
    values = yaml_value(domain)[key]
    if isinstance(values, dict):
        return values
    found: dict[str, Any] = {}
    for each in values:
        found.update(each if isinstance(each, dict) else {each: None})
    return found


def _name(node: Node) -> str:
    return str(node.value[0][0].value if isinstance(node, MappingNode) else node.value)


def _with_comments(text: str, start: int) -> int:
    """Return where the comment above an entry begins."""
    above = text.rfind("\n", 0, start - 1) + 1
    while text[above:start].startswith("  #"):
        start, above = above, text.rfind("\n", 0, above - 1) + 1
    return start
