"""Whether a server's state store can be used now, for the probes of a load balancer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from .store import StateStoreError

# A probe that waits longer than this counts as failed: Kubernetes waits for one second by default.
CHECK_SECONDS = 0.8


async def problem_of(check: Callable[[], object]) -> str | None:
    """Return what is wrong with a state store; None if it can be used.

    Args:
        check: The store's `check`, which may block.
    """
    checked = asyncio.get_running_loop().run_in_executor(None, check)
    try:
        await asyncio.wait_for(asyncio.shield(checked), CHECK_SECONDS)
    except StateStoreError as error:
        return str(error)
    except asyncio.TimeoutError:
        return "the state store does not answer"
    return None
