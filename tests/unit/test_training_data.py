"""What the plugin's training examples teach a bot that we do not know."""

from __future__ import annotations

import re

from ruamel.yaml import YAML

from tests import ROOT

BUTTONS = {
    f"human_handoff_{name}"
    for name in (
        *("cancel", "refuse", "contact", "leave_message", "no_message", "call_back"),
        *("wait", "go_on"),
    )
}
# Sent by our channels, or by connectors and platforms.
SIGNALS = {"human_handoff_nobody_came", "human_handoff_agent_wrote"}
PLATFORM = {"human_handoff_failed", "human_handoff_returned"}


def examples() -> dict[str, list[str]]:
    """Return the plugin's examples by intent, without the marks of entities."""
    data = YAML(typ="safe", pure=True).load(ROOT / "data" / "human_handoff" / "nlu.yml")
    intents = {each["intent"]: each["examples"] for each in data["nlu"] if "intent" in each}
    return {
        intent: [
            re.sub(r"\[(.+?)\]\{.+?\}", r"\1", line.removeprefix("- "))
            for line in text.splitlines()
        ]
        for intent, text in intents.items()
    }


def test_only_requests_for_a_human_are_learned_from_what_customers_write():
    by_intent = examples()

    assert set(by_intent) == {"human_handoff"} | BUTTONS | SIGNALS | PLATFORM
    for intent in PLATFORM:
        assert {text.rstrip(".!?;,") for text in by_intent[intent]} <= {
            "__agent_escalation_failed__",
            "__agent_returned__",
        }


def test_no_letter_of_the_examples_for_buttons_occurs_in_what_customers_write():
    by_intent = examples()
    signs = BUTTONS | SIGNALS
    runes = set("".join(text for intent in signs for text in by_intent[intent]))
    others = "".join(text for intent in set(by_intent) - signs for text in by_intent[intent])

    assert all("\N{RUNIC LETTER FEHU FEOH FE F}" <= rune <= "\u16f8" for rune in runes)
    assert not runes & set(others)
    assert all(len(by_intent[intent]) == 2 for intent in signs), "as many as Rasa wants"


def test_help_a_digit_and_the_end_of_a_talk_are_not_requests():
    requests = {text.casefold().strip("!?. ") for text in examples()["human_handoff"]}

    assert not requests & {"help", "stop", "quit", "cancel", "never mind", "thanks"}
    assert not [text for text in requests if re.search(r"\d", text)]
