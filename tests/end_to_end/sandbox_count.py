"""What became of every request, counted from what the sandbox has seen, without handoff events."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests import bot_responses as said
from tests.end_to_end.random_conversations import ASKS

# What the customer reads if no desk was asked, and what that is in the report.
_NOBODY = {said.OFF_SHIFT: "off_shift", said.UNKNOWN: "unknown", said.CANCELLED: "cancelled"}
FAILURE = "__agent_escalation_failed__"
_UNCONFIRMED = {said.UNCONFIRMED, said.GAVE_UP_UNCONFIRMED}
_REFUSED = {said.FAILED, said.GAVE_UP}
_FAILURES = _UNCONFIRMED | _REFUSED
# `failures_announced` of the settings, and the last one.
FAILURES_AT_MOST = 4


@dataclass
class Request:
    """One request: what the vendors did, and what the customer has read.

    Attributes:
        accepted: How many transfers vendors have accepted.
        failed_later: Whether the bot was told that one of them failed, of which it knew. If it is
            told twice within ten seconds, it takes the second report for a repetition.
        has_stray_report: Whether the bot was told during this request that the transfer of an
            earlier, unconfirmed one has failed. It ignores that, unless it must take it for a
            failure of this request's transfer.
        read: What the customer has read from the bot.
    """

    accepted: int = 0
    failed_later: bool = False
    has_stray_report: bool = False
    read: list[str] = field(default_factory=list)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether the vendor's answer was lost on the way."""
        return bool(_UNCONFIRMED & {*self.read})

    @property
    def is_over(self) -> bool:
        """Whether another message that asks for a person begins another request."""
        result = self.result(False)
        # In the contact form it is told that the form goes on; while an agent has it, nothing.
        return result != "abandoned" and (result != "reached" or said.BACK in self.read)

    def is_accepted(self) -> None:
        """Note a transfer; only after a failure report is there a second one."""
        self.failed_later |= self.has_stray_report and self.accepted > 0
        self.accepted += 1

    def is_told_of_failure(self) -> None:
        """Note that the bot is told that a transfer of this request has failed."""
        self.failed_later |= not self.is_unconfirmed

    def is_answered(self, text: str) -> None:
        """Note what the customer reads."""
        self.failed_later |= self.has_stray_report and self.accepted > 0 and text in _REFUSED
        self.read.append(text)

    def result(self, has_given_up: bool) -> str:
        """Return the result; `has_given_up`: an earlier request was the last one."""
        for text, result in _NOBODY.items():
            if text in self.read:
                return result
        if self.is_unconfirmed:
            return "failed"
        if self.accepted > self.failed_later:
            return "reached"
        if has_given_up:
            return "gave_up"
        return "failed" if _REFUSED & {*self.read} else "abandoned"


@dataclass
class SandboxCount:
    """The figures.

    Attributes:
        results: How many requests had each result.
        promises: How many accepted transfers the bot knew of.
        untrue: How many of them failed later.
        returned: How often the bot was given a conversation back.
    """

    results: Counter[str] = field(default_factory=Counter)
    promises: int = 0
    untrue: int = 0
    returned: int = 0

    def add(self, events: Iterable[dict[str, Any]]) -> None:
        """Count one conversation; `events` are those of the sandbox, in their order."""
        requests: list[Request] = []
        request_of: dict[int, Request] = {}
        failed: deque[int] = deque()
        for event in events:
            message = event.get("message", {})
            if message.get("text") in ASKS and message["to"] == "bot":
                if not requests or requests[-1].is_over:
                    requests.append(Request())
            elif event["type"] == "transfer_accepted":
                request_of[event["serial"]] = requests[-1]
                requests[-1].is_accepted()
            elif event["type"] == "transfer_failed" and event["failure"]:
                failed.append(event["serial"])
            elif message.get("text") == FAILURE and message["from"] == "vendor":
                request = request_of[failed.popleft()]
                request.is_told_of_failure()
                requests[-1].has_stray_report |= request is not requests[-1]
            elif requests and message.get("from") == "bot":
                requests[-1].is_answered(message["text"])
        self._add_requests(requests)

    def _add_requests(self, requests: list[Request]) -> None:
        failures = 0
        for request in requests:
            self.results[request.result(failures >= FAILURES_AT_MOST)] += 1
            # After a transfer whose fate is unknown no other desk is asked, and before it only
            # after a report that the one before has failed.
            known = request.failed_later if request.is_unconfirmed else request.accepted
            self.promises += known
            self.untrue += request.failed_later
            self.returned += request.read.count(said.BACK)
            failures += sum(text in _FAILURES for text in request.read)
            if said.BACK in request.read:
                failures = 0
