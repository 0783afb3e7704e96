"""The states of a handoff: the declared transitions are the ones that the actions make."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.slots import (
    HANDED_OVER,
    NEW_REQUEST,
    STATE,
    TRANSITIONS,
    HandoffState,
    state_of,
)
from tests import ROOT
from tests.unit.fake_desk import Desk, handoff
from tests.unit.outcomes import REFUSED, REQUESTED, SILENT, UNREACHABLE, WITH_AGENT
from tests.unit.rasa_side.chat import Chat

DRAWING = ROOT / "docs" / "states.md"
ARROW = re.compile(r"^ +(\w+|\[\*\]) --> (\w+)(?: : .+)?$", re.M)
NONE = HandoffState.NONE

STEPS: dict[str, Callable[[Chat], object]] = {
    "request": Chat.request,
    "failed later": Chat.fail_later,
    "returned": lambda chat: chat.run(Returned),
    "new session": lambda chat: chat.run(SessionStart),
}
OUTCOMES = [REQUESTED, WITH_AGENT, REFUSED, SILENT, UNREACHABLE]


def transitions_of(
    steps: list[str], first: list[object], second: list[object], announced: int = 3
) -> set[tuple]:
    """Play the steps with two desks that answer like this; return every change of the state."""
    chat = Chat(handoff(Desk(*first), Desk(*second), failures_announced=announced))
    for step in steps:
        STEPS[step](chat)
    values = [event["value"] for event in chat.events if event.get("name") == STATE]
    states = [NONE, *(HandoffState(value) for value in values)]
    return {(before, after) for before, after in pairwise(states) if before is not after}


DECLARED = {(before, after) for before, followers in TRANSITIONS.items() for after in followers}
CHANGES = {(before, after) for before, after in DECLARED if before is not after}


# Each transition, with the steps, the two desks' answers and the announced failures that make it.
LATER, BACK, ANEW = ["request", "failed later"], ["request", "returned"], ["request", "new session"]
MADE_BY = [
    (NONE, "requested", ["request"], [REQUESTED], [], 3),
    (NONE, "with_agent", ["request"], [WITH_AGENT], [], 3),
    (NONE, "failed", ["request"], [REFUSED], [REFUSED], 3),
    ("requested", "with_agent", LATER, [REQUESTED], [WITH_AGENT], 3),
    ("requested", "failed", LATER, [REQUESTED], [REFUSED], 3),
    ("requested", "gave_up", LATER, [REQUESTED], [REFUSED], 0),
    ("requested", "none", BACK, [REQUESTED], [], 3),
    ("with_agent", "requested", LATER, [WITH_AGENT], [REQUESTED], 3),
    ("with_agent", "failed", LATER, [WITH_AGENT], [REFUSED], 3),
    ("with_agent", "gave_up", LATER, [WITH_AGENT], [REFUSED], 0),
    ("with_agent", "none", BACK, [WITH_AGENT], [], 3),
    ("failed", "requested", ["request"], [REFUSED], [REQUESTED], 3),
    ("failed", "with_agent", ["request"], [REFUSED], [WITH_AGENT], 3),
    ("failed", "gave_up", ["request"], [REFUSED], [REFUSED], 0),
    ("failed", "none", ANEW, [REFUSED], [REFUSED], 3),
    ("gave_up", "none", ANEW, [REFUSED], [REFUSED], 0),
]


STEP_LISTS = st.lists(st.sampled_from(list(STEPS)), max_size=6)
TWELVE_OUTCOMES = st.lists(st.sampled_from(OUTCOMES), min_size=12, max_size=12)


@given(STEP_LISTS, TWELVE_OUTCOMES, TWELVE_OUTCOMES, st.integers(min_value=0, max_value=3))
def test_no_action_makes_a_transition_that_is_not_declared(steps, first, second, announced):
    assert transitions_of(steps, first, second, announced) <= CHANGES


@pytest.mark.parametrize(("before", "after", "steps", "first", "second", "announced"), MADE_BY)
def test_every_declared_transition_is_made(before, after, steps, first, second, announced):
    made = transitions_of(steps, first, second, announced)

    assert (HandoffState(before), HandoffState(after)) in made


def test_the_scenarios_above_are_all_transitions_that_are_declared():
    assert {(HandoffState(before), HandoffState(after)) for before, after, *_ in MADE_BY} == CHANGES


def test_the_drawing_shows_the_transitions_of_the_code():
    arrows = ARROW.findall(DRAWING.read_text(encoding="utf-8"))

    assert ("[*]", "none") in arrows
    drawn = [(before, after) for before, after in arrows if before != "[*]"]
    assert len(drawn) == len(set(drawn))
    assert {(HandoffState(before), HandoffState(after)) for before, after in drawn} == DECLARED


def test_the_drawing_explains_every_state_and_marks_where_an_agent_has_the_customer():
    rows = re.findall(r"^\| `(\w+)` \| (yes|no) \| .+ \|$", DRAWING.read_text("utf-8"), re.M)

    assert {HandoffState(name): has == "yes" for name, has in rows} == {
        state: state in HANDED_OVER for state in HandoffState
    }


@pytest.mark.parametrize("value", [None, "", "asleep", 7, [], {}, "REQUESTED"])
def test_a_value_that_is_no_state_means_that_nothing_was_asked_for(value):
    assert state_of(value) is NONE


def test_a_new_request_starts_in_the_first_state():
    assert NEW_REQUEST[STATE] == NONE.value
