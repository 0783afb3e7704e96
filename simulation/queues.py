"""The servers of a plan as queues, with SimPy: how long a turn takes.

Turns of many customers arrive independently of each other (Poisson). nginx gives them to the Rasa
servers in turn. A Rasa server computes half of a turn, asks action servers, which nginx chooses in
turn as well, and computes the other half; while it waits it serves others. Each server does one
thing at a time, in the order of arrival. The time of a piece of work varies (exponential), which is
more than was measured, so the queues are rather too long than too short.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from itertools import cycle
from random import Random
from typing import Any

import simpy

from benchmarks.figures import percentile

from . import figures
from .demand import Demand, Turn
from .plan import Plan

SEED = 13
TURNS = 20_000
# The servers begin without anything to do; the first turns are not counted.
WARM_UP = 0.2

Steps = Generator[simpy.Event, Any, None]


@dataclass(frozen=True)
class Times:
    """The time from a message's arrival to the end of its turn, in milliseconds.

    Attributes:
        p50: Half of the turns are faster.
        p99: One of a hundred is slower.
        waiting: Turns that had arrived and not ended when the last one arrived.
    """

    p50: float
    p99: float
    waiting: int


class Servers:
    """Servers of one kind behind nginx, which gives each piece of work to the next one."""

    def __init__(self, environment: simpy.Environment, count: int) -> None:
        """Take the clock, and how many servers there are."""
        self._environment = environment
        self._next = cycle([simpy.Resource(environment) for _ in range(count)])

    def choose(self) -> simpy.Resource:
        """Return the server whose turn it is."""
        return next(self._next)

    def work(self, server: simpy.Resource, ms: float) -> Steps:
        """Wait until the server has done all earlier work, and let it work so long."""
        with server.request() as place:
            yield place
            yield self._environment.timeout(ms)


class Simulation:
    """One run of a plan; the same seed gives the same customers with the same needs."""

    def __init__(self, plan: Plan, turns: int = TURNS, seed: int = SEED) -> None:
        """Take the plan, and how many turns are simulated."""
        self._plan = plan
        self._count = turns
        self._random = Random(seed)  # noqa: S311 - nothing is secret here
        self._environment = simpy.Environment()
        self._rasa = Servers(self._environment, plan.rasa)
        self._actions = Servers(self._environment, plan.actions)
        self._took: dict[int, float] = {}

    def run(self) -> Times:
        """Simulate, and return the times of the turns."""
        arrivals = self._environment.process(self._arrive())
        self._environment.run(arrivals)
        waiting = self._count - len(self._took)
        self._environment.run()
        first = round(self._count * WARM_UP)
        counted = [took for number, took in self._took.items() if number >= first]
        return Times(percentile(counted, 50), percentile(counted, 99), waiting)

    def _arrive(self) -> Steps:
        per_ms = self._plan.demand.turns_per_second / 1000
        kinds = _turns(self._plan.demand, self._random)
        for number, turn in zip(range(self._count), kinds):
            yield self._environment.timeout(self._random.expovariate(per_ms))
            # Drawn here, so that the number of servers does not change what a turn needs.
            halves = [self._vary(turn.rasa_ms / 2) for _ in range(2)]
            calls = [self._vary(figures.ACTION.value) for _ in range(round(turn.action_calls))]
            wait = self._vary(figures.VENDOR.value) if turn.is_transfer else 0.0
            self._environment.process(self._turn(number, halves, calls, wait))

    def _vary(self, ms: float) -> float:
        return self._random.expovariate(1 / ms)

    def _turn(self, number: int, halves: list[float], calls: list[float], wait: float) -> Steps:
        began = self._environment.now
        rasa = self._rasa.choose()
        # The writes in Redis of a turn, one after the other: begin, ticket, result, end.
        yield self._environment.timeout(4 * figures.REDIS_WRITE.value)
        yield from self._rasa.work(rasa, halves[0])
        for ms in calls:
            yield from self._actions.work(self._actions.choose(), ms)
        # An action server waits for a vendor in a thread, and serves others meanwhile.
        yield self._environment.timeout(wait)
        yield from self._rasa.work(rasa, halves[1])
        self._took[number] = self._environment.now - began


def _turns(demand: Demand, random: Random) -> Iterable[Turn]:
    """Return turns of many conversations in an arbitrary order."""
    plain, handed = list(demand.conversation(False)), list(demand.conversation(True))
    while True:
        yield random.choice(handed if random.random() < demand.handoff_share else plain)
