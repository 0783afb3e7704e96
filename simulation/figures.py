"""The figures that the plan is made of, each with where it is from.

A figure is measured here, counted in the code, documented by a vendor, or assumed. Who has better
ones changes them here; the plan and the table in `docs/scale.md` follow.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Origin(str, Enum):
    """Where a figure is from."""

    MEASURED = "measured"
    COUNTED = "counted"
    DOCUMENTED = "documented"
    ASSUMED = "assumed"


@dataclass(frozen=True)
class Figure:
    """A number with its unit, where it is from, and what it says."""

    value: float
    unit: str
    origin: Origin
    says: str


# A Rasa 3.6.21 server is one process with one event loop, so its capacity is one core.
FIRST_TURN = Figure(
    47, "ms", Origin.MEASURED, "CPU time of Rasa for a conversation's first turn, with our channel"
)
TURN = Figure(22, "ms", Origin.MEASURED, "CPU time of Rasa for another turn, with our channel")
EARLIER_TURN = Figure(
    0.58, "ms", Origin.MEASURED, "… and for each earlier turn, because Rasa reads the whole tracker"
)
HANDOFF_TURN = Figure(
    81, "ms", Origin.MEASURED, "CPU time of Rasa for a turn of the handoff: question, name, address"
)
COMPUTING = Figure(
    0.84, "", Origin.MEASURED, "share in which a busy Rasa computes; else it waits for its stores"
)
HANDOFF_TURNS = Figure(3, "turns", Origin.MEASURED, "turns of a handoff")
HANDOFF_CALLS = Figure(7, "calls", Origin.MEASURED, "calls of the action server in a handoff")
ACTION = Figure(1.5, "ms", Origin.MEASURED, "CPU time of the action server for one call")
TRANSFERS = Figure(
    198, "1/s", Origin.MEASURED, "transfers that one action server requests, with Redis; the least"
)
THREADS = Figure(64, "threads", Origin.COUNTED, "calls of one desk at once, in one action server")
VENDOR = Figure(200, "ms", Origin.ASSUMED, "time that a vendor takes for a transfer")

# Commands that reach Redis; a script counts as one.
TURN_COMMANDS = Figure(9, "commands", Origin.COUNTED, "state store, one turn at CM.com or Parley")
LIVEPERSON_TURN_COMMANDS = Figure(
    16, "commands", Origin.COUNTED, "state store, one turn at LivePerson"
)
TRANSFER_COMMANDS = Figure(3, "commands", Origin.COUNTED, "state store, one transfer")
LOCK_COMMANDS = Figure(7, "commands", Origin.MEASURED, "Rasa's RedisLockStore, one turn")
REDIS = Figure(
    38_000, "1/s", Origin.MEASURED, "commands of one Redis with `appendfsync always`, 50 clients"
)
REDIS_WRITE = Figure(1.1, "ms", Origin.MEASURED, "time of one write then")

RESULT_BYTES = Figure(
    136, "bytes", Origin.MEASURED, "Redis, the result of a turn at CM.com or Parley"
)
RESULT_MINUTES = Figure(60, "minutes", Origin.COUNTED, "… kept so long (`remember_minutes`)")
TRANSFER_BYTES = Figure(232, "bytes", Origin.MEASURED, "Redis, the record of a transfer")
LIVEPERSON_RESULT_BYTES = Figure(832, "bytes", Origin.MEASURED, "Redis, a turn at LivePerson")
LIVEPERSON_RESULT_MINUTES = Figure(10, "minutes", Origin.COUNTED, "… kept so long")
CONVERSATION_BYTES = Figure(
    504, "bytes", Origin.MEASURED, "Redis, a conversation at LivePerson, without attributes"
)
KEPT_MINUTES = Figure(1440, "minutes", Origin.COUNTED, "records and conversations are kept so long")

POSTGRESQL = Figure(2.3, "ms", Origin.MEASURED, "CPU time of PostgreSQL for a turn")
FIRST_TURN_ROWS = Figure(14, "rows", Origin.MEASURED, "PostgreSQL, a conversation's first turn")
TURN_ROWS = Figure(5, "rows", Origin.MEASURED, "PostgreSQL, another turn")
HANDOFF_ROWS = Figure(43, "rows", Origin.MEASURED, "PostgreSQL, a handoff")
ROW_BYTES = Figure(450, "bytes", Origin.MEASURED, "PostgreSQL, data of a row")

OPEN_CONVERSATIONS = Figure(
    250, "conversations", Origin.DOCUMENTED, "open at one bot of LivePerson, at best; at most 999"
)
PRESENCE_CALLS = Figure(
    3, "calls", Origin.COUNTED, "of CM.com's presence per minute and skill, whatever happens"
)
PRESENCE_PER_SECOND = Figure(3, "1/s", Origin.DOCUMENTED, "calls that CM.com's Agent Inbox accepts")
PRESENCE_PER_HOUR = Figure(10_000, "1/h", Origin.DOCUMENTED, "… in an hour")
PRESENCE_PER_DAY = Figure(100_000, "1/day", Origin.DOCUMENTED, "… in a day")

TURNS = Figure(8, "turns", Origin.ASSUMED, "messages of a customer in a conversation")
HANDOFF_SHARE = Figure(0.2, "", Origin.ASSUMED, "share of the conversations that are handed over")
MINUTES = Figure(8, "minutes", Origin.ASSUMED, "time that a conversation is open")
UTILISATION = Figure(0.6, "", Origin.ASSUMED, "how busy a server may be at most, so as to be quick")


def all_figures() -> dict[str, Figure]:
    """Return the figures by their names, in their order."""
    return {name: each for name, each in globals().items() if isinstance(each, Figure)}
