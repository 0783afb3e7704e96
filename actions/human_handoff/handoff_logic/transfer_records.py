"""The idempotency record of a transfer: requested at most once, by whichever server gets it.

A record is made before the vendor is called. It names the server's call that owns it, and keeps
the outcome. While the owner is alive, a key of its own says so; that key ends by itself. So a
repetition finds the outcome, or an owner to wait for, or an owner that died in the middle.
"""

from __future__ import annotations

import json
import logging
import uuid
from dataclasses import asdict, dataclass

from ..state_store import MemoryStateStore, StateStore, StateStoreError

logger = logging.getLogger(__name__)

# Longer than any platform keeps delivering a message that was not acknowledged.
RECORD_SECONDS = 24 * 60 * 60.0


@dataclass(frozen=True)
class Record:
    """What is known of a transfer.

    Attributes:
        owner: The call that asks the vendor.
        request: A hash of what was requested.
        route: Where it was requested.
        outcome: What became of it; None while the owner has not told.
    """

    owner: str
    request: str
    route: str
    outcome: str | None = None


@dataclass(frozen=True)
class Claim:
    """What a call finds when it wants to request a transfer.

    Attributes:
        is_ours: Whether this call may ask the vendor.
        route: Where the transfer was requested before; empty if that is not known.
        outcome: What became of it; None if that is not known.
        is_under_way: Whether another call, which is alive, asks the vendor now.
    """

    is_ours: bool = False
    route: str = ""
    outcome: str | None = None
    is_under_way: bool = False


class TransferRecords:
    """The records of all transfers, in the store that all servers share."""

    def __init__(self, store: StateStore) -> None:
        """Take the shared store."""
        self._store = store
        # What this server knows, also where the store has lost it.
        self._known = MemoryStateStore()

    def claim(self, key: str, request: str, route: str, seconds: float) -> Claim:
        """Make the record of a transfer, unless there is one.

        Args:
            key: The same for every repetition of the same attempt.
            request: A hash of who is to be transferred.
            route: Where this call would request it; a repetition may have chosen another one.
            seconds: How long the call may take; after that its owner counts as dead.

        Raises:
            StateStoreError: The record could not be made; nobody may be asked.
        """
        ours = Record(uuid.uuid4().hex, request, route)
        known = self._known.set_if_absent(key, _to_json(ours), seconds)
        if known is not None:
            found = _from_json(known)
            return Claim(is_under_way=True) if found.outcome is None else _found(found, ours)
        claim = Claim()
        try:
            claim = self._claim(key, ours, seconds)
        finally:
            if not claim.is_ours:
                self._known.remove(key, _to_json(ours))
        return claim

    def _claim(self, key: str, ours: Record, seconds: float) -> Claim:
        # In this order: whoever finds the record must also find that its owner is alive.
        self._store.put(_alive(ours), "", seconds)
        present = self._store.set_if_absent(key, _to_json(ours), RECORD_SECONDS)
        if present is None:
            return Claim(is_ours=True)
        found = _from_json(present)
        if found.outcome is None and self._store.get(_alive(found)) is not None:
            return Claim(is_under_way=True)
        return _found(self._latest(key, found), ours)

    def finish(self, key: str, request: str, route: str, outcome: str) -> None:
        """Keep what became of a transfer that this call has claimed."""
        record = _to_json(Record("", request, route, outcome))
        self._known.put(key, record, RECORD_SECONDS)
        try:
            self._store.put(key, record, RECORD_SECONDS)
        except StateStoreError as error:
            # Other servers will call it unconfirmed, which is true as far as they know.
            logger.error("the outcome of a transfer is known to this server only: %s", error)

    def _latest(self, key: str, found: Record) -> Record:
        # The owner may have told between the two looks.
        text = None if found.outcome is not None else self._store.get(key)
        return found if text is None else _from_json(text)


def _found(record: Record, ours: Record) -> Claim:
    # Each desk has ids of its own for a customer.
    if record.route == ours.route and record.request != ours.request:
        logger.error("another transfer has the same idempotency key; nothing was sent")
        return Claim()
    return Claim(route=record.route, outcome=record.outcome)


def _alive(record: Record) -> str:
    return f"alive/{record.owner}"


def _to_json(record: Record) -> str:
    return json.dumps(asdict(record))


def _from_json(text: str) -> Record:
    """Return a record; one that cannot be read is that of another request, with no outcome."""
    try:
        values = json.loads(text)
        return Record(values["owner"], values["request"], values["route"], values["outcome"])
    except (ValueError, KeyError, TypeError):
        return Record("", "", "")
