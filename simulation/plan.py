"""The reckoned plan: how many of each server a demand needs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from . import figures
from .demand import Demand

# One of two may fail or be replaced at any time.
FEWEST = 2


@dataclass(frozen=True)
class Plan:
    """How many of each server; one process of one core each, except the stores.

    Attributes:
        demand: What it is for.
        rasa: Rasa servers.
        actions: Action servers.
    """

    demand: Demand
    rasa: int
    actions: int

    @property
    def rasa_utilisation(self) -> float:
        """How busy each Rasa server is, 0 to 1."""
        return self.demand.per_second("rasa_ms") / 1000 / self.rasa

    @property
    def action_utilisation(self) -> float:
        """How busy each action server is, 0 to 1."""
        return busy_action_servers(self.demand) / self.actions

    @property
    def state_commands(self) -> float:
        """Commands of the state store in a second, at the vendor where they are most."""
        kinds = ("state_commands", "liveperson_state_commands")
        return max(self.demand.per_second(kind) for kind in kinds)

    @property
    def lock_commands(self) -> float:
        """Commands of Rasa's lock store in a second."""
        return self.demand.turns_per_second * figures.LOCK_COMMANDS.value

    @property
    def redis(self) -> int:
        """Primaries of a Redis Cluster for the state store; 1 is a plain Redis."""
        return servers_for(self.state_commands / figures.REDIS.value, fewest=1)

    @property
    def lock_redis(self) -> float:
        """How busy the lock store is, 0 to 1 and above; it cannot be a cluster."""
        return self.lock_commands / figures.REDIS.value

    @property
    def redis_gigabytes(self) -> float:
        """Memory of the state store at CM.com or Parley."""
        turns = self.demand.turns * figures.RESULT_BYTES.value * figures.RESULT_MINUTES.value
        records = self.demand.handoff_share * figures.TRANSFER_BYTES.value
        return self._gigabytes(turns, records)

    @property
    def liveperson_redis_gigabytes(self) -> float:
        """Memory of the state store at LivePerson, where the transfer is a part of the reply."""
        minutes = figures.LIVEPERSON_RESULT_MINUTES.value
        turns = self.demand.turns * figures.LIVEPERSON_RESULT_BYTES.value * minutes
        return self._gigabytes(turns, figures.CONVERSATION_BYTES.value)

    def _gigabytes(self, byte_minutes: float, bytes_of_a_day: float) -> float:
        of_one = byte_minutes + bytes_of_a_day * figures.KEPT_MINUTES.value
        return self.demand.per_minute * of_one / 1e9

    @property
    def postgresql_cores(self) -> float:
        """Cores of PostgreSQL that are busy all the time."""
        return self.demand.turns_per_second * figures.POSTGRESQL.value / 1000

    @property
    def rows(self) -> float:
        """Rows that PostgreSQL stores in a second."""
        return self.demand.per_second("rows")

    @property
    def gigabytes_per_day(self) -> float:
        """Data of these rows, without indexes."""
        return self.rows * figures.ROW_BYTES.value * 86_400 / 1e9

    @property
    def liveperson_bots(self) -> int:
        """Bots at LivePerson for the conversations that are open."""
        return math.ceil(self.demand.open_conversations / figures.OPEN_CONVERSATIONS.value)


def busy_action_servers(demand: Demand) -> float:
    """Return how many action servers would be busy all the time.

    What is scarcest decides: their CPU, the transfers that one was seen to do, or its threads.
    """
    calls = demand.per_second("action_calls") * figures.ACTION.value / 1000
    transfers = demand.transfers_per_second
    threads = transfers * figures.VENDOR.value / 1000 / figures.THREADS.value
    return max(calls, transfers / figures.TRANSFERS.value, threads)


def servers_for(busy: float, fewest: int = FEWEST) -> int:
    """Return how many servers are needed where so many would be busy all the time."""
    # Rounding must not add a server where the division leaves 1e-16 over.
    return max(fewest, math.ceil(round(busy / figures.UTILISATION.value, 9)))


def plan_for(demand: Demand) -> Plan:
    """Return the smallest plan in which no server is too busy."""
    rasa = servers_for(demand.per_second("rasa_ms") / 1000)
    return Plan(demand, rasa, servers_for(busy_action_servers(demand)))


def presence_skills() -> int:
    """Return how many skills CM.com's limits allow; the limit of the day is the narrowest."""
    per_skill = figures.PRESENCE_CALLS.value
    allowed = (
        figures.PRESENCE_PER_SECOND.value * 60 / per_skill,
        figures.PRESENCE_PER_HOUR.value / (per_skill * 60),
        figures.PRESENCE_PER_DAY.value / (per_skill * 60 * 24),
    )
    return math.floor(min(allowed))
