"""What is observed of a request, to compare it with the handoff events of the same action."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from actions.human_handoff.instrumentation import Kind, Observation, on_end

STEPS = {
    Kind.CHECK: "requested",
    Kind.TRANSFER: "attempted",
    Kind.FAILURE_REPORT: "failed_later",
}
# The attributes of the events, by what they are called where they are observed.
WORDS = {
    "desk": "desk",
    "skill": "skill",
    "reason": "reason",
    "found": "status",
    "because": "because",
    "outcome": "outcome",
}
Words = dict[str, Any]
# What an attempt may have come to in an action that fails itself.
UNSUCCESSFUL = {"refused", "unreachable", "unconfirmed", "not_possible", "failed_later"}


@contextmanager
def observed_words() -> Iterator[list[Words]]:
    """Collect what is observed of requests while the block runs, in the words of the events."""
    collected: list[Words] = []

    def collect(observation: Observation) -> None:
        step = STEPS.get(observation.kind)
        words = {name: observation.attributes.get(own) for name, own in WORDS.items()}
        if step and any(words.values()):  # else there was nothing to check
            collected.append({"step": step, **words})

    stop = on_end(collect)
    try:
        yield collected
    finally:
        stop()


def words_of(reports: list[dict[str, Any]]) -> list[Words]:
    """Return the words of those handoff events that are also observed."""
    return [
        {name: each[name] for name in ("step", *WORDS)}
        for each in reports
        if each["step"] in STEPS.values()
    ]
