"""A customer's conversation with a bot that has the plugin.

Every action runs through rasa-sdk's own executor.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import Tracker

from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_logic.take_back_calls import TakeBack
from actions.human_handoff.rasa_side.base import HandoffAction
from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.take_back import TakingBackAction
from actions.human_handoff.rasa_side.tracker import TrackerView
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed, TransferringAction
from tests.unit.fake_desk import Desk, handoff
from tests.unit.rasa_side.events import Result, followup
from tests.unit.rasa_side.observed_words import UNSUCCESSFUL, observed_words, words_of
from tests.unit.rasa_side.rasa_tracker import DOMAIN, RasaTracker
from tests.unit.rasa_side.when_said import (
    WHEN_SAID,
    WHILE_WITH_DESK,
    said_so_far,
    sentences,
    unfilled,
)
from tests.unit.rasa_side.when_said.moment import Moment

TRANSFER_TEXT = DOMAIN["responses"]["utter_human_handoff_transfer"][0]["text"]


def transfer_responses(*variants: dict[str, Any]) -> dict[str, Any]:
    """Return the domain with these variants of the transfer message."""
    return DOMAIN | {"responses": {"utter_human_handoff_transfer": list(variants)}}


@contextmanager
def conversations_taken_back() -> Iterator[list[TakeBack]]:
    """Collect what becomes of each conversation that an action takes back in the block."""
    results: list[TakeBack] = []
    take_back = TakingBackAction.take_back

    async def collect(action: TakingBackAction, *given: Any) -> TakeBack:
        results.append(await take_back(action, *given))
        return results[-1]

    with mock.patch.object(TakingBackAction, "take_back", collect):
        yield results


class Chat(RasaTracker):
    """The conversation of one customer, with the actions that can run in it.

    Attributes:
        reports: The handoff events that the actions have reported.
        is_held_to_conditions: Whether what the bot says must be true.
    """

    is_held_to_conditions = True

    def __init__(self, *bot: Handoff | Desk, **conversation: Any) -> None:
        """Take the handoff of the bot or its desks, and the conversation as `RasaTracker` does."""
        super().__init__(**conversation)
        desks = [each for each in bot if isinstance(each, Desk)]
        configured = [each for each in bot if isinstance(each, Handoff)]
        self.handoff = configured[0] if configured else handoff(*desks)
        self.reports: list[dict[str, Any]] = []

    @property
    def view(self) -> TrackerView:
        """What the plugin reads of the tracker."""
        return TrackerView(Tracker.from_dict(self.tracker), self.domain)

    async def execute(self, action: type[HandoffAction]) -> Result:
        """Run an action as the server's webhook does; its events are not applied."""
        executor = ActionExecutor()
        executor.register_action(action(self.handoff))
        answer: Any = await executor.run(self.call_of(action.action_name))
        if isinstance(answer, dict):  # rasa-sdk 3.6
            return Result.of(answer["events"], answer["responses"])
        return Result.of(answer.events, answer.responses)

    def dry_run(self, action: type[HandoffAction]) -> Result:
        """Run an action and forget its events, as a server does that crashes right then.

        What is observed must say the same as the handoff events, whatever a test is about.
        """
        recover = mock.patch.object(action, "recover", side_effect=action.recover, autospec=True)
        took_back = conversations_taken_back()
        with observed_words() as observed, recover as recovered, took_back as taken:
            result = asyncio.run(self.execute(action))
        self._hold_to_conditions(action, result, taken, has_failed=recovered.called)
        if recovered.called and issubclass(action, TransferringAction):
            # The action reports one attempt then, wherever it failed.
            assert {words["outcome"] for words in observed} <= UNSUCCESSFUL
        else:
            assert observed == words_of(result.reports)
        return result

    def _hold_to_conditions(
        self,
        action: type[HandoffAction],
        result: Result,
        taken: list[TakeBack],
        *,
        has_failed: bool,
    ) -> None:
        """Check that every sentence is true at the moment it is said."""
        for message in sentences(action, result) if self.is_held_to_conditions else ():
            name = str(message["response"])
            assert name in WHEN_SAID, f"{name} has no condition"
            moment = Moment(self, action, result, taken, has_failed, message)
            only_where = WHEN_SAID[name].only_where
            assert WHEN_SAID[name].holds(moment), f"{name} is said only where {only_where}"
            assert not unfilled(message), f"{name} has empty placeholders"
            if moment.was_handed_over and not moment.is_with_bot:
                assert name in WHILE_WITH_DESK, f"{name} is said while the desk has the chat"
            said_so_far.add(name)

    def run(self, action: type[HandoffAction]) -> Result:
        """Run an action and let Rasa apply its events."""
        result = self.dry_run(action)
        self.action(action.action_name)
        for message in result.messages:
            self.bot(message["response"], utter_action=message["response"])
        for event in (*result.events, *result.report_slots):
            self.apply(event)
        self.reports += result.reports
        return result

    def start_session(self, action: type[HandoffAction]) -> None:
        """Begin a session as Rasa does: every slot is reset, then the action's events apply."""
        result = self.dry_run(action)
        self.reset()
        self.action(action.action_name)
        for event in (*result.events, *result.report_slots):
            self.apply(event)
        self.reports += result.reports
        self.listen()

    def request(self, text: str = "I want a person", **message: Any) -> Result:
        """Ask for a person, with name and e-mail address known."""
        self.say(text, "human_handoff", **message)
        checked = self.run(CheckShiftStatus)
        if self.slot("shift_status") != "on_shift" and not any(
            event["event"] == "followup" for event in checked.events
        ):
            self.listen()
            return checked
        return self.transfer()

    def transfer(self) -> Result:
        """Do what follows when the form is filled."""
        result = self.run(Announce) + self.run(Escalate)
        if self.slot("state") == "failed" and followup("action_listen") not in result.events:
            result += self._fall_back()
        self.listen()
        return result

    def fail_later(self) -> Result:
        """Let the platform report that no agent came."""
        self.say("__agent_escalation_failed__", "human_handoff_failed", 1.0)
        result = self._fall_back()
        self.listen()
        return result

    def _fall_back(self) -> Result:
        """Try the next routes, as often as the action asks to be run again."""
        result = latest = self.run(TransferFailed)
        while followup("action_human_handoff_transfer_failed") in latest.events:
            latest = self.run(TransferFailed)
            result += latest
        return result
