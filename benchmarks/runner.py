"""Measure all cases, round by round.

Each round measures every case, so other work on the machine affects all of them. The figures are
medians of the rounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace

from sandbox import Control
from sandbox.vendors import MANIFESTS

from .cases import BLOCKING_CASE, CASES, DISTURBANCES, ROUND, VENDOR_SECONDS
from .figures import CaseResult, Round
from .load import Case, measure

ROUNDS = 5
WARM_UP_SECONDS = 0.5


class Runner:
    """Measures all rounds of all cases."""

    def __init__(
        self, port: int, control: Control, progress: Callable[[str], None], rounds: int = ROUNDS
    ) -> None:
        """Prepare the rounds.

        Args:
            port: The action server's port.
            control: Controls the sandbox.
            progress: Called with a text about what is measured now.
            rounds: How often each case is measured.
        """
        self._count = rounds
        self._port = port
        self._control = control
        self._progress = progress
        self._rounds: dict[str, list[Round]] = defaultdict(list)

    async def run(self) -> list[CaseResult]:
        """Measure everything."""
        self._progress("warming up")
        self._slow_down_vendors()
        for case in CASES:
            if case is not BLOCKING_CASE and case.key not in DISTURBANCES:
                await measure(self._port, replace(case, seconds=WARM_UP_SECONDS))
        for number in range(self._count):
            for case in ROUND:
                # One round is enough where each customer waits ten seconds: it hardly varies.
                if case is not BLOCKING_CASE or number == self._count // 2:
                    self._progress(f"round {number + 1} of {self._count}: {case.title}")
                    self._rounds[case.key].append(await self._measure(case))
        return [CaseResult(case.key, case.title, self._rounds[case.key]) for case in CASES]

    async def _measure(self, case: Case) -> Round:
        disturbance = DISTURBANCES.get(case.key)
        if disturbance is None:
            return await measure(self._port, case)
        self._control.clear_faults()
        async with disturbance.running(self._port, self._control):
            self._slow_down_vendors()
            figures = await measure(self._port, case)
        self._control.clear_faults()
        self._slow_down_vendors()
        return figures

    def _slow_down_vendors(self) -> None:
        for vendor in MANIFESTS:
            for call in (vendor.shift_call, vendor.transfer_call):
                self._control.fault(call, "slow", times=None, seconds=VENDOR_SECONDS)
