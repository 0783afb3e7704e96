"""Choose the ports of a command, and explain in one sentence when a port is taken."""

import fcntl
import os
import socket
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from sandbox.vendors import MANIFESTS

LOOPBACK = "127.0.0.1"
LAST_PORT = 65_535
# Linux gives outgoing connections ports from 32,768 on, so a port below stays free.
FREE_PORT_RANGE = range(20_000, 32_000)
# The control port comes first, then the vendors' services, then `actions` and `tickets`.
SANDBOX_PORTS = 3 + sum(len(manifest.services) for manifest in MANIFESTS)


class PortError(Exception):
    """A port is in use or is not a port number; the text says what to do."""


@dataclass(frozen=True)
class Ports:
    """Where Rasa, the action server and the sandbox listen.

    `sandbox` is the first of several consecutive ports.
    """

    rasa: int = 5005
    actions: int = 5055
    sandbox: int = 8810

    @classmethod
    def from_environment(
        cls, environ: Mapping[str, str] = os.environ, command: str = "make demo"
    ) -> "Ports":
        """Read RASA_PORT, ACTIONS_PORT and SANDBOX_PORT; the value 0 means any free port.

        Raises:
            PortError: A port is in use or is not a port number; `command` is named in the text.
        """

        def port(variable: str, owner: str, default: int, count: int = 1) -> int:
            return _port(variable, owner, default, count, environ, command)

        return cls(
            port("RASA_PORT", "Rasa", cls.rasa),
            port("ACTIONS_PORT", "the action server", cls.actions),
            port("SANDBOX_PORT", "the sandbox", cls.sandbox, SANDBOX_PORTS),
        )


def free_port() -> int:
    """Return a port that is free now; the other programs of this repository get other ports."""
    return free_ports_in_a_row(1)


def free_ports_in_a_row(count: int) -> int:
    """Return the first of `count` consecutive ports that are free now.

    Rasa needs a quarter of a minute until it listens. In this time the operating system could
    give a port of its own range to an outgoing connection, and another program that asks here
    could get the same port; so all programs of a user take their ports one after the other.
    """
    with _last_port() as file:
        text = file.read()
        start = int(text) + 1 if text.isdecimal() else FREE_PORT_RANGE.start
        if start + count > FREE_PORT_RANGE.stop:
            start = FREE_PORT_RANGE.start
        first = next_free(start, count)
        file.seek(0)
        file.write(f"{first + count - 1}")
        file.truncate()
    return first


@contextmanager
def _last_port() -> Iterator[TextIO]:
    """Open the file with the port that was taken last; other programs wait for the block's end."""
    # make names the folder; programs that are run without it share the temporary one.
    folder = os.environ.get("HANDOFF_ENVS") or tempfile.gettempdir()
    path = Path(folder) / f"human-handoff-last-port-{os.getuid()}"
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def is_free(port: int) -> bool:
    """Return whether a program could listen on the port."""
    try:
        # On all addresses, because a program on any single address would be in the way.
        socket.create_server(("", port)).close()
    except OSError:
        return False
    return True


def _port(
    variable: str, owner: str, default: int, count: int, environ: Mapping[str, str], command: str
) -> int:
    text = environ.get(variable, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and int(text) + count - 1 <= LAST_PORT):
        raise PortError(f"{variable}={text} is not a port. Write a number such as {default}.")
    first = int(text)
    if first == 0:
        return free_port() if count == 1 else 0
    taken = next((port for port in range(first, first + count) if not is_free(port)), None)
    if taken is None:
        return first
    raise PortError(
        f"Port {taken} is in use ({owner}). Stop the program that uses it, or run {command} "
        f"{variable}={next_free(taken + 1, count)}."
    )


def next_free(start: int, count: int) -> int:
    """Return the first of `count` consecutive free ports; 0 (any port) if there are none."""
    free = 0
    for port in range(start, LAST_PORT + 1):
        free = free + 1 if is_free(port) else 0
        if free == count:
            return port - count + 1
    return 0
