"""Which calls are to go wrong next, and how."""

import asyncio
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any, Literal, TypeAlias, get_args

from ..serving.json_bodies import check_status, parse
from ..serving.refusal import Refused

FaultKind: TypeAlias = Literal[
    "status",
    "hang",
    "slow",
    "drip",
    "reset",
    "reset_after",
    "html",
    "half_json",
    "wrong_types",
    "empty",
    "error_in_200",
    "huge",
]
FAULT_KINDS: tuple[str, ...] = get_args(FaultKind)


@dataclass
class FaultOrder:
    """Body of POST /faults. `times` null means: until cleared.

    `status`, `body` and `headers` belong to the kind `status`; `body` also replaces what `html`,
    `wrong_types` and `error_in_200` would answer. `seconds` is the delay of `slow` and the
    pause between two bytes of `drip`. `size` is the number of bytes `huge` adds.
    """

    call: str
    kind: FaultKind
    times: int | None = 1
    status: int = HTTPStatus.SERVICE_UNAVAILABLE.value
    body: object = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 1.0
    size: int = 10_000_000


class Fault:
    """An order that is in force; `cleared` releases the calls it is holding."""

    def __init__(self, order: FaultOrder) -> None:
        """Put the order in force."""
        self.order = order
        self.left = order.times
        self.cleared = asyncio.Event()


class FaultBook:
    """The faults in force, per call in the order they were given."""

    def __init__(self) -> None:
        """Start with a well-behaved world; `call_names` is filled when the vendors are known."""
        self.call_names: frozenset[str] = frozenset()
        self._faults: list[Fault] = []
        self._holding: list[Fault] = []

    def order(self, data: object) -> None:
        """Put a fault in force; a second one for the same call waits for its turn."""
        order = parse(FaultOrder, data)
        self._check_name(order.call)
        if order.times is not None and order.times < 1:
            raise Refused(HTTPStatus.BAD_REQUEST, "'times' must be at least 1, or null")
        check_status(order.status)
        self._faults.append(Fault(order))

    def take(self, call: str | None) -> Fault | None:
        """The fault for this call, counted down; none where the call is to go well."""
        fault = next((fault for fault in self._faults if fault.order.call == call), None)
        if fault is None:
            return None
        if fault.left is not None:
            fault.left -= 1
            if not fault.left:
                self._faults.remove(fault)
        self._holding.append(fault)
        return fault

    def release(self, fault: Fault) -> None:
        """A call that suffered the fault has ended."""
        if fault in self._holding:
            self._holding.remove(fault)

    def clear(self, call: str | None = None) -> None:
        """End the faults of one call, or all; calls they hold go on as if nothing had been."""
        if call is not None:
            self._check_name(call)
        for fault in [*self._faults, *self._holding]:
            if call in (None, fault.order.call):
                fault.cleared.set()
        self._faults = [fault for fault in self._faults if not fault.cleared.is_set()]

    def as_json(self) -> list[dict[str, Any]]:
        """The faults that still await a call, with how often."""
        return [{**asdict(fault.order), "times": fault.left} for fault in self._faults]

    def _check_name(self, call: str) -> None:
        if call not in self.call_names:
            known = ", ".join(sorted(self.call_names))
            raise Refused(HTTPStatus.NOT_FOUND, f"no call is named '{call}'; there are {known}")
