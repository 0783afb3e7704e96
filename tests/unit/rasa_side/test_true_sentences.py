"""Every sentence has a condition, and every run of the unit tests holds the bot to it."""

from __future__ import annotations

from typing import Any

import pytest
from ruamel.yaml import YAML

from actions.human_handoff.rasa_side.before_transfer import FollowTrigger
from actions.human_handoff.rasa_side.return_to_bot import Returned
from tests import ROOT
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import Result
from tests.unit.rasa_side.when_said import WHEN_SAID
from tests.unit.rasa_side.when_said.moment import Moment, When

FRAGMENT, RULES = "actions/human_handoff/domain.yml", "data/human_handoff/rules.yml"
# What rules say without an action of ours, and after what.
SAID_BY_RULES = {
    ("human_handoff_cancel", "utter_human_handoff_cancelled"),
    ("human_handoff_go_on", "utter_human_handoff_cancelled"),
    ("human_handoff_no_message", "utter_human_handoff_message_declined"),
    # Its events are lost: the action server stopped, perhaps after the desk had accepted.
    ("action_human_handoff_escalate", "utter_human_handoff_unconfirmed"),
}
# What a bot can say at any time that has the conversation and has noted nothing.
CLAIM_NOTHING = {
    "utter_human_handoff_failed",
    "utter_human_handoff_cancelled",
    "utter_human_handoff_nothing_requested",
    "utter_human_handoff_not_understood",
    "utter_human_handoff_message_declined",
    "utter_human_handoff_message_not_possible",
    "utter_human_handoff_callback_when",
    "utter_human_handoff_callback_declined",
    "utter_human_handoff_callback_not_possible",
}


def loaded(path: str) -> Any:
    """Return the content of one of the repository's YAML files."""
    return YAML(typ="safe", pure=True).load(ROOT / path)


def test_every_sentence_of_the_domain_has_a_condition_and_no_other_has() -> None:
    assert set(WHEN_SAID) == set(loaded(FRAGMENT)["responses"])
    assert all(not when.only_where.endswith(".") for when in WHEN_SAID.values())


def test_rules_say_what_they_do_on_these_occasions_alone() -> None:
    said = set()
    for rule in loaded(RULES)["rules"]:
        first, *others = rule["steps"]
        is_never_true = {"active_loop": "human_handoff_with_agent"} in rule.get("condition", [])
        for step in [] if is_never_true else others:
            if step.get("action", "").startswith("utter_"):
                said.add((first.get("intent") or first.get("action"), step["action"]))

    assert said == SAID_BY_RULES


@pytest.mark.parametrize("name", sorted(set(WHEN_SAID) - CLAIM_NOTHING))
def test_where_nothing_has_happened_a_sentence_may_not_be_said(name: str) -> None:
    for state in ("none", "requested"):
        chat = Chat(state=state).say("Hello")
        empty = dict.fromkeys(("reference", "phone", "opens_at", "duration"))
        moment = Moment(chat, FollowTrigger, Result(), [], has_failed=False, values=empty)

        assert not WHEN_SAID[name].holds(moment)


@pytest.mark.parametrize(
    ("sentence", "problem"),
    [
        ({"response": "utter_human_handoff_returned"}, "is said only where the desk had the"),
        ({"response": "utter_human_handoff_new"}, "utter_human_handoff_new has no condition"),
        ({"response": "utter_human_handoff_message_too_long"}, "is said only where the message"),
        ({"response": "utter_human_handoff_nothing_requested"}, None),
    ],
)
def test_a_test_fails_whose_bot_says_what_is_not_true(
    monkeypatch: pytest.MonkeyPatch, sentence: dict[str, str], problem: str | None
) -> None:
    async def act(_self: object, dispatcher: object, _tracker: object) -> list[object]:
        dispatcher.utter_message(**sentence)  # type: ignore[attr-defined]
        return []

    monkeypatch.setattr(Returned, "act", act)
    chat = Chat().say("Hello")

    if problem is None:
        chat.run(Returned)
    else:
        with pytest.raises(AssertionError, match=problem):
            chat.run(Returned)


def test_a_test_fails_whose_bot_speaks_while_the_desk_has_the_conversation(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def act(_self: object, dispatcher: object, _tracker: object) -> list[object]:
        dispatcher.utter_message(response="utter_human_handoff_gave_up")  # type: ignore[attr-defined]
        return []

    monkeypatch.setattr(Returned, "act", act)
    monkeypatch.setitem(WHEN_SAID, "utter_human_handoff_gave_up", When("", lambda _: True))

    with pytest.raises(AssertionError, match="is said while the desk has the chat"):
        Chat(state="requested").say("Hello").run(Returned)
