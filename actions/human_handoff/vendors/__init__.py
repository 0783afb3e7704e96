"""The vendors in this package, by their names in `human_handoff.yml`."""

from __future__ import annotations

from ..desk import AgentDesk
from .cm import CM
from .liveperson import LivePerson
from .parley import Parley

DESKS: dict[str, type[AgentDesk]] = {
    "liveperson": LivePerson,
    "cm": CM,
    "parley": Parley,
}
