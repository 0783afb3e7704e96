"""Measure cases, round by round.

Each round measures every case, so other work on the machine affects all of them. The figures are
medians of the rounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sandbox import Control
from sandbox.vendors import MANIFESTS

from .cpu_time import CpuTimes
from .disturbances import Disturbance
from .figures import CaseResult, Round
from .load import Case, measure

WARM_UP_SECONDS = 0.5
# So long each imitated vendor takes for an answer.
VENDOR_SECONDS = 0.2


@dataclass(frozen=True)
class Plan:
    """What is measured.

    Attributes:
        round: The cases in the order of a round; a case is compared with its neighbours.
        rounds: How many rounds there are.
        disturbances: What other customers do meanwhile, by the key of the case.
        measured_once: The cases that are measured in one of the rounds, and not warmed up.
    """

    round: Sequence[Case]
    rounds: int
    disturbances: Mapping[str, Disturbance] = field(default_factory=dict)
    measured_once: Sequence[Case] = ()

    @property
    def cases(self) -> list[Case]:
        """All cases, each once."""
        return list(dict.fromkeys(self.round))

    @property
    def warmed_up(self) -> list[Case]:
        """The cases that warm up the servers; one of those that call the same is enough."""
        cases = [case for case in self.cases if case not in self.measured_once]
        return list({(case.call, case.servers): case for case in reversed(cases)}.values())[::-1]


class Runner:
    """Measures all rounds of all cases."""

    def __init__(
        self,
        plan: Plan,
        ports: Mapping[str, Sequence[int]],
        control: Control,
        progress: Callable[[str], None],
        cpu: CpuTimes | None = None,
    ) -> None:
        """Prepare the rounds.

        Args:
            plan: What is measured.
            ports: The ports of the action servers that a case names.
            control: Controls the sandbox.
            progress: Called with a text about what is measured now.
            cpu: Measures the CPU time of each round.
        """
        self._plan = plan
        self._ports = ports
        self._control = control
        self._progress = progress
        self._cpu = cpu
        self._rounds: dict[str, list[Round]] = defaultdict(list)

    async def run(self) -> list[CaseResult]:
        """Measure everything."""
        plan, count = self._plan, self._plan.rounds
        self._progress("warming up")
        self._slow_down_vendors()
        for case in plan.warmed_up:
            await self._load(replace(case, seconds=WARM_UP_SECONDS))
        for number in range(count):
            for case in plan.round:
                if case not in plan.measured_once or number == count // 2:
                    self._progress(f"round {number + 1} of {count}: {case.title}")
                    self._rounds[case.key].append(await self._measure(case))
        return [CaseResult(case.key, case.title, self._rounds[case.key]) for case in plan.cases]

    async def _measure(self, case: Case) -> Round:
        disturbance = self._plan.disturbances.get(case.key)
        if disturbance is None:
            return await self._load(case)
        (port,) = self._ports[case.servers]
        self._control.clear_faults()
        async with disturbance.running(port, self._control):
            self._slow_down_vendors()
            figures = await self._load(case)
        self._control.clear_faults()
        self._slow_down_vendors()
        return figures

    async def _load(self, case: Case) -> Round:
        return await measure(self._ports[case.servers], case, self._cpu)

    def _slow_down_vendors(self) -> None:
        for vendor in MANIFESTS:
            for call in (vendor.shift_call, vendor.transfer_call):
                self._control.fault(call, "slow", times=None, seconds=VENDOR_SECONDS)
