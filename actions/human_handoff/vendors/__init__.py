"""The vendors we know, by the name they have in `human_handoff.yml`."""

from __future__ import annotations

from ..desk import AgentDesk
from .liveperson import LivePerson

DESKS: dict[str, type[AgentDesk]] = {"liveperson": LivePerson}
