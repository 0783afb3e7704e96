"""The actions that are compared; `python -m rasa_sdk --actions benchmarks.compared_actions`.

The plugin's actions are registered once for every desk, each with a configuration of its own.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path
from typing import Any

import requests
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_settings.loader import load_with_state_store
from actions.human_handoff.rasa_side.base import HandoffAction
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.forms import ValidateHandoffForm
from actions.human_handoff.rasa_side.slots import STATE, HandoffState
from actions.human_handoff.rasa_side.transfer import Escalate
from sandbox.vendors import MANIFESTS

NOTHING = "action_benchmark_nothing"
BLOCKING = "action_benchmark_blocking"
# Names of environment variables, which `processes` sets.
TRANSFER_URL = "BENCHMARK_TRANSFER_URL"
CONFIGURATIONS = "BENCHMARK_CONFIGURATIONS"
# The configurations without a shift cache, with two desks, and with the stores that servers share;
# the others have the names of their desks. All but those with a shared store use memory.
NO_CACHE = "no_cache"
TWO_DESKS = "two_desks"
SQLITE = "sqlite"
REDIS = "redis"


class Nothing(Action):
    """An action that returns at once; it measures rasa-sdk itself."""

    def name(self) -> str:
        """Return the action's name."""
        return NOTHING

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Return no events."""
        return []


class Blocking(Action):
    """A transfer in the style of Rasa's demos: `def run`, `requests`, no timeout."""

    def name(self) -> str:
        """Return the action's name."""
        return BLOCKING

    def run(  # type: ignore[override]
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Request the transfer, and block rasa-sdk's event loop until the vendor answers."""
        response = requests.post(  # noqa: S113 - Rasa's demos have no timeout either
            os.environ[TRANSFER_URL],
            headers={"Authorization": "sandbox-api-key"},
            json={
                "userPlatformId": tracker.sender_id,
                "chatBotId": "sandbox-chat-bot",
                "message": "BLANK_MESSAGE",
                "conversationId": tracker.sender_id,
                "agentSkillName": "Human",
                "agentSkillId": "2438093750",
            },
        )
        state = HandoffState.REQUESTED if response.ok else HandoffState.FAILED
        return [SlotSet(STATE, state.value)]


def name_of(action: type[HandoffAction], configuration: str) -> str:
    """Return the name of a plugin's action that uses this configuration."""
    return f"{action.__name__}_{configuration}"


def _with_configuration(action: type[HandoffAction], configuration: str) -> type[HandoffAction]:
    """Return a subclass that uses this configuration; rasa-sdk registers every subclass."""

    class Configured(action):  # type: ignore[valid-type, misc] # mypy needs a constant base class
        action_name = name_of(action, configuration)

        @property
        def handoff(self) -> Handoff:
            return _handoff(configuration)

    return Configured


@cache
def _handoff(configuration: str) -> Handoff:
    # Created on first use: rasa-sdk 3.21 pickles the actions for its worker processes.
    path = Path(os.environ[CONFIGURATIONS]) / f"{configuration}.yml"
    return Handoff(*load_with_state_store(path))


# A reference to each class, because Python deletes a class to which there is none.
CONFIGURED_ACTIONS = [
    _with_configuration(CheckShiftStatus, NO_CACHE),
    *(
        _with_configuration(action, manifest.slug)
        for manifest in MANIFESTS
        for action in (CheckShiftStatus, Escalate, ValidateHandoffForm)
    ),
    *(_with_configuration(Escalate, each) for each in (TWO_DESKS, SQLITE, REDIS)),
]
