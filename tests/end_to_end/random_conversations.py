"""Customers who do at random what customers do, at desks that fail at random."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tests.end_to_end.customer import EMAIL, INVOICE, NAME, Customer
from tests.end_to_end.desks import PERSON, Desk

ASKS = (PERSON, INVOICE)
CANCELS = ("never mind", "/human_handoff_cancel")
REQUESTS_AT_MOST = 6
# What happens to a transfer call: the vendor refuses, or accepts and its answer is lost.
TRANSFER_FAULTS = ("status", "reset_after")
SHIFT_FAULTS = ("status", "reset", "html", "half_json", "empty")
FAULT_SECONDS = 0.05


def talks(customer: Customer, chance: random.Random) -> None:
    """Ask for a person some times, and do something different each time."""
    if chance.random() < 0.7:
        customer.set_slots(name="Jane Doe", email="jane@example.org")
    for _ in range(chance.randint(1, REQUESTS_AT_MOST)):
        if customer.control.conversation(customer.conversation)["with"] == "agent":
            if chance.random() < 0.5:
                return
            customer.is_given_back()
        answers = customer.says(chance.choice(ASKS))
        _answers_questions(customer, answers, chance)
        if chance.random() < 0.3:
            customer.says("hello")


def _answers_questions(customer: Customer, answers: list[str], chance: random.Random) -> None:
    for answer in (NAME, EMAIL):
        if not answers or not answers[-1].endswith("?"):
            return
        will = chance.random()
        if will < 0.1:
            return
        if will < 0.25:
            customer.says(chance.choice(CANCELS))
            return
        answers = customer.says(answer)


@contextmanager
def failing(desks: list[Desk], chance: random.Random) -> Iterator[None]:
    """Let calls fail, transfers fail later, and agents come and go, meanwhile."""
    is_over, control = threading.Event(), desks[0].control

    def order(call: str, kinds: Sequence[str]) -> None:
        if not any(fault["call"] == call for fault in control.faults()):
            control.fault(call, chance.choice(kinds))

    def run() -> None:
        while not is_over.wait(FAULT_SECONDS):
            desk, will = chance.choice(desks), chance.random()
            if will < 0.35:
                order(desk.transfer_call, TRANSFER_FAULTS)
            elif will < 0.5:
                order(desk.shift_call, SHIFT_FAULTS)
            elif will < 0.7:
                desk.control.fail_transfers_later()
            else:
                desk.set_shift(chance.random() < 0.7)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
