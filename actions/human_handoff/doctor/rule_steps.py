"""The steps of rules and stories as plain words, so that they can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..bot_files import Story

ACTION, INTENT = "action ", "intent "
_COMPARED = frozenset({"intent", "action", "active_loop", "slot_was_set"})


def steps_of(story: Story) -> tuple[str, ...]:
    """Return the steps: `intent greet`, `action utter_greet`, `slot a=1`, `loop form`."""
    return tuple(word for step in story.steps for word in _words(step))


def condition_of(story: Story) -> frozenset[str]:
    """Return the condition of a rule in the same words; empty for a story."""
    return frozenset(word for step in story.condition for word in _words(step))


def contains(steps: tuple[str, ...], needed: tuple[str, ...]) -> bool:
    """Tell whether some steps follow one another in others."""
    starts = range(len(steps) - len(needed) + 1)
    return any(steps[start : start + len(needed)] == needed for start in starts)


def _words(step: Mapping[str, Any]) -> Iterator[str]:
    if "intent" in step:
        entities = f" {step['entities']}" if "entities" in step else ""
        yield f"{INTENT}{step['intent']}{entities}"
    if "action" in step:
        yield f"{ACTION}{step['action']}"
    if "active_loop" in step:
        yield f"loop {step['active_loop']}"
    for name, value in _slots(step.get("slot_was_set")):
        yield f"slot {name}={value}"
    if not _COMPARED & set(step):  # `or`, `checkpoint`, `user` and so on
        yield f"other {id(step)}"  # what it stands for is like nothing else


def _slots(written: object) -> Iterator[tuple[str, object]]:
    """Yield the slots of a step: a list of `name: value` or of names, or a mapping."""
    entries: Iterable[object] = written if isinstance(written, list) else [written]
    for entry in entries:
        if isinstance(entry, Mapping):
            yield from ((str(name), value) for name, value in entry.items())
        elif entry is not None:
            yield str(entry), "*"
