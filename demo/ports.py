"""The ports the demo needs, and the sentence when one of them is taken."""

import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
LAST_PORT = 65_535
# Linux hands out those from 32,768 on.
UNCLAIMED = range(20_000, 32_000)
# The control port; five services of LivePerson, two of CM.com, Parley's and `actions` follow it.
SANDBOX_PORTS = 10


class PortError(Exception):
    """A port is in use, or is none; the text says what to do."""


@dataclass(frozen=True)
class Ports:
    """Where the demo listens; `sandbox` is the first of several."""

    rasa: int = 5005
    actions: int = 5055
    sandbox: int = 8810

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Ports":
        """The ports that RASA_PORT, ACTIONS_PORT and SANDBOX_PORT name; 0 takes free ones."""
        rasa = _port("RASA_PORT", "Rasa", cls.rasa, 1, environ)
        actions = _port("ACTIONS_PORT", "the action server", cls.actions, 1, environ)
        sandbox = _port("SANDBOX_PORT", "the sandbox", cls.sandbox, SANDBOX_PORTS, environ)
        return cls(rasa, actions, sandbox)


def free_port() -> int:
    """A port that was free a moment ago.

    None of those that the system hands out by itself: until Rasa listens, which takes it a
    quarter of a minute, somebody else's call could have taken it.
    """
    while True:
        port = UNCLAIMED.start + secrets.randbelow(len(UNCLAIMED))
        if is_free(port):
            return port


def is_free(port: int) -> bool:
    """Whether a program could listen on it."""
    try:
        # On all addresses: one that listens on a single other address is in the way, too.
        socket.create_server(("", port)).close()
    except OSError:
        return False
    return True


def _port(variable: str, owner: str, default: int, number: int, environ: Mapping[str, str]) -> int:
    text = environ.get(variable, "").strip() or str(default)
    if not (text.isascii() and text.isdigit() and int(text) + number - 1 <= LAST_PORT):
        raise PortError(f"{variable}={text} is not a port. Write a number such as {default}.")
    first = int(text)
    if first == 0:
        return free_port() if number == 1 else 0
    taken = next((port for port in range(first, first + number) if not is_free(port)), None)
    if taken is None:
        return first
    raise PortError(
        f"Port {taken} is in use ({owner}). Stop what uses it, or run make demo "
        f"{variable}={_next_free(taken + 1, number)}."
    )


def _next_free(start: int, number: int) -> int:
    """The first of so many free ports in a row; 0, which takes any, where there are none."""
    free = 0
    for port in range(start, LAST_PORT + 1):
        free = free + 1 if is_free(port) else 0
        if free == number:
            return port - number + 1
    return 0
