"""The files of `examples/calm`, and what its flows name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ruamel.yaml import YAML

from tests import ROOT

FOLDER = ROOT / "examples" / "calm"
# A step of a flow, or what follows one; https://rasa.com/docs/reference/primitives/flow-steps
Step = dict[str, Any]


def load(path: str) -> Any:
    """Return the content of one of the YAML files."""
    return YAML(typ="safe", pure=True).load((FOLDER / path).read_text(encoding="utf-8"))


FLOWS: dict[str, Any] = load("data/human_handoff.yml")["flows"]
DOMAIN: dict[str, Any] = load("domain/human_handoff.yml")


def inner_lists(step: Step) -> Iterator[list[Step]]:
    """Yield the lists of steps that stand in the branches of a step."""
    following = step.get("next")
    for branch in following if isinstance(following, list) else ():
        steps = branch.get("then", branch.get("else"))
        if isinstance(steps, list):
            yield steps


def steps_in(steps: list[Step]) -> Iterator[Step]:
    """Yield every step of a list, and of the lists in its branches."""
    for step in steps:
        yield step
        for inner in inner_lists(step):
            yield from steps_in(inner)


def steps_of(flow: str) -> list[Step]:
    """Return every step of a flow."""
    return list(steps_in(FLOWS[flow]["steps"]))


def branches(step: Step) -> list[Step]:
    """Return the conditions of a step; none where it always goes the same way."""
    following = step.get("next")
    return following if isinstance(following, list) else []


def conditions_of(flow: str) -> list[str]:
    """Return every condition of a flow's branches and of its rejections."""
    steps = steps_of(flow)
    written = [branch["if"] for step in steps for branch in branches(step) if "if" in branch]
    return written + [each["if"] for step in steps for each in step.get("rejections", ())]


def slots_in(condition: str) -> set[str]:
    """Return the slots that a condition reads."""
    return set(re.findall(r"\bslots\.(\w+)", condition))


def slots_written(flow: str) -> set[str]:
    """Return the slots that a flow fills itself: in `collect` and `set_slots`."""
    steps = steps_of(flow)
    collected = {step["collect"] for step in steps if "collect" in step}
    return collected | {name for step in steps for one in step.get("set_slots", ()) for name in one}
