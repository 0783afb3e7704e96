"""Look up the addresses of a vendor's host, within a time and not for every request."""

from __future__ import annotations

import socket
from concurrent.futures import TimeoutError as LookupTimedOut
from time import monotonic
from typing import Any, TypeAlias

from .daemon_threads import DaemonThreads

__all__ = ["Addresses", "LookupTimedOut", "addresses_of"]

# A name look-up cannot be interrupted: one that hangs keeps one of its host's threads busy, while
# its request goes on without it. The hosts are those of the configuration.
LOOKUP_THREADS = 2
# Every transfer opens a connection. So many seconds, they share the addresses.
REMEMBER_SECONDS = 5.0

# What `socket.getaddrinfo` returns.
Addresses: TypeAlias = list[tuple[Any, Any, int, str, Any]]

_lookups: dict[str, DaemonThreads] = {}
_remembered: dict[tuple[str, int | None], tuple[float, Addresses]] = {}


def addresses_of(host: str, port: int | None, seconds: float) -> Addresses:
    """Return the addresses of a host; wait at most so many seconds.

    Raises:
        LookupTimedOut: There was no answer in time.
        OSError: The host is not known.
        UnicodeError: The name cannot be a host's name.
    """
    looked_up_at, addresses = _remembered.get((host, port), (0.0, []))
    if addresses and monotonic() - looked_up_at < REMEMBER_SECONDS:
        return addresses
    threads = _lookups.setdefault(host, DaemonThreads(LOOKUP_THREADS, "human_handoff_dns"))
    lookup = threads.submit(socket.getaddrinfo, host, port, socket.AF_UNSPEC, socket.SOCK_STREAM)
    try:
        addresses = lookup.result(seconds)
    except LookupTimedOut:
        lookup.cancel()
        raise
    _remembered[host, port] = (monotonic(), addresses)
    return addresses
