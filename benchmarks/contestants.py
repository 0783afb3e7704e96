"""The actions that are compared; `python -m rasa_sdk --actions benchmarks.contestants`.

Each of ours is there once for every desk, with a configuration of its own.
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
from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.rasa_side.base import HandoffAction
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.transfer import Escalate
from actions.human_handoff.vendors import DESKS

NOTHING = "action_benchmark_nothing"
BLOCKING = "action_benchmark_blocking"
# Names of environment variables, set by `processes`.
TRANSFER_URL = "BENCHMARK_TRANSFER_URL"
CONFIGURATIONS = "BENCHMARK_CONFIGURATIONS"
# A configuration without a board's memory; the others have the names of their desks.
NO_BOARD = "no_board"


class Nothing(Action):
    """What rasa-sdk itself costs."""

    def name(self) -> str:
        """Return the action's name."""
        return NOTHING

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Do nothing."""
        return []


class Blocking(Action):
    """The transfer as Rasa's demos call a service: `def run`, `requests`, no time-out."""

    def name(self) -> str:
        """Return the action's name."""
        return BLOCKING

    def run(  # type: ignore[override]
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Ask for the transfer, on rasa-sdk's event loop."""
        answer = requests.post(  # noqa: S113 - the demos give none either
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
        return [SlotSet("human_handoff_state", "requested" if answer.ok else "failed")]


def ours(action: type[HandoffAction], configuration: str) -> str:
    """Return the name of one of our actions under another configuration than the server's."""
    return f"{action.__name__}_{configuration}"


def _registered(action: type[HandoffAction], configuration: str) -> type[HandoffAction]:
    """Make an action that rasa-sdk finds beside the original, as it finds every subclass."""

    class Ours(action):  # type: ignore[valid-type, misc] # mypy wants bases it knows beforehand
        def name(self) -> str:
            return ours(action, configuration)

        @property
        def handoff(self) -> Handoff:
            return _handoff(configuration)

    return Ours


@cache
def _handoff(configuration: str) -> Handoff:
    # Made when it is needed: rasa-sdk 3.21 sends the actions to another process, as they are.
    return Handoff(load(Path(os.environ[CONFIGURATIONS]) / f"{configuration}.yml"))


# Held here, since Python forgets a class that nobody holds.
OURS = [
    _registered(CheckShiftStatus, NO_BOARD),
    *(_registered(action, desk) for desk in DESKS for action in (CheckShiftStatus, Escalate)),
]
