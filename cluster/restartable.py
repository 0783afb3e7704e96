"""A server that can be killed, paused, and started again where it was."""

import signal
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from pathlib import Path

from demo.servers import Server

# 127.0.0.1, and the state of an open connection, as Linux shows them.
LOOPBACK_HEX, ESTABLISHED = "0100007F", "01"


class RestartableServer:
    """A server of the cluster: each start uses the same port and the same data.

    Attributes:
        port: Where the server listens.
    """

    def __init__(self, port: int, started: Callable[[], AbstractContextManager[Server]]) -> None:
        """`started` starts the server; the server is not started yet."""
        self.port = port
        self._started = started
        self._running = ExitStack()
        self._server: Server | None = None

    @property
    def server(self) -> Server:
        """The server as it was started last."""
        assert self._server is not None, "the server was not started"
        return self._server

    def start(self) -> None:
        """Start the server; `wait_until_ready` waits for it."""
        self._server = self._running.enter_context(self._started())

    def wait_until_ready(self) -> None:
        """Wait until the server answers.

        Raises:
            ProcessFailedError: The server ended, or was not ready in time.
        """
        self.server.wait_until_ready()

    def kill(self) -> None:
        """Kill the server and all its processes as `kill -9` does, and wait for their end."""
        self.server.process.kill()
        self._running.close()

    def pause(self) -> None:
        """Stop all its processes, so that it hangs (SIGSTOP)."""
        self.server.process.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused server continue (SIGCONT)."""
        self.server.process.send_signal(signal.SIGCONT)

    @property
    def is_busy(self) -> bool:
        """Whether somebody is connected; nginx keeps no connection longer than a request.

        Works on Linux.
        """
        # https://docs.kernel.org/networking/proc_net_tcp.html: number, local, remote, state
        lines = Path("/proc/net/tcp").read_text(encoding="ascii").splitlines()[1:]
        local = (line.split()[1:4:2] for line in lines)
        return (f"{LOOPBACK_HEX}:{self.port:04X}", ESTABLISHED) in map(tuple, local)

    def terminate(self) -> None:
        """Ask the server to end, and return at once."""
        if self._server is not None:
            self._server.process.terminate()

    def end(self) -> None:
        """Ask the server to end, and wait until it has ended."""
        self._running.close()
