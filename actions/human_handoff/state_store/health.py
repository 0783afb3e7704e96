"""Whether a server's state store can be used now, for the probes of a load balancer."""

from __future__ import annotations

from .shared_call import SharedCall
from .store import StateStore, StateStoreError

# A probe that waits longer than this counts as failed: Kubernetes waits for one second by default.
CHECK_SECONDS = 0.8
# A result is used for so long: nobody can keep the store busy by asking again and again.
KEPT_SECONDS = 1.0


class StoreHealth:
    """Checks a state store, at most once at the same time however many probes ask."""

    def __init__(self, store: StateStore) -> None:
        """Take the store; its check may block, and runs in a thread."""
        self._check = SharedCall(store.check)

    async def problem(self) -> str | None:
        """Return what is wrong with the store; None if it can be used."""
        try:
            await self._check.result(KEPT_SECONDS, CHECK_SECONDS)
        except TimeoutError:
            return "the state store does not answer"
        except StateStoreError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 - whatever a store of a bot's own raises
            return f"the state store raised {type(error).__name__}"
        return None
