"""Who reads the events of a server that is measured: Prometheus, and the webhook's receiver."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from sandbox import Control

from .errors import BenchmarkError
from .load import Connection

# Prometheus reads every minute by default; 5 seconds is more often than anybody needs.
SCRAPE_SECONDS = 5.0
SCRAPE = b"GET /metrics HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/openmetrics-text\r\n\r\n"
ARRIVAL_SECONDS = 60.0
POLL_SECONDS = 0.1
LOGGED = b"handoff event: {"


@dataclass(frozen=True)
class EventsConsumer:
    """Reads the metrics, and waits until every event has arrived at the webhook's receiver.

    So the events of one round are not posted while the next one is measured.

    Attributes:
        log: The log of the action server, with a line for each event.
        receiver: The address of the webhook.
        late_seconds: How long after each round its events had all arrived.
        reads_metrics: Whether the server has metrics to read.
    """

    log: Path
    receiver: str
    late_seconds: list[float] = field(default_factory=list)
    reads_metrics: bool = False

    @asynccontextmanager
    async def running(self, port: int, control: Control) -> AsyncIterator[None]:
        """Read the metrics until the block ends; then wait for the receiver.

        Raises:
            BenchmarkError: There are no metrics, or an event has not arrived.
        """
        async with AsyncExitStack() as reading:
            if self.reads_metrics:
                await reading.enter_async_context(_scraping(port))
            yield
        await self._wait_for_events()

    async def _wait_for_events(self) -> None:
        began = time.monotonic()
        wanted = self.log.read_bytes().count(LOGGED)
        async with httpx.AsyncClient(trust_env=False) as http:
            while (arrived := (await http.get(self.receiver)).json()["events"]) < wanted:
                if time.monotonic() - began > ARRIVAL_SECONDS:
                    reason = f"only {arrived} of {wanted} events have arrived at the receiver"
                    raise BenchmarkError(reason)
                await asyncio.sleep(POLL_SECONDS)
        self.late_seconds.append(time.monotonic() - began)


@asynccontextmanager
async def _scraping(port: int) -> AsyncIterator[None]:
    """Read the metrics again and again until the block ends.

    Raises:
        BenchmarkError: There are none.
    """
    connection = await Connection.open(port)
    scraping = asyncio.ensure_future(_scrape(connection))
    yield
    scraping.cancel()
    connection.close()
    with suppress(asyncio.CancelledError):
        await scraping


async def _scrape(connection: Connection) -> None:
    while True:
        head, _ = await connection.send(SCRAPE)
        if head.split(b" ", 2)[1] != b"200":
            raise BenchmarkError(f"the action server answered /metrics with {head!r:.100}")
        await asyncio.sleep(SCRAPE_SECONDS)
