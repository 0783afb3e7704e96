"""nginx passes requests on in turn, and repeats none that a server may have handled."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cluster.load_balancer import served, started_nginx
from demo.ports import free_port
from demo.servers import Server

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Upstream:
    """A server that reads requests, and answers each or closes the connection."""

    def __init__(self, port: int, answer: bytes) -> None:
        self.port = port
        self.requests: list[bytes] = []
        self._answer = answer
        self._socket = socket.create_server(("127.0.0.1", port))
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with connection:
                self.requests.append(connection.recv(65536))
                connection.sendall(self._answer)


@pytest.fixture
def nginx(open_folder: Path, ports: list[int]) -> Iterator[Server]:
    front, *behind = ports
    with started_nginx(open_folder / "nginx", {front: behind}) as nginx:
        nginx.wait_until_ready()
        yield nginx


@pytest.fixture
def ports() -> list[int]:
    return [free_port() for _ in range(3)]


@pytest.fixture
def upstreams(ports: list[int], request: pytest.FixtureRequest) -> Iterator[list[Upstream]]:
    running = [Upstream(port, answer) for port, answer in zip(ports[1:], request.param)]
    yield running
    for upstream in running:
        upstream.close()


def post(nginx: Server) -> int:
    return httpx.post(nginx.url, content="a message", trust_env=False).status_code


def all_served(nginx: Server, folder: Path) -> Counter[int]:
    """Return how many requests each server has answered, the last one included.

    nginx sends an answer before it writes its line, and has one process: once it has answered
    another request, the line is there.
    """
    nginx.wait_until_ready()
    return served(folder / "nginx")


@pytest.mark.parametrize("upstreams", [[OK, OK]], indirect=True, ids=["both answer"])
def test_each_request_goes_to_the_next_server(
    nginx: Server, upstreams: list[Upstream], open_folder: Path
) -> None:
    assert [post(nginx) for _ in range(4)] == [200] * 4

    assert [len(upstream.requests) for upstream in upstreams] == [2, 2]
    assert all_served(nginx, open_folder) == {upstream.port: 2 for upstream in upstreams}


@pytest.mark.parametrize("upstreams", [[b"", b""]], indirect=True, ids=["none answers"])
def test_a_message_that_was_sent_is_not_sent_to_the_other_server(
    nginx: Server, upstreams: list[Upstream]
) -> None:
    assert post(nginx) == 502

    assert sum(len(upstream.requests) for upstream in upstreams) == 1


@pytest.mark.parametrize("upstreams", [[OK]], indirect=True, ids=["one is there"])
def test_a_server_that_is_not_there_is_left_out(
    nginx: Server, upstreams: list[Upstream], open_folder: Path
) -> None:
    assert [post(nginx) for _ in range(4)] == [200] * 4

    assert len(upstreams[0].requests) == 4
    assert all_served(nginx, open_folder) == {upstreams[0].port: 4}


def test_requests_that_no_server_has_answered_are_not_counted(tmp_path: Path) -> None:
    lines = ["127.0.0.1:81 200", "127.0.0.1:81, 127.0.0.1:82 200", "127.0.0.1:81, to_80 502"]
    (tmp_path / "served.txt").write_text("\n".join([*lines, "to_80 502"]))

    assert served(tmp_path) == {81: 1, 82: 1}
