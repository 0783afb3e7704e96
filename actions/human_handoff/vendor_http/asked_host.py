"""Which of a vendor's hosts was asked, so that the log can say where a decision came from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import urlsplit


class AskedHost:
    """The host that was asked last inside a block.

    Attributes:
        name: The host, with its port where the URL names one; None while none was asked.
    """

    __slots__ = ("name",)

    def __init__(self) -> None:
        """Begin without a host."""
        self.name: str | None = None


# A thread that runs a call gets a copy of the context, and so the same object.
_asked: ContextVar[AskedHost | None] = ContextVar("asked_host", default=None)


@contextmanager
def asked_host() -> Iterator[AskedHost]:
    """Learn which host is asked inside the block, also in the threads that it starts."""
    host = AskedHost()
    token = _asked.set(host)
    try:
        yield host
    finally:
        _asked.reset(token)


def note_host(name: str | None) -> None:
    """Say which host is asked, if there is one and somebody wants to know."""
    asked = _asked.get()
    if asked is not None and name is not None:
        asked.name = name


def host_of(url: str) -> str | None:
    """Return a URL's host, and the port if it names one; never a login that stands before it."""
    return urlsplit(url).netloc.rpartition("@")[2] or None
