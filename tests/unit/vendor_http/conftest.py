"""Vendors that answer over real sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from actions.human_handoff import VendorAPI
from actions.human_handoff.vendor_http import name_lookups
from tests.unit.vendor_http.peer import Peer, Reply


@pytest.fixture(autouse=True)
def _no_known_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_lookups, "_latest", {})


@pytest.fixture
def api() -> VendorAPI:
    return VendorAPI("Vendor")


@pytest.fixture
def peer() -> Iterator[Callable[..., Peer]]:
    """Start a vendor that gives these replies."""
    peers: list[Peer] = []

    def start(*replies: Reply) -> Peer:
        peers.append(Peer(*replies))
        return peers[-1]

    yield start
    for each in peers:
        each.close()
