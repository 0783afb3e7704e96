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

from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.transfer import Escalate
from actions.human_handoff.vendors import DESKS
from sandbox import Control

from .calls import ActionCall
from .contestants import BLOCKING, NO_BOARD, NOTHING, ours
from .errors import BenchmarkError
from .figures import Round, Row, Wanted, paired
from .load import CUSTOMERS, Contestant, Customer, measure
from .story import asked_for_a_human, form_filled

ROUNDS = 5
# The machine is slower for some seconds now and then: what answers thousands of calls a second is
# compared in many short turns rather than in a few long ones.
QUICK_TURNS = 12
QUICK_SECONDS = 0.4
# A board that is too old is refreshed meanwhile.
QUICK_LEAD_SECONDS = 0.25
# A customer waits ten seconds, the vendor's time for all of them: noise hardly touches it, and
# once is enough.
BLOCKING_ROUND = ROUNDS // 2
VENDOR_SECONDS = 0.2
IDEAL_PER_SECOND = CUSTOMERS / VENDOR_SECONDS
# The sandbox's calls by which each desk is asked, and what the vendor's yes is.
SHIFT_CALLS = {"liveperson": "shift_status", "cm": "presence", "parley": "services"}
TRANSFER_CALLS = {"liveperson": "escalate", "cm": "mutation", "parley": "change_owner"}
ACCEPTED = {"liveperson": "requested", "cm": "requested", "parley": "with_agent"}

_ON_SHIFT = ("human_handoff_shift_status", "on_shift")
_NAMES = {desk: kind.vendor for desk, kind in DESKS.items()}
_request = asked_for_a_human()


def _live(desk: str) -> Contestant:
    call = ActionCall(ours(Escalate, desk), form_filled(desk))
    title = f"ours, asking {_NAMES[desk]}"
    return Contestant(f"live_{desk}", title, call, 6.0, ("human_handoff_state", ACCEPTED[desk]))


def _board(desk: str) -> Contestant:
    call = ActionCall(ours(CheckShiftStatus, desk), _request)
    title = f"ours, {_NAMES[desk]} from the board"
    return Contestant(f"board_{desk}", title, call, QUICK_SECONDS, _ON_SHIFT, QUICK_LEAD_SECONDS)


_nothing = Contestant(
    "nothing",
    "an action that does nothing",
    ActionCall(NOTHING, _request),
    QUICK_SECONDS,
    lead_seconds=QUICK_LEAD_SECONDS,
)
_without_board = Contestant(
    "without_board",
    "ours, shift status without the board",
    ActionCall(ours(CheckShiftStatus, NO_BOARD), _request),
    3.0,
    _ON_SHIFT,
)
_blocking = Contestant(
    "blocking",
    "a plain blocking action",
    ActionCall(BLOCKING, form_filled("liveperson")),
    10.0,
    ("human_handoff_state", "requested"),
    10.0,
)
_hanging = _live("liveperson")
_others = (
    replace(_board("liveperson"), key="others_board", title="others, from the board", seconds=3.0),
    replace(_hanging, key="others_live", title="others, asking the vendor", seconds=3.0),
)


def _hung(contestant: Contestant) -> Contestant:
    return replace(
        contestant, key=f"{contestant.key}_hang", title=f"{contestant.title}, one call hangs"
    )


# What is compared stands side by side: a minute later the machine may be another.
_quick = [_nothing, *map(_board, DESKS)]
_hangs = [each for others in _others for each in (others, _hung(others))]
_order = [_blocking, *map(_live, DESKS), _without_board, *_quick * QUICK_TURNS, *_hangs]
ROWS = list(dict.fromkeys(_order))


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
        for contestant in ROWS:
            if contestant is not _blocking and "others" not in contestant.key:
                await measure(self._port, replace(contestant, seconds=0.5))
        for number in range(ROUNDS):
            present = [each for each in _order if self._takes_part(each, number)]
            for contestant in present if number % 2 == 0 else reversed(present):
                self._tell(f"round {number + 1} of {ROUNDS}: {contestant.title}")
                self._rounds[contestant.key].append(await self._measure(contestant))
        return [Row(each.key, each.title, self._rounds[each.key]) for each in ROWS]

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
        self._control.fault(TRANSFER_CALLS["liveperson"], "hang")
        self._slow()
        hanging = asyncio.ensure_future(customer.calls(_hanging))
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
        for call in (*SHIFT_CALLS.values(), *TRANSFER_CALLS.values()):
            self._control.fault(call, "slow", times=None, seconds=VENDOR_SECONDS)


def wanted(rows: list[Row]) -> list[Wanted]:
    """Compare the rows with what is wanted of them."""
    row = {each.key: each for each in rows}
    rates = {each.key: [one.per_second for one in each.rounds] for each in rows}
    slowest = {each.key: [one.p99_ms for one in each.rounds] for each in rows}
    figures = []
    for desk in DESKS:
        figures += _wanted_of_a_desk(desk, row, rates)
    for others in ("others_board", "others_live"):
        hang = paired(slowest[f"{others}_hang"], slowest[others])
        key, against = f"{others}_p99_of_hang", "the p99 without the hang"
        figures.append(Wanted(key, f"{others}_hang", against, hang, "<=", 1.25, "x"))
    return figures


def _wanted_of_a_desk(
    desk: str, row: dict[str, Row], rates: dict[str, list[float]]
) -> list[Wanted]:
    live, board = f"live_{desk}", f"board_{desk}"
    ideal = row[live].per_second / IDEAL_PER_SECOND
    blocking = row[live].per_second / row["blocking"].per_second
    nothing = paired(rates[board], rates["nothing"])
    does_nothing = "the action that does nothing"
    return [
        Wanted(f"{live}_of_ideal", live, "the ideal", ideal, ">=", 0.9, "%"),
        Wanted(f"{live}_of_blocking", live, "the blocking action", blocking, ">=", 40, "x"),
        Wanted(f"{board}_of_nothing", board, does_nothing, nothing, ">=", 0.9, "%"),
    ]
