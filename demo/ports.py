"""Choose the ports of a command, and explain in one sentence when a port is taken."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass

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
    """Return a port that is free now and that the operating system does not use by itself.

    Rasa needs a quarter of a minute until it listens. In this time the operating system could
    give a port of its own range to an outgoing connection.
    """
    while True:
        port = FREE_PORT_RANGE.start + secrets.randbelow(len(FREE_PORT_RANGE))
        if is_free(port):
            return port


def free_ports(count: int) -> list[int]:
    """Return so many different ports of this kind."""
    ports: set[int] = set()
    while len(ports) < count:
        ports.add(free_port())
    return list(ports)


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
        f"{variable}={_next_free(taken + 1, count)}."
    )


def _next_free(start: int, count: int) -> int:
    """Return the first of `count` consecutive free ports; 0 (any port) if there are none."""
    free = 0
    for port in range(start, LAST_PORT + 1):
        free = free + 1 if is_free(port) else 0
        if free == count:
            return port - count + 1
    return 0
