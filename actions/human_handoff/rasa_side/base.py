"""What all our actions share: one handoff, and a look at the clock."""

from __future__ import annotations

import logging
import sys
from abc import ABC, abstractmethod
from functools import lru_cache
from typing import Any

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from ..errors import ConfigurationError
from ..handoff_logic.handoff import Handoff
from ..handoff_settings.loader import load
from .tracker import Conversation, Event

logger = logging.getLogger(__name__)

INTAKE_FORM = "human_handoff_form"
AGENT_LOOP = "human_handoff_with_agent"
# What that loop asks for, without a word, and never gets.
SILENCE = "human_handoff_silence"
# Even when Rasa was slow, a call that has begun deserves a moment.
LEAST_SECONDS = 1.0


@lru_cache(maxsize=1)
def configured() -> Handoff:
    """Return the handoff that `human_handoff.yml` describes, the same for all actions.

    A wrong setting ends the action server with a sentence, before any customer.
    """
    try:
        return Handoff(load())
    except ConfigurationError as error:
        logger.error("The human handoff is not configured.\n%s", error)
        sys.exit(1)


class HandoffAction(Action, ABC):
    """An action of this package; Rasa builds it with nothing, tests with a handoff."""

    def __init__(self, handoff: Handoff | None = None) -> None:
        """Take a handoff, or none for the configured one."""
        self._given = handoff
        if handoff is None:
            configured()  # now: a wrong setting must end the server before any customer

    @property
    def handoff(self) -> Handoff:
        """The handoff; not kept here, since rasa-sdk 3.21 pickles the actions for its worker."""
        return self._given or configured()

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Do what `act` says, on the conversation in our own words."""
        return await self.act(dispatcher, Conversation(tracker, domain))

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, talk: Conversation) -> list[Event]:
        """Return the events of this action."""

    def desk(self, talk: Conversation) -> str | None:
        """Return the desk of the present request, if it is still configured."""
        return talk.desk if self.handoff.has_desk(talk.desk) else None

    def seconds_left(self, talk: Conversation) -> float:
        """Return how long the customer can still wait for this turn's answer."""
        deadline = self.handoff.settings.deadline_seconds
        return max(deadline - talk.seconds_since_spoken, min(LEAST_SECONDS, deadline))
