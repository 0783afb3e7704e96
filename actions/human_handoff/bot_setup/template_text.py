"""The templates of the files that `init` writes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

TEMPLATES = Path(__file__).with_name("templates")


def template(name: str, tags: frozenset[str], values: Mapping[str, str]) -> str:
    """Return a template with its values.

    A line may end with `#?tag`; then it is there only if the tag is among `tags`. `{{name}}` is
    replaced by the value of that name.

    Args:
        name: The file in `templates/`.
        tags: The tags of the lines that are wanted.
        values: The values by their names.
    """
    lines = []
    for line in (TEMPLATES / name).read_text(encoding="utf-8").splitlines():
        content, mark, tag = line.partition(" #?")
        if not mark or tag in tags:
            lines.append(content)
    text = "\n".join([*lines, ""])
    for value_name, value in values.items():
        text = text.replace("{{" + value_name + "}}", value)
    return text
