"""nginx with the configuration of `deploy/`, between a client and stand-ins for the servers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx

from cluster.programs import program
from demo.child_process import running_process
from demo.ports import free_port
from tests.deploy.files import DEPLOY

START_SECONDS = 20.0
KINDS = ("rasa", "action-server")


@dataclass
class StandIn:
    """A server that counts what it gets.

    Attributes:
        port: Where it listens.
        requests: The method, the path and the size of the body of each request.
        answers: Whether it answers; otherwise it reads the request and hangs up.
    """

    port: int
    requests: list[tuple[str, str, int]] = field(default_factory=list)
    answers: bool = True


@contextmanager
def stand_in() -> Iterator[StandIn]:
    """Run a stand-in until the end of the block."""
    seen = StandIn(0)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            size = int(self.headers["content-length"])
            self.rfile.read(size)
            seen.requests.append((self.command, self.path, size))
            if not seen.answers:
                self.close_connection = True
                return
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        seen.port = server.server_address[1]
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield seen
        finally:
            server.shutdown()
            thread.join()


def written_configuration(
    folder: Path, upstreams: dict[str, int], public: int, inside: int
) -> Path:
    """Write the configuration with this machine's addresses and folders.

    Args:
        folder: For the configuration and nginx's files.
        upstreams: The port of each server by its name, such as rasa-1.
        public: The port for the platforms.
        inside: The port for Rasa.
    """
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    replaced = {
        "listen 8080;": f"listen 127.0.0.1:{public};",
        "listen 5055;": f"listen 127.0.0.1:{inside};",
        "/tmp/": f"{folder}/",  # noqa: S108 - the container's
        **{
            f"server {kind}-{number}:{port} ": f"server 127.0.0.1:{upstreams[f'{kind}-{number}']} "
            for kind, port in (("rasa", 5005), ("action-server", 5055))
            for number in (1, 2)
        },
    }
    for old, new in replaced.items():
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "nginx.conf"
    path.write_text(text, encoding="utf-8")
    return path


def nginx_command(configuration: Path, *arguments: str) -> list[str]:
    """Return the command that runs nginx; as root its workers stay root, as nothing is theirs."""
    directives = "daemon off; user root;" if os.geteuid() == 0 else "daemon off;"
    return [
        program("nginx"),
        "-e",
        "stderr",
        "-c",
        str(configuration),
        "-g",
        directives,
        *arguments,
    ]


@dataclass
class Nginx:
    """A running nginx: its two addresses, the stand-ins by name, and all that it writes."""

    public: str
    inside: str
    servers: dict[str, StandIn]
    log: Path


@contextmanager
def running_nginx(folder: Path, servers: dict[str, StandIn]) -> Iterator[Nginx]:
    """Run nginx until the end of the block; begin when it answers."""
    public, inside, log = free_port(), free_port(), folder / "nginx.log"
    ports = {name: server.port for name, server in servers.items()}
    configuration = written_configuration(folder, ports, public, inside)
    with running_process("nginx", nginx_command(configuration), log, folder) as process:
        process.wait_until(lambda: _answers(inside), START_SECONDS)
        yield Nginx(f"http://127.0.0.1:{public}", f"http://127.0.0.1:{inside}", servers, log)


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/health", timeout=5).status_code == 204
    except httpx.HTTPError:
        return False
