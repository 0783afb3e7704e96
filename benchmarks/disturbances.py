"""What other customers do while a case is measured: they wait for a vendor, or write a lot."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from actions.human_handoff.vendor_http.blocking_calls import THREADS
from sandbox import Control
from sandbox.vendor_base.manifest import Manifest

from .errors import BenchmarkError
from .events_consumer import EventsConsumer
from .load import Case, Connection


@dataclass(frozen=True)
class HangingCalls:
    """So many customers wait for a vendor that never answers.

    Attributes:
        case: What each of them calls.
        vendor: The vendor, whose transfer call hangs.
        calls: How many customers they are.
    """

    case: Case
    vendor: Manifest
    calls: int

    @asynccontextmanager
    async def running(self, port: int, control: Control) -> AsyncIterator[None]:
        """Begin the calls, and let the vendor answer them when the block ends.

        Raises:
            BenchmarkError: The calls reached their deadline before the block was over.
        """
        call = self.vendor.transfer_call
        control.clear_faults(call)
        control.fault(call, "hang", times=self.calls)
        connections = [await Connection.open(port) for _ in range(self.calls)]
        hanging = [asyncio.ensure_future(each.call(self.case)) for each in connections]
        # The calls of one desk that find no free thread wait in the action server.
        queued = max(0, self.calls - THREADS)
        while _hangs_left(control) > queued and not any(each.done() for each in hanging):
            await asyncio.sleep(0.01)
        yield
        if any(each.done() for each in hanging):
            raise BenchmarkError(
                "A hanging call reached its deadline before the round was over: the machine is "
                "too busy for a measurement."
            )
        control.clear_faults()
        await asyncio.gather(*hanging)
        for connection in connections:
            connection.close()


@dataclass(frozen=True)
class LongMessages:
    """One more customer sends a long message, and the next one as soon as it was handled.

    Attributes:
        case: What Rasa calls for each message.
    """

    case: Case

    @asynccontextmanager
    async def running(self, port: int, control: Control) -> AsyncIterator[None]:
        """Send the messages until the block ends.

        Raises:
            BenchmarkError: A response was wrong.
        """
        connection = await Connection.open(port)
        is_over = asyncio.Event()
        sending = asyncio.ensure_future(self._send(connection, is_over))
        yield
        is_over.set()
        await sending
        connection.close()

    async def _send(self, connection: Connection, is_over: asyncio.Event) -> None:
        while not is_over.is_set():
            await connection.call(self.case)


Disturbance = HangingCalls | LongMessages | EventsConsumer


@dataclass(frozen=True)
class Comparison:
    """A case that is measured a second time, with a disturbance.

    Attributes:
        usual: The case without the disturbance.
        key: What is added to the key of the case.
        title: What is added to its title.
        against: The text that says what the disturbed case is compared with.
        limit: How many times as long, or how many milliseconds longer, its p99 may be.
    """

    usual: Case
    disturbance: Disturbance
    key: str
    title: str
    against: str
    limit: float

    @property
    def case(self) -> Case:
        """The case that is measured while the disturbance goes on."""
        key, title = f"{self.usual.key}_{self.key}", f"{self.usual.title}, {self.title}"
        return replace(self.usual, key=key, title=title)


def _hangs_left(control: Control) -> int:
    return sum(fault["times"] for fault in control.faults() if fault["kind"] == "hang")
