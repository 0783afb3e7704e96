"""The page and the sandbox use the plugin's names for the states, slots and words of a handoff."""

import json
from typing import Any

import httpx
import pytest
from ruamel.yaml import YAML

from actions.human_handoff.handoff_events.event import EVENT_SLOT, VERSION
from actions.human_handoff.handoff_events.vocabulary import (
    Because,
    Ending,
    Outcome,
    RequestReason,
    Step,
)
from actions.human_handoff.handoff_logic.outcome import Failure
from actions.human_handoff.rasa_side import slots
from actions.human_handoff.rasa_side.slots import HANDED_OVER, HandoffState
from actions.human_handoff.shift import ShiftStatus
from sandbox import running_sandbox
from sandbox.bot import rasa_tracker
from sandbox.page import tracker_words
from sandbox.page.handoff_states import STATES
from sandbox.record import handoff_report, handoff_words
from tests import ROOT

# The plugin's slots of which the page shows only whether they are filled.
FILLED = {slots.NAME, slots.EMAIL}
SHOWN = {rasa_tracker.PREFIX + name for name in rasa_tracker.SLOTS.values()}


@pytest.fixture(scope="module")
def domain() -> dict[str, Any]:
    text = (ROOT / "domain.yml").read_text(encoding="utf-8")
    return dict(YAML(typ="safe", pure=True).load(text))


@pytest.fixture(scope="module")
def domain_slots(domain: dict[str, Any]) -> dict[str, Any]:
    return dict(domain["slots"])


def test_the_states_are_those_of_the_plugin_and_of_the_domain(domain_slots: dict[str, Any]) -> None:
    assert list(STATES) == [state.value for state in HandoffState]
    assert list(STATES) == domain_slots[slots.STATE]["values"]


def test_the_bot_is_silent_in_the_states_of_the_plugin() -> None:
    silent = {name for name, state in STATES.items() if state["is_silent"]}

    assert silent == {state.value for state in HANDED_OVER}


def test_every_form_and_every_question_of_the_handoff_has_plain_words(
    domain: dict[str, Any],
) -> None:
    forms = {
        name: form for name, form in domain["forms"].items() if name.startswith(rasa_tracker.PREFIX)
    }
    asked = {slot for form in forms.values() for slot in form["required_slots"]}

    assert set(tracker_words.FORMS) == set(forms)
    assert set(tracker_words.QUESTIONS) == asked
    assert set(tracker_words.SHIFT_STATUS) == {status.value for status in ShiftStatus}
    assert set(tracker_words.FAILURES) == {failure.value for failure in Failure}


def test_every_problem_with_the_tracker_has_plain_words() -> None:
    problems = {*rasa_tracker.PROBLEMS.values(), "no_answer", "no_tracker"}

    assert set(tracker_words.PROBLEMS) == problems


def test_the_slots_are_those_of_the_plugin_and_of_the_domain(domain_slots: dict[str, Any]) -> None:
    own = {value for value in vars(slots).values() if isinstance(value, str)}

    assert (own & set(domain_slots)) >= SHOWN | FILLED


def test_the_words_of_the_reports_are_those_of_the_plugin() -> None:
    lists = {
        "reason": RequestReason,
        "found": ShiftStatus,
        "because": Because,
        "outcome": Outcome,
        "ending": Ending,
    }
    words = {name: list(known) for name, known in handoff_words.WORDS.items()}

    assert words == {name: [word.value for word in known] for name, known in lists.items()}
    assert {step.value for step in Step} == set(handoff_words.STEPS)
    assert (handoff_report.SLOT, handoff_report.VERSION) == (EVENT_SLOT, VERSION)


def test_the_page_gets_states_and_words_from_the_sandbox() -> None:
    with running_sandbox() as sandbox:
        for name, known in (
            ("handoff_states", STATES),
            ("handoff_words", {"step": handoff_words.STEPS, **handoff_words.WORDS}),
            ("tracker_words", tracker_words.WORDS),
        ):
            url = f"{sandbox.control}/page/{name}.json"
            response = httpx.get(url, trust_env=False)

            assert json.loads(response.text) == known
