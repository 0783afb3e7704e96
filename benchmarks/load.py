"""The customers: each sends a call, waits for the answer, and sends the next, until time is up.

Counted is a window of time in which all of them are at it. A number of calls for each would
count the end as well, where the quick ones are done and the rest has the server to itself.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from dataclasses import dataclass
from itertools import chain
from typing import Any

from .calls import ActionCall
from .errors import BenchmarkError
from .figures import Call, Round, in_window

CUSTOMERS = 50
# A blocking action serves fifty customers in ten seconds; what takes longer than this is stuck.
PATIENCE_SECONDS = 60.0
_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Contestant:
    """An action, how it is called, and by which slot a right answer is known.

    Attributes:
        seconds: How long is counted.
        lead_seconds: How long customers call before that: the first calls come all at once.
    """

    key: str
    title: str
    call: ActionCall
    seconds: float
    slot: tuple[str, str] | None = None
    lead_seconds: float = 1.0

    def check(self, answer: dict[str, Any]) -> None:
        """Make sure that the action has done its work.

        Raises:
            BenchmarkError: It has done something else.
        """
        events = answer.get("events")
        if self.slot is None and events == []:
            return
        if self.slot in [(event.get("name"), event.get("value")) for event in events or []]:
            return
        raise BenchmarkError(f"{self.title}: the action answered {json.dumps(answer)[:300]}")


class Customer:
    """One connection to the action server."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take an open connection."""
        self._reader = reader
        self._writer = writer

    @classmethod
    async def arrives(cls, port: int) -> Customer:
        """Open a connection."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def calls(self, contestant: Contestant) -> float:
        """Make one call; return the seconds it took."""
        request = contestant.call.request()
        started = time.perf_counter()
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        body = await self._reader.readexactly(int(length[1])) if length else b""
        took = time.perf_counter() - started
        if head.split(b" ", 2)[1] != b"200":
            raise BenchmarkError(f"{contestant.title}: the server answered {head + body!r:.300}")
        contestant.check(json.loads(body))
        return took

    def leaves(self) -> None:
        """Close the connection."""
        self._writer.close()


async def measure(port: int, contestant: Contestant) -> Round:
    """Let all customers call for a while, and count what was answered in the window.

    Raises:
        BenchmarkError: An answer was wrong, or did not come.
    """
    customers = [await Customer.arrives(port) for _ in range(CUSTOMERS)]
    begins = time.perf_counter() + contestant.lead_seconds
    ends = begins + contestant.seconds
    loops = [_until(ends, customer, contestant) for customer in customers]
    patience = contestant.lead_seconds + contestant.seconds + PATIENCE_SECONDS
    try:
        calls = await asyncio.wait_for(asyncio.gather(*loops), patience)
    except asyncio.TimeoutError:
        raise BenchmarkError(
            f"{contestant.title}: not done in {patience:.0f} s. Is the machine busy?"
        ) from None
    except (OSError, EOFError) as error:
        raise BenchmarkError(f"{contestant.title}: the server hung up ({error!r})") from error
    finally:
        for customer in customers:
            customer.leaves()
    return Round.of(contestant.seconds, in_window(begins, ends, chain.from_iterable(calls)))


async def _until(ends: float, customer: Customer, contestant: Contestant) -> list[Call]:
    calls = []
    while time.perf_counter() < ends:
        took = await customer.calls(contestant)
        calls.append(Call(time.perf_counter(), took))
    return calls
