"""Vendors that answer over real sockets."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator

import pytest

from actions.human_handoff import VendorAPI
from tests.unit.vendor_http.peer import Peer, Reply


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


@pytest.fixture
def closed_port() -> Iterator[str]:
    """The URL of a port at which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{closed.getsockname()[1]}/way"
