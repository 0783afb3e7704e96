"""Serve one application on one port, and stop at once even while calls hang.

uvicorn's own `Server` is made for one application that waits for its calls to end. The sandbox has
many applications, and must stop while calls hang. So it uses uvicorn's HTTP protocol, and opens and
closes the ports itself.
"""

import asyncio
import errno
import socket

from starlette.types import ASGIApp
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

# Longer than a caller with a connection pool pauses between two calls.
KEEP_ALIVE_SECONDS = 75
# Many customers may connect in the same moment.
BACKLOG = 1024
# A task that still runs this long after its connection was closed is cancelled.
STOP_SECONDS = 1.0


class PortTakenError(OSError):
    """Another program listens on a port that is needed."""

    def __init__(self, port: int) -> None:
        """`port` is the one that is taken."""
        super().__init__(f"port {port} is taken")
        self.port = port


class _Connection(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which also gives the application access to the transport.

    ASGI hides the transport, but has `scope["state"]` for what a server wants to pass on. Without
    the transport nothing could answer with a TCP reset.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Put the transport where the application finds it."""
        super().connection_made(transport)
        self.app_state = {**self.app_state, "transport": transport}


def bind_all(host: str, port: int, number: int) -> list[socket.socket]:
    """Return listening sockets: consecutive ports from `port`, or any free ones if it is 0.

    Raises:
        PortTakenError: Another program listens on one of the ports.
    """
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
    # asyncio switches Nagle's algorithm off only if the socket names its protocol. Otherwise a
    # response in two pieces takes 40 ms.
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
        """Prepare; `open` begins to serve."""
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
        """The port that the socket is bound to."""
        return int(self._listening.getsockname()[1])

    async def open(self) -> None:
        """Begin to serve."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Connection(self._config, self._state, {}), sock=self._listening
        )

    async def close(self) -> None:
        """Stop at once; callers that still wait for a response lose their connection."""
        self._server.close()
        for connection in list(self._state.connections):
            connection.transport.abort()
        tasks = set(self._state.tasks)
        if tasks:
            _, running = await asyncio.wait(tasks, timeout=STOP_SECONDS)
            for task in running:
                task.cancel()
