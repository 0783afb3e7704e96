"""What became of requests that were delivered while servers were killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from actions.human_handoff.handoff_logic.outcome import Failure
from actions.human_handoff.rasa_side.slots import FAILURE, HANDED_OVER, STATE
from tests.several_servers.random_kills import Delivery

ACCEPTED = {state.value for state in HANDED_OVER}
# After these the customer is told that nobody was asked, or that the vendor refused.
NOT_TRANSFERRED = {Failure.SKILL.value, Failure.UNREACHABLE.value, Failure.REFUSED.value}
CUT = "cut by a kill"


@dataclass(frozen=True)
class KillReport:
    """The figures of a run.

    Attributes:
        doubles: The requests that the vendor has accepted more than once.
        unanswered: The deliveries to a server that was there all the time, and has not answered.
        without_answer: The requests of which no delivery was answered.
        lies: The answers that are not what the vendor knows.
        outcomes: How many deliveries had each outcome.
    """

    deliveries: int
    requests: int
    transfers: int
    doubles: list[str]
    unanswered: list[Delivery]
    without_answer: list[str]
    lies: list[Delivery]
    outcomes: Mapping[str, int]

    def __str__(self) -> str:
        outcomes = ", ".join(f"{count} {name}" for name, count in sorted(self.outcomes.items()))
        return (
            f"{self.requests} requests, {self.deliveries} deliveries, {self.transfers} transfers, "
            f"{len(self.doubles)} doubles, {len(self.unanswered) + len(self.without_answer)} "
            f"unanswered, {len(self.lies)} lies; {outcomes}"
        )


def kill_report(deliveries: list[Delivery], accepted: Iterable[str]) -> KillReport:
    """Compare the answers with the customers whose transfers the vendor has accepted."""
    transfers = Counter(accepted)
    senders = {delivery.sender for delivery in deliveries}
    answered = {delivery.sender for delivery in deliveries if delivery.slots is not None}
    return KillReport(
        deliveries=len(deliveries),
        requests=len(senders),
        transfers=transfers.total(),
        doubles=[sender for sender, count in transfers.items() if count > 1],
        unanswered=[
            each for each in deliveries if each.slots is None and not each.server.was_away(each)
        ],
        without_answer=sorted(senders - answered),
        lies=[each for each in deliveries if _is_lie(outcome(each), transfers[each.sender])],
        outcomes=Counter(map(outcome, deliveries)),
    )


def outcome(delivery: Delivery) -> str:
    """Return what the delivery's answer says of the transfer."""
    if delivery.slots is None:
        return CUT
    return str(delivery.slots[FAILURE] or delivery.slots[STATE])


def _is_lie(outcome: str, transfers: int) -> bool:
    return bool(transfers) if outcome in NOT_TRANSFERRED else outcome in ACCEPTED and not transfers
