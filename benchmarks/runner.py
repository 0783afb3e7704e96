"""Measure all cases, round by round.

Each round measures every case, so other work on the machine affects all of them. The figures are
medians of the rounds.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from sandbox import Control
from sandbox.vendors import MANIFESTS

from .cases import (
    BLOCKING_CASE,
    CASES,
    HANG_CASES,
    HANGING,
    OTHERS_LIVE,
    ROUND,
    VENDOR_SECONDS,
)
from .errors import BenchmarkError
from .figures import CaseResult, Round
from .load import Case, Connection, measure

ROUNDS = 5
# One round is enough for a case in which each customer waits ten seconds: it hardly varies.
BLOCKING_ROUND = ROUNDS // 2
WARM_UP_SECONDS = 0.5


class Runner:
    """Measures all rounds of all cases."""

    def __init__(self, port: int, control: Control, progress: Callable[[str], None]) -> None:
        """Prepare the rounds.

        Args:
            port: The action server's port.
            control: Controls the sandbox.
            progress: Called with a text about what is measured now.
        """
        self._port = port
        self._control = control
        self._progress = progress
        self._rounds: dict[str, list[Round]] = defaultdict(list)

    async def run(self) -> list[CaseResult]:
        """Measure everything."""
        self._progress("warming up")
        self._slow_down_vendors()
        for case in CASES:
            if case is not BLOCKING_CASE and case not in HANG_CASES:
                await measure(self._port, replace(case, seconds=WARM_UP_SECONDS))
        for number in range(ROUNDS):
            for case in ROUND:
                if case is not BLOCKING_CASE or number == BLOCKING_ROUND:
                    self._progress(f"round {number + 1} of {ROUNDS}: {case.title}")
                    self._rounds[case.key].append(await self._measure(case))
        return [CaseResult(case.key, case.title, self._rounds[case.key]) for case in CASES]

    async def _measure(self, case: Case) -> Round:
        if case not in HANG_CASES:
            return await measure(self._port, case)
        async with self._hanging_call():
            return await measure(self._port, case)

    @asynccontextmanager
    async def _hanging_call(self) -> AsyncIterator[None]:
        """Let one more customer wait for a vendor that never answers."""
        self._control.clear_faults()
        self._control.fault(HANGING.transfer_call, "hang")
        self._slow_down_vendors()
        connection = await Connection.open(self._port)
        hanging = asyncio.ensure_future(connection.call(OTHERS_LIVE))
        while any(fault["kind"] == "hang" for fault in self._control.faults()):
            await asyncio.sleep(0.01)
        yield
        if hanging.done():
            raise BenchmarkError(
                "The hanging call reached its deadline before the round was over: the machine is "
                "too busy for a measurement."
            )
        self._control.clear_faults()
        await hanging
        connection.close()
        self._slow_down_vendors()

    def _slow_down_vendors(self) -> None:
        for vendor in MANIFESTS:
            for call in (vendor.shift_call, vendor.transfer_call):
                self._control.fault(call, "slow", times=None, seconds=VENDOR_SECONDS)
