"""What is measured, in which order.

Every round has all contestants, forwards and backwards in turn, so that what else happens on
the machine meets all of them; the figures are medians of the rounds.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from sandbox import Control

from .calls import ActionCall
from .contestants import BLOCKING, NOTHING, WITHOUT_BOARD
from .errors import BenchmarkError
from .figures import Round, Row, Wanted, paired
from .load import CUSTOMERS, Contestant, Customer, measure
from .story import asked_for_a_human, form_filled

ROUNDS = 5
# A customer waits ten seconds, the vendor's time for all of them: noise hardly touches it, and
# once is enough.
BLOCKING_ROUND = ROUNDS // 2
VENDOR_SECONDS = 0.2
IDEAL_PER_SECOND = CUSTOMERS / VENDOR_SECONDS
TRANSFER_CALL = "escalate"
SHIFT_CALL = "shift_status"

_ON_SHIFT = ("human_handoff_shift_status", "on_shift")
_REQUESTED = ("human_handoff_state", "requested")
_ask = ActionCall("action_human_handoff_check_shift_status", asked_for_a_human())
_transfer = ActionCall("action_human_handoff_escalate", form_filled())

_nothing = Contestant(
    "nothing", "an action that does nothing", ActionCall(NOTHING, asked_for_a_human()), 3.0
)
_board = Contestant("board", "ours, from the board", _ask, 3.0, _ON_SHIFT)
_live = Contestant("live", "ours, asking the vendor", _transfer, 10.0, _REQUESTED)
_without_board = Contestant(
    "without_board",
    "ours, shift status without the board",
    ActionCall(WITHOUT_BOARD, asked_for_a_human()),
    3.0,
    _ON_SHIFT,
)
_blocking = Contestant(
    "blocking",
    "a plain blocking action",
    ActionCall(BLOCKING, form_filled()),
    10.0,
    _REQUESTED,
    10.0,
)
_others = (
    replace(_board, key="others_board", title="others, from the board"),
    replace(_live, key="others_live", title="others, asking the vendor", seconds=3.0),
)


def _hung(contestant: Contestant) -> Contestant:
    return replace(
        contestant, key=f"{contestant.key}_hang", title=f"{contestant.title}, one call hangs"
    )


# What is compared stands side by side: a minute later the machine may be another.
ORDER = [_blocking, _live, _without_board, _nothing, _board]
ORDER += [each for others in _others for each in (others, _hung(others))]


class Tournament:
    """All rounds of all contestants."""

    def __init__(self, port: int, control: Control, tell: Callable[[str], None]) -> None:
        """Take the action server's port, the sandbox, and somebody to tell the progress."""
        self._port = port
        self._control = control
        self._tell = tell
        self._rounds: dict[str, list[Round]] = defaultdict(list)

    async def run(self) -> list[Row]:
        """Measure everything."""
        self._tell("warming up")
        self._slow()
        for contestant in (_nothing, _board, _live, _without_board):
            await measure(self._port, replace(contestant, seconds=1.0))
        for number in range(ROUNDS):
            present = [each for each in ORDER if self._takes_part(each, number)]
            for contestant in present if number % 2 == 0 else reversed(present):
                self._tell(f"round {number + 1} of {ROUNDS}: {contestant.title}")
                self._rounds[contestant.key].append(await self._measure(contestant))
        return [Row(each.key, each.title, self._rounds[each.key]) for each in ORDER]

    def _takes_part(self, contestant: Contestant, number: int) -> bool:
        return contestant is not _blocking or number == BLOCKING_ROUND

    async def _measure(self, contestant: Contestant) -> Round:
        if not contestant.key.endswith("_hang"):
            return await measure(self._port, contestant)
        async with self._one_call_hangs():
            return await measure(self._port, contestant)

    @asynccontextmanager
    async def _one_call_hangs(self) -> AsyncIterator[None]:
        """Let one more customer wait for a vendor that never answers."""
        customer = await Customer.arrives(self._port)
        self._control.clear_faults()
        self._control.fault(TRANSFER_CALL, "hang")
        self._slow()
        hanging = asyncio.ensure_future(customer.calls(_live))
        while any(fault["kind"] == "hang" for fault in self._control.faults()):
            await asyncio.sleep(0.01)
        yield
        if hanging.done():
            raise BenchmarkError(
                "The hanging call reached its deadline before the round was over: the machine is "
                "too busy to measure."
            )
        self._control.clear_faults()
        await hanging
        customer.leaves()
        self._slow()

    def _slow(self) -> None:
        for call in (TRANSFER_CALL, SHIFT_CALL):
            self._control.fault(call, "slow", times=None, seconds=VENDOR_SECONDS)


def wanted(rows: list[Row]) -> list[Wanted]:
    """Compare the rows with what is wanted of them."""
    row = {each.key: each for each in rows}
    rates = {each.key: [one.per_second for one in each.rounds] for each in rows}
    slowest = {each.key: [one.p99_ms for one in each.rounds] for each in rows}
    ideal = row["live"].per_second / IDEAL_PER_SECOND
    blocking = row["live"].per_second / row["blocking"].per_second
    board = paired(rates["board"], rates["nothing"])
    figures = [
        Wanted("live_of_ideal", "live", "the ideal", ideal, ">=", 0.9, "%"),
        Wanted("live_of_blocking", "live", "the blocking action", blocking, ">=", 40, "x"),
        Wanted("board_of_nothing", "board", "the action that does nothing", board, ">=", 0.9, "%"),
    ]
    for others in ("others_board", "others_live"):
        hang = paired(slowest[f"{others}_hang"], slowest[others])
        key, against = f"{others}_p99_of_hang", "the p99 without the hang"
        figures.append(Wanted(key, f"{others}_hang", against, hang, "<=", 1.25, "x"))
    return figures
