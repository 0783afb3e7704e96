"""Whether a server's state store can be used now, for the probes of a load balancer."""

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import Future

from .store import StateStore, StateStoreError

# A probe that waits longer than this counts as failed: Kubernetes waits for one second by default.
CHECK_SECONDS = 0.8
# A result is used for so long: nobody can keep the store busy by asking again and again.
KEPT_SECONDS = 1.0


class StoreHealth:
    """Checks a state store, at most once at the same time however many probes ask."""

    def __init__(self, store: StateStore) -> None:
        """Take the store; its check may block, and runs in a thread."""
        self._store = store
        self._check: Future[None] | None = None
        self._begun = 0.0

    async def problem(self) -> str | None:
        """Return what is wrong with the store; None if it can be used."""
        is_old = time.monotonic() - self._begun > KEPT_SECONDS
        if self._check is None or (self._check.done() and is_old):
            self._begun, self._check = time.monotonic(), Future()
            threading.Thread(target=_run, args=(self._store, self._check), daemon=True).start()
        ends = time.monotonic() + CHECK_SECONDS
        while not self._check.done():
            if time.monotonic() > ends:
                return "the state store does not answer"
            await asyncio.sleep(0.01)
        error = self._check.exception()
        if isinstance(error, StateStoreError):
            return str(error)
        return None if error is None else f"the state store raised {type(error).__name__}"


def _run(store: StateStore, check: Future[None]) -> None:
    try:
        store.check()
    except Exception as error:  # noqa: BLE001 - it belongs to the probes
        check.set_exception(error)
    else:
        check.set_result(None)
