"""nginx: in turn, never the same delivery twice, and no customer in its log."""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from demo.ports import free_port
from human_handoff_channels.credentials import ChannelSettings
from tests.deploy.files import DEPLOY, documents
from tests.deploy.nginx_server import (
    Nginx,
    StandIn,
    nginx_command,
    running_nginx,
    stand_in,
    written_configuration,
)

NAMES = ("rasa-1", "rasa-2", "action-server-1", "action-server-2")
DELIVERY = "/webhooks/cm/message"


@pytest.fixture
def nginx(tmp_path: Path) -> Iterator[Nginx]:
    with ExitStack() as running:
        servers = {name: running.enter_context(stand_in()) for name in NAMES}
        yield running.enter_context(running_nginx(tmp_path, servers))


def post(url: str, size: int = 2) -> int:
    return httpx.post(url, content=b"x" * size, timeout=20).status_code


def counts(nginx: Nginx) -> list[int]:
    return [len(nginx.servers[name].requests) for name in NAMES]


def test_nginx_accepts_the_configuration(tmp_path: Path) -> None:
    path = written_configuration(tmp_path, dict.fromkeys(NAMES, 1), free_port(), free_port())
    result = subprocess.run(nginx_command(path, "-t"), capture_output=True, text=True, check=False)

    assert result.returncode == 0, result.stderr


def test_the_servers_are_those_of_the_compose_file_at_the_ports_where_they_listen() -> None:
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    services = documents(DEPLOY / "compose.yaml")[0]["services"]
    servers = re.findall(r"^ +server ([\w-]+):(\d+)", text, re.M)
    ports = {"rasa": "5005", "action-server": "5055"}  # the images' EXPOSE

    assert [name for name, _ in servers] == list(NAMES)
    for name, port in servers:
        assert name in services
        assert port == ports[name.rpartition("-")[0]]


def test_deliveries_and_actions_go_to_the_servers_in_turn(nginx: Nginx) -> None:
    for _ in range(4):
        assert post(f"{nginx.public}{DELIVERY}") == 200
        assert post(f"{nginx.inside}/webhook") == 200

    assert counts(nginx) == [2, 2, 2, 2]


@pytest.mark.parametrize(
    "path",
    ["/", "/webhooks/rest/webhook", "/conversations/1/tracker", "/model", "/webhooks/cm", "//x"],
)
def test_nothing_but_the_channels_is_reached_from_outside(nginx: Nginx, path: str) -> None:
    assert post(f"{nginx.public}{path}") == 404
    assert post(f"{nginx.inside}{path}") == 404
    assert counts(nginx) == [0, 0, 0, 0]

    assert post(f"{nginx.public}{DELIVERY}") == 200


def test_a_server_that_is_away_is_passed_over_until_it_is_back(tmp_path: Path) -> None:
    with ExitStack() as running:
        servers = {name: running.enter_context(stand_in()) for name in NAMES[1:]}
        servers["rasa-1"] = StandIn(free_port())
        nginx = running.enter_context(running_nginx(tmp_path, servers))

        assert [post(f"{nginx.public}{DELIVERY}") for _ in range(4)] == [200] * 4
        assert counts(nginx) == [0, 4, 0, 0]


@pytest.mark.parametrize("kind", ["rasa", "action-server"])
def test_what_a_server_may_have_read_is_not_sent_to_another_one(nginx: Nginx, kind: str) -> None:
    url = f"{nginx.public}{DELIVERY}" if kind == "rasa" else f"{nginx.inside}/webhook"
    both = [nginx.servers[f"{kind}-{number}"] for number in (1, 2)]
    both[0].answers = False
    statuses = [post(url)]
    while not both[0].requests:  # the first one may have gone to the other server
        statuses.append(post(url))

    assert statuses[-1] == 502
    assert [len(each.requests) for each in both] == [1, len(statuses) - 1]
    # It is left alone for a while, and the other one answers.
    assert post(url) == 200
    assert len(both[0].requests) == 1


def test_a_body_may_be_as_large_as_the_channels_allow(nginx: Nginx) -> None:
    most = ChannelSettings().max_body_bytes

    assert post(f"{nginx.public}{DELIVERY}", most) == 200
    assert post(f"{nginx.public}{DELIVERY}", most + 1) == 413
    assert [size for _, _, size in nginx.servers["rasa-1"].requests] == [most]


def test_rasa_may_send_a_long_conversation_to_the_action_server(nginx: Nginx) -> None:
    assert post(f"{nginx.inside}/webhook", 5_000_000) == 200


def test_no_id_and_no_token_is_in_what_nginx_writes(nginx: Nginx) -> None:
    paths = [
        "/webhooks/cm/event?token=SENTINEL",
        "/webhooks/liveperson/conversations/SENTINEL/return",
        "/webhooks/parley/users/SENTINEL/return",
        "/SENTINEL",
    ]
    for path in paths:
        post(f"{nginx.public}{path}")
    post(f"{nginx.public}{paths[0]}", 300_000)
    malformed = f"POST {paths[0]} HTTP/9\r\nhost: SENTINEL\r\n\r\n".encode()
    address = urlsplit(nginx.public)
    _send_raw(str(address.hostname), int(address.port or 0), malformed)
    for server in nginx.servers.values():
        server.answers = False
    for path in paths[:3]:  # to each server, and then to none
        for _ in range(3):
            assert post(f"{nginx.public}{path}") in (200, 404, 502)
    written = nginx.log.read_text()

    assert "SENTINEL" not in written
    assert "127.0.0.1 " not in written  # nor who called; the servers have a port
    assert re.search(r" POST cm 200 [\d.]+s 127\.0\.0\.1:\d+ 200\n", written)
    assert re.search(r" POST cm 413 ", written)
    assert re.search(r" POST parley 502 ", written)


def _send_raw(host: str, port: int, data: bytes) -> None:
    with socket.create_connection((host, port), 10) as connection:
        connection.sendall(data)
        while connection.recv(4096):
            pass
