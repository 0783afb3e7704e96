"""All mistakes of human_handoff.yml, a finding each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..findings import Finding, error, ok
from ..handoff_settings.loader import Examined
from .placeholders import skill_placeholders

# `liveperson.login.secret is wrong: …`, `liveperson.skills must be …`
_SETTING = re.compile(r"[\w$.-]+(?=[ :])")
_REMEDY_BEGINS = re.compile(r"(?<=[.!?])\s(?=[A-Z])|(?<= is wrong:)\s")


def configuration_findings(examined: Examined, path: Path) -> Iterator[Finding]:
    """Yield a finding for each mistake; one that all is well if there is none."""
    for line in examined.problems.lines:
        yield _finding(line, path)
    placeholders = list(skill_placeholders(path))
    yield from placeholders
    if not examined.problems.lines and not placeholders:
        desks = ", ".join(examined.built)
        yield ok(f"{path} has no mistake. Desks in order: {desks}.", "desks")


def _finding(line: str, path: Path) -> Finding:
    """Return the finding of one line of a `ConfigurationError`, which names file and setting."""
    begin = f"{path}: "
    if not line.startswith(begin):  # the file itself: it is no YAML, or cannot be read
        text, _, remedy = line.partition(". ")
        return error(f"{text.removesuffix('.')}.", remedy)
    sentences = line.removeprefix(begin)
    setting = _SETTING.match(sentences)
    parts = _REMEDY_BEGINS.split(sentences, maxsplit=1)
    text, remedy = parts if len(parts) > 1 else (sentences, "")
    return error(text, remedy, *([setting[0]] if setting else []))
