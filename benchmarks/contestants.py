"""The actions that are compared; `python -m rasa_sdk --actions benchmarks.contestants`.

Importing the handoff's actions is enough for rasa-sdk to serve them beside these.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import requests
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.human_handoff import actions as handoff_actions
from actions.human_handoff.configuration import load
from actions.human_handoff.handoff import Handoff

NOTHING = "action_benchmark_nothing"
BLOCKING = "action_benchmark_blocking"
WITHOUT_BOARD = "action_benchmark_without_board"
# Names of environment variables, set by `processes`.
TRANSFER_URL = "BENCHMARK_TRANSFER_URL"
BOARD_OFF_CONFIG = "BENCHMARK_BOARD_OFF_CONFIG"


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


class WithoutBoard(handoff_actions.CheckShiftStatus):
    """Our shift check, with a board on which nothing stays fresh."""

    def name(self) -> str:
        """Return the action's name."""
        return WITHOUT_BOARD

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Check, as the action does that has a board."""
        return await _check_without_board().run(dispatcher, tracker, domain)


@lru_cache(maxsize=1)
def _check_without_board() -> handoff_actions.CheckShiftStatus:
    # Made when it is needed: rasa-sdk 3.21 sends the actions to another process, as they are.
    return handoff_actions.CheckShiftStatus(Handoff(load(Path(os.environ[BOARD_OFF_CONFIG]))))
