"""The desks' own checks, where every address can be reached but those that a test names."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from urllib.parse import urlsplit

import pytest

from actions.human_handoff import Finding, Level
from actions.human_handoff.desk_checks import addresses
from actions.human_handoff.vendor_http.reachability import Obstacle, Reached
from tests.unit.vendors import accounts

ADDRESS = "can be reached"


def reach(monkeypatch: pytest.MonkeyPatch, unreached: Collection[str] = ()) -> None:
    """Let each host be reached, except these."""

    def reached(url: str) -> Reached:
        host = str(urlsplit(url).hostname)
        return Reached(host, Obstacle.REFUSED if host in unreached else None)

    monkeypatch.setattr(addresses, "reached", reached)


def findings(
    vendor: str, channels: Collection[str] = ("rest",), **changes: Any
) -> dict[str, list[str]]:
    """Return the texts of what a desk finds, by the settings; addresses that are well are not."""
    found: dict[str, list[str]] = {}
    for each in accounts.desk(vendor, **changes).diagnose(channels):
        assert isinstance(each, Finding)
        if each.level is not Level.OK or ADDRESS not in each.text:
            found.setdefault(", ".join(each.settings), []).append(
                f"{each.level.value}: {each.text}"
            )
    return found
