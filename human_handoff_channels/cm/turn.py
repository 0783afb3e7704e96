"""The turns of one delivery of the router."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

Work = Callable[[], Awaitable[object]]


class DeliveryTurns:
    """The turns of one delivery: after one that failed, the others wait for the next delivery.

    That holds only while the router's request waits, since only then can it deliver again.
    """

    def __init__(self) -> None:
        self.is_waited_for = True
        self._failure: Exception | None = None

    async def run(self, work: Work) -> None:
        """Do the work of a turn, unless an earlier one has failed."""
        if self._failure is not None and self.is_waited_for:
            raise self._failure
        try:
            await work()
        except Exception as error:
            self._failure = error
            raise
