"""CM.com as its documents show it."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


class Server(ThreadingHTTPServer):
    """A server on a real line, so that the HTTP library writes its own log."""

    status, said = 200, b"Online"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Reply)
        self.heard: list[str] = []
        self.url = f"http://127.0.0.1:{self.server_port}"


class Reply(BaseHTTPRequestHandler):
    """Answers every call with what the server is to say."""

    server: Server

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.heard.append(self.path)
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(self.server.said)))
        self.end_headers()
        self.wfile.write(self.server.said)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: object) -> None:
        """Keep standard error clean."""


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()
