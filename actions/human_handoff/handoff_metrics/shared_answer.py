"""An answer that many ask for at the same time: made once in a moment, however many ask."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

# Who asks within so many seconds after an answer was begun gets the same one.
SHARED_SECONDS = 1.0


class SharedAnswers:
    """Makes answers in a task of the event loop; it goes on if those who asked have gone."""

    def __init__(self) -> None:
        """Start without an answer."""
        self._tasks: dict[str, tuple[float, asyncio.Task[bytes]]] = {}

    async def get(self, kind: str, make: Callable[[], Coroutine[Any, Any, bytes]]) -> bytes:
        """Return the answer of this kind, which somebody else may have asked for just now."""
        loop = asyncio.get_running_loop()
        self._tasks = {
            known: (begun, task)
            for known, (begun, task) in self._tasks.items()
            if _is_usable(begun, task, loop)
        }
        if kind not in self._tasks:
            self._tasks[kind] = (loop.time(), loop.create_task(make()))
        return await asyncio.shield(self._tasks[kind][1])


def _is_usable(begun: float, task: asyncio.Task[bytes], loop: asyncio.AbstractEventLoop) -> bool:
    """Tell whether an answer is under way, or has been made just now, in this event loop."""
    if task.get_loop() is not loop:
        return False
    return not task.done() or loop.time() - begun <= SHARED_SECONDS
