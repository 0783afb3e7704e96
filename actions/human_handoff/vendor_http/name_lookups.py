"""Look up the addresses of a vendor's host, within a time and not for every request."""

from __future__ import annotations

import socket
from concurrent.futures import Future
from concurrent.futures import TimeoutError as LookupTimedOut
from dataclasses import dataclass
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


@dataclass(frozen=True)
class _Lookup:
    """A look-up that has begun; the requests that need the same addresses share it."""

    began: float
    found: Future[Addresses]

    @property
    def will_do(self) -> bool:
        """Whether its addresses are recent enough, or may still come."""
        if self.found.done() and self.found.exception() is not None:
            return False
        return monotonic() - self.began < REMEMBER_SECONDS


_threads: dict[str, DaemonThreads] = {}
_latest: dict[tuple[str, int | None], _Lookup] = {}


def addresses_of(host: str, port: int | None, seconds: float) -> Addresses:
    """Return the addresses of a host; wait at most so many seconds.

    Raises:
        LookupTimedOut: There was no answer in time.
        OSError: The host is not known.
        UnicodeError: The name cannot be a host's name.
    """
    lookup = _latest.get((host, port))
    if lookup is None or not lookup.will_do:
        threads = _threads.setdefault(host, DaemonThreads(LOOKUP_THREADS, "human_handoff_dns"))
        kinds = (socket.AF_UNSPEC, socket.SOCK_STREAM)
        found = threads.submit(socket.getaddrinfo, host, port, *kinds)
        lookup = _latest[host, port] = _Lookup(monotonic(), found)
    return lookup.found.result(seconds)
