"""Requests that are each delivered several times, to servers that are killed at random moments."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from benchmarks.calls import ActionCall
from benchmarks.load import Connection
from benchmarks.timeline import filled_form
from demo.ports import free_port
from demo.servers import Server
from tests.several_servers.action_servers import ESCALATE

DELIVERIES = 3
# So many customers at once: fewer than the sandbox, in the test's own process, can serve at ease.
CUSTOMERS = 32
# A repeated delivery comes at once or up to so much later: before, while or after the first one
# is answered.
LATER_SECONDS = 0.4
# A server is killed for the first time before this, so that also the shortest run has a kill.
FIRST_LIFE_SECONDS = 0.3
# Much longer than the deadline of an action: who waits so long has got no answer.
PATIENCE_SECONDS = 30.0


@dataclass(frozen=True)
class Delivery:
    """One delivery of a request.

    Attributes:
        sender: Whose request it is.
        began: When it was sent, in seconds on the monotonic clock.
        ended: When it was answered or cut.
        slots: The slots that the action has set; None without an answer.
    """

    sender: str
    server: KilledServer
    began: float
    ended: float
    slots: dict[str, Any] | None


class KilledServer:
    """An action server that is killed at random moments, and started again on its port.

    Attributes:
        outages: From when to when the server was not there.
    """

    def __init__(self, start: Callable[[int], Server], life_seconds: float, seed: str) -> None:
        """Choose its port; `begin` starts it.

        Args:
            start: Starts the server on a port, and returns when it is ready.
            life_seconds: How long it lives on average.
            seed: The same one gives the same random times.
        """
        self.port = free_port()
        self.outages: list[tuple[float, float]] = []
        self.is_up = asyncio.Event()
        self._start = start
        self._life_seconds = life_seconds
        self._chance = _random(seed)
        self._server: Server | None = None

    async def begin(self) -> None:
        """Start the server, and return when it is ready."""
        self._server = await asyncio.to_thread(self._start, self.port)
        self.is_up.set()

    async def run(self, is_over: asyncio.Event) -> None:
        """Kill the server and start it again, until the test is over."""
        while True:
            with suppress(asyncio.TimeoutError):
                longest = 2 * self._life_seconds if self.outages else FIRST_LIFE_SECONDS
                life = self._chance.uniform(0, longest)
                await asyncio.wait_for(is_over.wait(), life)
                return
            assert self._server is not None
            self.is_up.clear()
            killed = time.monotonic()
            await asyncio.to_thread(self._server.process.kill)
            await self.begin()
            self.outages.append((killed, time.monotonic()))

    def was_away(self, delivery: Delivery) -> bool:
        """Tell whether the server was not there for some of the delivery's time."""
        return any(killed < delivery.ended and delivery.began < up for killed, up in self.outages)


class Deliveries:
    """Delivers requests, and keeps what became of each delivery."""

    def __init__(self, desk: str, servers: list[KilledServer], seed: int) -> None:
        """Take the customers' desk, and the servers of which each may get any delivery."""
        self._call = ActionCall(ESCALATE, filled_form(desk))
        self._servers = servers
        self._seed = seed
        self.all: list[Delivery] = []

    async def deliver(self, requests: int) -> None:
        """Deliver all requests while the servers are killed, each until it is answered."""
        is_over = asyncio.Event()
        killing = [asyncio.ensure_future(server.run(is_over)) for server in self._servers]
        senders = iter([f"chaos-{number}" for number in range(requests)])
        try:
            await asyncio.gather(*(self._customer(senders) for _ in range(CUSTOMERS)))
        finally:
            is_over.set()
            await asyncio.gather(*killing)

    async def deliver_to_each_server(self, senders: Iterable[str]) -> None:
        """Deliver these requests once to each server, one after the other."""
        for sender in senders:
            await asyncio.gather(*(self._deliver(sender, server) for server in self._servers))

    async def _customer(self, senders: Iterator[str]) -> None:
        for sender in senders:
            chance = _random(f"{self._seed} {sender}")
            pauses = [0.0] + [chance.choice((0.0, LATER_SECONDS)) for _ in range(1, DELIVERIES)]
            pauses = [chance.uniform(0, pause) for pause in pauses]
            made = await asyncio.gather(
                *(self._after(pause, sender, chance.choice(self._servers)) for pause in pauses)
            )
            while all(delivery.slots is None for delivery in made):
                made = [await self._deliver(sender, await self._any_that_is_up(chance))]

    async def _after(self, pause: float, sender: str, server: KilledServer) -> Delivery:
        await asyncio.sleep(pause)
        return await self._deliver(sender, server)

    async def _deliver(self, sender: str, server: KilledServer) -> Delivery:
        began = time.monotonic()
        slots = None
        with suppress(OSError, EOFError, asyncio.TimeoutError):
            slots = await asyncio.wait_for(self._answer(sender, server.port), PATIENCE_SECONDS)
        delivery = Delivery(sender, server, began, time.monotonic(), slots)
        self.all.append(delivery)
        return delivery

    async def _answer(self, sender: str, port: int) -> dict[str, Any]:
        connection = await Connection.open(port)
        try:
            head, body = await connection.send(self._call.request(sender))
        finally:
            connection.close()
        assert head.split(b" ", 2)[1] == b"200", head + body
        events = json.loads(body)["events"]
        return {event["name"]: event["value"] for event in events if event["event"] == "slot"}

    async def _any_that_is_up(self, chance: random.Random) -> KilledServer:
        # Also a server that has just come up may be killed before it is chosen.
        while not (up := [server for server in self._servers if server.is_up.is_set()]):
            waiting = [asyncio.ensure_future(server.is_up.wait()) for server in self._servers]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            for wait in waiting:
                wait.cancel()
        return chance.choice(up)


def _random(seed: str) -> random.Random:
    return random.Random(seed)
