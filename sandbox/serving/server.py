"""Serving one application on one port, ending at once, with the connection within its reach.

uvicorn's own `Server` is made for one application that ends politely; here there are many, which
are to end while calls hang. So its HTTP protocol is used, and opened and closed by ourselves.
"""

import asyncio
import errno
import socket
import time

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

# Pooled connections of a caller outlive the pauses between its calls.
KEEP_ALIVE_SECONDS = 75
# Many customers may arrive in the same moment.
BACKLOG = 1024
# What still runs this long after its connection was cut is cancelled.
END_SECONDS = 1.0


class PortTakenError(OSError):
    """Another program listens on a port that is needed."""

    def __init__(self, port: int) -> None:
        """`port` is the one that is taken."""
        super().__init__(f"port {port} is taken")
        self.port = port


class _Connection(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which lets the application reach the transport.

    ASGI hides it, but has `scope["state"]` for what a server wants to hand over; without it
    nothing could answer with a TCP reset.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where the application finds it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}

    def on_message_begin(self) -> None:
        """Note when a call arrived: many at once wait for one another before they are served."""
        super().on_message_begin()
        self.scope["state"]["arrived"] = time.monotonic()


def bind_all(host: str, port: int, number: int) -> list[socket.socket]:
    """That many listening sockets, consecutive from `port`, or all free where that is 0."""
    bound: list[socket.socket] = []
    try:
        for place in range(number):
            bound.append(_bind(host, port + place if port else 0))
    except OSError:
        for listening in bound:
            listening.close()
        raise
    return bound


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends without delay only on a socket that names its protocol; with the default an
    # answer in two pieces takes 40 ms.
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(port) from error
        raise
    return listening


class Listener:
    """One application on one listening socket."""

    def __init__(self, app: ASGIApp, listening: socket.socket) -> None:
        """Nothing is served before `open`."""
        self._listening = listening
        self._state = ServerState()
        self._config = Config(
            app,
            http=_Connection,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            proxy_headers=False,
            timeout_keep_alive=KEEP_ALIVE_SECONDS,
        )
        self._config.load()

    @property
    def port(self) -> int:
        """The port it has."""
        return int(self._listening.getsockname()[1])

    async def open(self) -> None:
        """Serve."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Connection(self._config, self._state, {}), sock=self._listening
        )

    async def close(self) -> None:
        """Stop serving at once; whoever still waits for an answer is cut off."""
        self._server.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        tasks = set(self._state.tasks)
        if tasks:
            _, stuck = await asyncio.wait(tasks, timeout=END_SECONDS)
            for task in stuck:
                task.cancel()
