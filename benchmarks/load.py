"""The customers: each sends a call, waits for the response, and sends the next one.

The calls are counted in a time window in which all customers are active. A fixed number of calls
for each customer would also count the end, when only the slow customers are left.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from typing import Any

from .calls import ActionCall
from .cpu_time import CpuTimes
from .errors import BenchmarkError
from .figures import Call, Round, in_window

CUSTOMERS = 50
ONE_SERVER = "one server"
# The blocking action serves fifty customers in ten seconds; a case that takes longer hangs.
TIMEOUT_SECONDS = 60.0
_CONTENT_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Case:
    """An action that is measured, and how a correct response is recognised.

    Attributes:
        key: The name of the case in the JSON report.
        title: The name of the case in the table.
        call: The call that each customer sends.
        seconds: The length of the time window in which calls are counted.
        slot: The slot that a correct response sets; without it, a correct one has no events.
        values: The values of which the slot must get one.
        lead_seconds: How long the customers call before that. Their first calls are all sent at
            the same moment.
        servers: The action servers that are called, by their names.
        customers: How many customers call at once.
    """

    key: str
    title: str
    call: ActionCall
    seconds: float
    slot: str | None = None
    values: frozenset[str | int] = frozenset()
    lead_seconds: float = 1.0
    servers: str = ONE_SERVER
    customers: int = CUSTOMERS

    def check(self, response: dict[str, Any]) -> None:
        """Check that the action has done its work.

        Raises:
            BenchmarkError: The response contains other events.
        """
        events = response.get("events")
        if self.slot is None and events == []:
            return
        if any(e.get("name") == self.slot and e.get("value") in self.values for e in events or []):
            return
        raise BenchmarkError(f"{self.title}: the action answered {json.dumps(response)[:300]}")


class Connection:
    """One customer's connection to the action server.

    It is a plain socket instead of an HTTP client: the customers share the machine's cores with
    the action server, and the time that a client like aiohttp needs for fifty responses at once
    would count as the action server's.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Take an open connection; use `open` to open one."""
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, port: int) -> Connection:
        """Open a connection to the action server."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def call(self, case: Case) -> float:
        """Send one call and return the seconds until the response arrived.

        Raises:
            BenchmarkError: The response is not the expected one.
        """
        request = case.call.request()
        started = time.perf_counter()
        head, body = await self.send(request)
        took = time.perf_counter() - started
        if head.split(b" ", 2)[1] != b"200":
            raise BenchmarkError(f"{case.title}: the server answered {head + body!r:.300}")
        case.check(json.loads(body))
        return took

    async def send(self, request: bytes) -> tuple[bytes, bytes]:
        """Send an HTTP request and return the head and the body of the response."""
        self._writer.write(request)
        head = await self._reader.readuntil(b"\r\n\r\n")
        length = _CONTENT_LENGTH.search(head)
        body = await self._reader.readexactly(int(length[1])) if length else b""
        return head, body

    def close(self) -> None:
        """Close the connection."""
        self._writer.close()


async def measure(ports: Sequence[int], case: Case, cpu: CpuTimes | None = None) -> Round:
    """Let all customers call for a while, and count the calls that were answered in the window.

    Args:
        ports: The ports of the action servers, among which the customers are divided.
        case: What they call.
        cpu: Measures the CPU time of the window.

    Raises:
        BenchmarkError: A response was wrong or did not arrive.
    """
    chosen = islice(cycle(ports), case.customers)
    connections = [await Connection.open(port) for port in chosen]
    begins = time.perf_counter() + case.lead_seconds
    ends = begins + case.seconds
    customers = [_calls_until(ends, connection, case) for connection in connections]
    timeout = case.lead_seconds + case.seconds + TIMEOUT_SECONDS
    try:
        calls, used = await asyncio.wait_for(
            asyncio.gather(asyncio.gather(*customers), _used(begins, ends, cpu)), timeout
        )
    except asyncio.TimeoutError:
        raise BenchmarkError(
            f"{case.title}: not finished after {timeout:.0f} s. Is the machine busy?"
        ) from None
    except (OSError, EOFError) as error:
        reason = f"{case.title}: the action server closed the connection ({error!r})"
        raise BenchmarkError(reason) from error
    finally:
        for connection in connections:
            connection.close()
    return Round.of(case.seconds, in_window(begins, ends, chain.from_iterable(calls)), used)


async def _used(begins: float, ends: float, cpu: CpuTimes | None) -> dict[str, float]:
    """Return the CPU time that each program uses in a time window."""
    if cpu is None:
        return {}
    await asyncio.sleep(begins - time.perf_counter())
    before = cpu()
    await asyncio.sleep(ends - time.perf_counter())
    return {name: after - before[name] for name, after in cpu().items()}


async def _calls_until(ends: float, connection: Connection, case: Case) -> list[Call]:
    calls = []
    while time.perf_counter() < ends:
        took = await connection.call(case)
        calls.append(Call(time.perf_counter(), took))
    return calls
