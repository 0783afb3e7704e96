"""What all actions of the plugin share: the configured handoff, and the time that is left."""

from __future__ import annotations

import logging
import sys
import time
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache, partial
from typing import Any, ClassVar

from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict
from rasa_sdk.utils import number_of_sanic_workers

from ..errors import ConfigurationError
from ..handoff_logic.handoff import Handoff
from ..handoff_metrics.worker_files import share_between_workers
from ..handoff_settings.loader import configuration_path, load_with_state_store
from ..handoff_settings.orders import log_orders
from ..handoff_settings.renamed import warn_of_former_channels
from ..instrumentation import Observation
from . import slots
from .flows import for_flows
from .idempotency import idempotency_key
from .log_lines import lines_of, write_lines
from .platform_ids import PlatformIds, ids_for
from .reports import conversation_key, send_reports
from .slot_values import Event
from .tracker import TrackerView

logger = logging.getLogger(__name__)

CONTACT_FORM = "human_handoff_form"
# The loop that keeps the bot silent while an agent has the conversation.
AGENT_LOOP = "human_handoff_with_agent"
# LivePerson documents 1.7 seconds for a transfer; a vendor call gets at least this long.
MIN_SECONDS = 3.0


@lru_cache(maxsize=1)
def configured() -> Handoff:
    """Return the handoff that `human_handoff.yml` describes, the same for all actions.

    A wrong setting, or a state store that cannot be used, ends the action server with a sentence,
    before the first customer.
    """
    path = configuration_path()
    warn_of_former_channels(path.parent / "credentials.yml")
    try:
        configuration, store = load_with_state_store(path)
        if configuration.settings.metrics:
            share_between_workers(number_of_sanic_workers())
    except ConfigurationError as error:
        logger.error("The human handoff is not configured.\n%s", error)
        sys.exit(1)
    write_lines(configuration.settings.log_format)
    log_orders(configuration)
    return Handoff(configuration, store)


class HandoffAction(Action, ABC):
    """An action of the plugin. Rasa creates it without arguments, tests with a handoff.

    Attributes:
        action_name: The action's name in the domain.
    """

    action_name: ClassVar[str]

    def __init__(self, handoff: Handoff | None = None) -> None:
        """Take a handoff, or use the configured one."""
        self._given_handoff = handoff
        if handoff is None:
            configured()  # now, so that a wrong setting ends the server before the first customer

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Arrive in a worker of rasa-sdk 3.21, a process of its own that imports only this module.

        So the worker's server would know nothing of `GET /ready`.
        """
        from .readiness import register  # which needs this module

        self.__dict__.update(state)
        register()

    def name(self) -> str:
        """Return the action's name in the domain."""
        return self.action_name

    @property
    def handoff(self) -> Handoff:
        """The handoff; not stored here, because rasa-sdk 3.21 pickles actions for its workers."""
        return self._given_handoff or configured()

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[Any]:
        """Run the action on a view of Rasa's tracker.

        Nothing is raised: rasa-sdk would answer with a 500, and Rasa would write the whole tracker
        into its log. The customer gets a message instead, and the state stays true.
        """
        view = TrackerView(tracker, domain, self.handoff.names)
        with lines_of(partial(conversation_key, view, self.handoff.hidden_ids)):
            return await self._run(dispatcher, view)

    async def _run(self, dispatcher: CollectingDispatcher, view: TrackerView) -> list[Any]:
        with self.observed(view) as observation:
            try:
                events = await self.act(dispatcher, view)
            except Exception as error:  # noqa: BLE001 - whatever a bot's data or a desk raises
                # The error's text and its traceback may contain what the customer wrote.
                logger.error("%s failed: %s", self.name(), type(error).__name__)
                if observation is not None:
                    observation.fail(error)
                dispatcher.messages.clear()
                view.reported.clear()
                events = self.recover(dispatcher, view)
        if view.runs_flows:
            events = for_flows(events)
        return [*events, *send_reports(view, self.handoff.sinks, self.handoff.hidden_ids)]

    def observed(self, tracker: TrackerView) -> AbstractContextManager[Observation | None]:
        """Observe the whole action; most have nothing to tell that others do not tell already."""
        return nullcontext()

    @abstractmethod
    async def act(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Send the action's messages and return its events."""

    @abstractmethod
    def recover(self, dispatcher: CollectingDispatcher, tracker: TrackerView) -> list[Event]:
        """Send a message and return the events after an error in `act`.

        It must not fail itself, and it must not leave the customer in a form for ever.
        """

    def desk(self, tracker: TrackerView) -> str | None:
        """Return the desk of the present request, if it is still configured."""
        return tracker.desk if self.handoff.has_desk(tracker.desk) else None

    def ids(self, tracker: TrackerView, desk: str) -> PlatformIds | None:
        """Return the customer's ids at a desk; None if they are not known or not trusted."""
        channels = self.handoff.channels_of(desk)
        return ids_for(tracker, desk, channels, is_only_desk=self.handoff.has_one_desk)

    def reachable_desks(self, tracker: TrackerView) -> list[str]:
        """Return the desks of the request's skill that take customers of this channel."""
        desks = self.handoff.desks_of(self.skill(tracker))
        return [desk for desk in desks if self.ids(tracker, desk)]

    def skill(self, tracker: TrackerView) -> str:
        """Return the skill that a request needs now."""
        chosen, topic = tracker.slots.text(slots.SKILL), tracker.slots.text(slots.TOPIC)
        return self.handoff.skill(chosen, topic)

    def must_announce(self, tracker: TrackerView, desk: str) -> bool:
        """Tell whether the transfer message is still to be sent, and this desk does not send it."""
        is_pending = tracker.pending_transfer_message is not None
        return is_pending and not self.handoff.carries_message(desk, tracker.channel)

    async def waits_for_agent(self, tracker: TrackerView, desk: str, attempt: int) -> None:
        """Record that a desk has accepted a transfer in which no agent has written yet."""
        transfer = f"{idempotency_key(tracker)}/{attempt}"
        asked_at = time.time() - tracker.seconds_waited
        await self.handoff.take_backs.begin(
            tracker.sender_id, tracker.channel, desk, transfer, asked_at
        )

    def seconds_left(self, tracker: TrackerView) -> float:
        """Return how many seconds the customer can still wait for this turn's answer."""
        deadline = self.handoff.settings.deadline_seconds
        return max(deadline - tracker.seconds_waited, min(MIN_SECONDS, deadline))

    def is_time_up(self, tracker: TrackerView) -> bool:
        """Tell whether too little time is left to begin another vendor call."""
        left = self.handoff.settings.deadline_seconds - tracker.seconds_waited
        return left < min(MIN_SECONDS, self.handoff.settings.deadline_seconds / 2)
