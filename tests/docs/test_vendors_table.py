"""The README's table of the vendors, row by row, compared with what each desk does."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator

import pytest

from actions.human_handoff import AgentDesk, Escalation, Ownership, Transfer, TransferState
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_settings.loader import Configuration
from actions.human_handoff.handoff_settings.settings import HandoffSettings, SkillsSettings
from actions.human_handoff.testing import ScriptedDesk
from actions.human_handoff.vendors import DESKS
from sandbox import Control, running_sandbox
from tests.contract.vendors import vendor_data
from tests.docs.documents import rows, section

# The first cell of a row, and whether the vendor's cell must begin with yes.
ROWS: dict[str, Callable[[AgentDesk], bool]] = {
    "tells who is on shift": lambda desk: desk.reports_shifts,
    "tells the next opening": lambda desk: desk.reports_openings,
    "tells of all skills at once": lambda desk: desk.reports_all_skills,
    "carries the transfer message": lambda desk: desk.carries_message("rest"),
    "takes name and e-mail": lambda desk: desk.carries_contact,
    "tells that an agent has it": lambda desk: accepted(desk).state is TransferState.WITH_AGENT,
    "reports a later failure": lambda desk: desk.tells_of_failures,
    "tells how long customers wait": lambda desk: desk.tells_waiting_time,
    "keeps an owner of the customer": lambda desk: isinstance(desk, Ownership),
    "lets the bot take it back": lambda desk: desk.takes_back,
    "can stand in for another desk": lambda desk: takes_over(desk),
    # No test calls a vendor; whoever writes one changes this line.
    "tested against a live account": lambda desk: False,
}


def table() -> dict[str, dict[str, str]]:
    """Return the cells by row and vendor."""
    head, *lines = rows(section("README.md", "Vendors"))
    return {name: dict(zip(head[1:], cells, strict=True)) for name, *cells in lines}


TABLE = table()


@pytest.fixture(scope="module")
def desks() -> Iterator[dict[str, AgentDesk]]:
    """Every desk of `DESKS` at the sandbox, with the contract suite's data."""
    with running_sandbox() as sandbox, Control(sandbox.control) as control:
        yield {name: vendor_data(name, sandbox.urls, control).desk for name in DESKS}


def accepted(desk: AgentDesk) -> Transfer:
    return desk.escalate(Escalation("conversation-1", "user-7", "human"))


def takes_over(desk: AgentDesk) -> bool:
    """Tell whether a request goes to this desk if the desk before it is off shift."""
    settings = HandoffSettings(desks=["first", "second"], skills=SkillsSettings(default="human"))
    both = {"first": ScriptedDesk(shift="off_shift"), "second": desk}
    handoff = Handoff(Configuration(settings, both))
    available = asyncio.run(handoff.available_desk("human", handoff.desks_of("human"), 5))
    return available.desk == "second"


def test_every_vendor_has_a_column_and_every_row_is_one_we_can_check() -> None:
    assert list(TABLE) == list(ROWS)
    for name, row in TABLE.items():
        assert list(row) == [desk.vendor for desk in DESKS.values()], name


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("name", DESKS)
def test_a_row_says_what_the_desk_does(desks: dict[str, AgentDesk], row: str, name: str) -> None:
    cell = TABLE[row][desks[name].vendor]

    word = re.match(r"(yes|no)(?=$|[,:])", cell)

    assert word is not None, f"{cell!r} says neither yes nor no"
    assert (word[0] == "yes") == ROWS[row](desks[name])


@pytest.mark.parametrize("name", DESKS)
def test_the_state_after_acceptance_is_the_one_the_table_names(
    desks: dict[str, AgentDesk], name: str
) -> None:
    cell = TABLE["tells that an agent has it"][desks[name].vendor]

    assert f"`{accepted(desks[name]).state.value}`" in cell
