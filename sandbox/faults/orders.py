"""Which calls are to fail next, and how."""

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
    """Body of POST /faults.

    Attributes:
        call: The name of the call.
        kind: What happens to it.
        times: How many calls fail; None: all until the fault is cleared.
        status: The status of the response, for `status`.
        body: Its body, for `status`; replaces the body for `html`, `wrong_types`, `error_in_200`.
        headers: Its headers, for `status`.
        seconds: The delay for `slow`, the pause between two bytes for `drip`.
        size: How many bytes `huge` adds.
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
    """An order in force; `cleared` releases the calls that it makes wait."""

    def __init__(self, order: FaultOrder) -> None:
        """Put the order in force."""
        self.order = order
        self.left = order.times
        self.cleared = asyncio.Event()


class FaultQueue:
    """The faults in force; those of one call apply in the order in which they were added."""

    def __init__(self) -> None:
        """Start without faults; `call_names` is set when the vendors have been created."""
        self.call_names: frozenset[str] = frozenset()
        self._faults: list[Fault] = []
        # Faults that a call is suffering at the moment.
        self._active: list[Fault] = []

    def add(self, data: object) -> None:
        """Put a fault in force; `data` is the body of POST /faults."""
        order = parse(FaultOrder, data)
        self._check_name(order.call)
        if order.times is not None and order.times < 1:
            raise Refused(HTTPStatus.BAD_REQUEST, "'times' must be at least 1, or null")
        check_status(order.status)
        self._faults.append(Fault(order))

    def take(self, call: str | None) -> Fault | None:
        """Return the fault for a call that has arrived, and count it; None if it is to succeed."""
        fault = next((fault for fault in self._faults if fault.order.call == call), None)
        if fault is None:
            return None
        if fault.left is not None:
            fault.left -= 1
            if not fault.left:
                self._faults.remove(fault)
        self._active.append(fault)
        return fault

    def release(self, fault: Fault) -> None:
        """Note that a call with this fault has ended."""
        if fault in self._active:
            self._active.remove(fault)

    def clear(self, call: str | None = None) -> None:
        """End the faults of one call or of all; calls that wait because of them continue."""
        if call is not None:
            self._check_name(call)
        for fault in [*self._faults, *self._active]:
            if call in (None, fault.order.call):
                fault.cleared.set()
        self._faults = [fault for fault in self._faults if not fault.cleared.is_set()]

    def as_json(self) -> list[dict[str, Any]]:
        """Return the faults that wait for a call; `times` is how many calls are left."""
        return [{**asdict(fault.order), "times": fault.left} for fault in self._faults]

    def _check_name(self, call: str) -> None:
        if call not in self.call_names:
            names = ", ".join(sorted(self.call_names))
            raise Refused(HTTPStatus.NOT_FOUND, f"no call is named '{call}'; there are {names}")
