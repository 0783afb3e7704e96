"""Write what is known of every setting: the JSON schema for editors, and the tables of the page.

Both come from the settings themselves, so they cannot say anything else. `make reference` runs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.vendors import DESKS

from .settings_schema import OTHERWISE, ROOT, SCHEMA, Schema, any_desk, schema_text, section_of

PAGE = ROOT / "docs" / "settings.md"
BEGIN, END = "<!-- make reference writes from here -->", "<!-- to here -->"
TYPES = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "boolean": "`true` or `false`",
    "object": "section",
}


def written(page: str) -> str:
    """Return the page with the present tables between its two marks."""
    before, _, rest = page.partition(BEGIN)
    after = rest.partition(END)[2]
    return f"{before}{BEGIN}\n\n{reference()}\n{END}{after}"


def reference() -> str:
    """Return the tables of all settings, for the page."""
    sections = [("At the top of the file", section_of(HandoffSettings))]
    sections.append(("In the section of any desk", any_desk()))
    sections += [(f"`{name}`", section_of(desk.Settings)) for name, desk in DESKS.items()]
    return "\n".join(text for title, each in sections for text in _tables(title, each))


def _tables(title: str, section: Schema) -> Iterator[str]:
    """Return a table of a section's settings, and then those of the sections in it."""
    yield f"### {title}\n"
    if "description" in section and title.startswith("`"):
        yield f"{section['description']}\n"
    yield "| setting | what it is | type | default |\n| --- | --- | --- | --- |"
    required = section.get("required", [])
    for name, each in section["properties"].items():
        default = "must be written" if name in required else _default(each)
        said = _escaped(each["description"])
        yield f"| `{name}` | {said} | {_type(each)} | {default} |"
    yield ""
    prefix = "" if title.startswith(("At the top", "In the section")) else f"{title.strip('`')}."
    for name, each in section["properties"].items():
        inner = _inner(each)
        if inner is not None:
            yield from _tables(f"`{prefix}{name}{_repeated(each)}`", inner)


def _inner(value: Schema) -> Schema | None:
    """Return the section that a setting is, or that it has several of."""
    for each in (value, value.get("items"), value.get("additionalProperties")):
        if isinstance(each, dict) and "properties" in each:
            return each
    return None


def _repeated(value: Schema) -> str:
    if "properties" in value:
        return ""
    return ".NAME" if value["type"] == "object" else "[]"


def _type(value: Schema) -> str:
    if "enum" in value:
        return " or ".join(f"`{each}`" for each in value["enum"])
    if value["type"] == "array":
        return f"list of {_plural(value['items'])}"
    inner = value.get("additionalProperties")
    if value["type"] == "object" and isinstance(inner, dict):
        return f"names of your own → {_plural(inner)}"
    if value.get("format") == "password":
        return "text, secret"
    return TYPES[value["type"]] + _bounds(value)


def _plural(value: Schema) -> str:
    if "enum" in value:
        return _type(value)
    return {"string": "texts", "object": "sections", "array": "lists of texts"}[value["type"]]


def _bounds(value: Schema) -> str:
    low, high = value.get("minimum"), value.get("maximum")
    above = value.get("exclusiveMinimum")
    if above is not None:
        return f", above {above:g}" + (f", at most {high:g}" if high is not None else "")
    if low is not None and high is not None:
        return f", {low:g} to {high:g}"
    return f", at least {low:g}" if low is not None else ""


def _default(value: Schema) -> str:
    if OTHERWISE in value:
        return str(value[OTHERWISE])
    default = value.get("default")
    if default in (None, [], {}):
        return "none"
    if isinstance(default, str):
        return f"`{_escaped(default)}`" if default else "empty"
    return f"`{_escaped(json.dumps(default, ensure_ascii=False))}`"


def _escaped(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    SCHEMA.write_text(schema_text(), encoding="utf-8")
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
