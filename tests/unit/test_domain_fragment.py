"""`actions/human_handoff/domain.yml` is what a builder merges; the demo bot lives by the same."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests import ROOT

SECTIONS = ["intents", "entities", "slots", "forms", "actions", "responses"]
# The demo's topics choose the skill as well; a builder's bot has topics of its own.
DEMO_ONLY = "from_intent"


def load(path: Path) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module")
def fragment() -> dict[str, Any]:
    return load(ROOT / "actions" / "human_handoff" / "domain.yml")


@pytest.fixture(scope="module")
def demo() -> dict[str, Any]:
    domain = load(ROOT / "domain.yml")
    mappings = domain["slots"]["human_handoff_topic"]["mappings"]
    mappings[:] = [each for each in mappings if each["type"] != DEMO_ONLY]
    return domain


@pytest.mark.parametrize("section", SECTIONS)
def test_the_fragment_is_all_of_the_plugin_and_nothing_else(
    fragment: dict[str, Any], demo: dict[str, Any], section: str
) -> None:
    names = ("human_handoff", "action_session_start")
    ours = [entry for entry in demo[section] if any(name in str(entry) for name in names)]

    assert sorted(fragment[section], key=str) == sorted(ours, key=str)
    if isinstance(demo[section], dict):
        assert {name: demo[section][name] for name in ours} == fragment[section]


def test_the_fragment_sets_nothing_that_belongs_to_the_bot(fragment: dict[str, Any]) -> None:
    assert set(fragment) == {"version", *SECTIONS}


def test_every_response_is_there_in_dutch_with_the_same_placeholders(
    fragment: dict[str, Any],
) -> None:
    dutch = load(ROOT / "actions" / "human_handoff" / "domain.nl.yml")

    assert set(dutch) == {"version", "responses"}
    assert placeholders(dutch["responses"]) == placeholders(fragment["responses"])
    texts = [text for one in (dutch, fragment) for text in map(str, one["responses"].values())]
    assert len(set(texts)) == len(texts), "nothing was left in English"


def placeholders(responses: dict[str, list[dict[str, Any]]]) -> dict[str, list[list[str]]]:
    return {
        name: [re.findall(r"\{\w+\}", each["text"]) for each in variants]
        for name, variants in responses.items()
    }
