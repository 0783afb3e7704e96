"""How long customers wait: one call of the vendor tells it to all servers, while it is fresh."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from benchmarks.calls import ActionCall
from benchmarks.timeline import request_for_a_person
from demo.servers import Server
from sandbox import Control
from tests.several_servers.action_servers import DEADLINE_SECONDS, HTTP, ActionServers

CHECK = "action_human_handoff_check_shift_status"
HUMAN = "2438093750"
TOLD = "utter_human_handoff_waiting_of_many"
SETTINGS = {
    "waiting": {"limit_seconds": DEADLINE_SECONDS},
    "liveperson": {"waiting_time": {"fresh_seconds": 60}},
}


def asks_for_a_person(server: Server) -> list[tuple[str, Any]]:
    """Ask for a person at a server, as a new customer; return what is told of the waiting time."""
    _, _, body = ActionCall(CHECK, request_for_a_person()).request().partition(b"\r\n\r\n")
    response = HTTP.post(f"{server.url}/webhook", content=body)
    assert response.status_code == 200, response.text
    return [(each["response"], each.get("people")) for each in response.json()["responses"]]


def set_queue(control: Control, people: int) -> None:
    control.liveperson.set_queue(HUMAN, people=people, wait_ms=5 * 60_000)


def vendor_calls(control: Control) -> int:
    return len(control.calls("queue_health"))


@pytest.fixture
def both(servers: ActionServers, state: str) -> list[Server]:
    """Return two servers that share a state store."""
    return [servers.start("liveperson", {"url": state}, **SETTINGS) for _ in range(2)]


def test_what_one_server_was_told_the_other_one_tells_as_well(
    control: Control, both: list[Server]
) -> None:
    set_queue(control, people=7)
    assert asks_for_a_person(both[0]) == [(TOLD, 7)]

    set_queue(control, people=2)  # nobody asks for it while the figure is fresh
    assert [asks_for_a_person(server) for server in (*both, *both)] == [[(TOLD, 7)]] * 4
    assert vendor_calls(control) == 1


def test_customers_of_both_servers_at_the_same_moment_need_one_call(
    control: Control, both: list[Server]
) -> None:
    set_queue(control, people=7)
    control.fault("queue_health", "slow", seconds=1.0)

    with ThreadPoolExecutor(6) as customers:
        told = list(customers.map(asks_for_a_person, both * 3))

    assert told == [[(TOLD, 7)]] * 6
    assert vendor_calls(control) == 1


def test_a_server_that_is_killed_leaves_its_figure_to_the_other_one(
    control: Control, both: list[Server]
) -> None:
    set_queue(control, people=7)
    assert asks_for_a_person(both[0]) == [(TOLD, 7)]
    both[0].process.kill()

    assert asks_for_a_person(both[1]) == [(TOLD, 7)]
    assert vendor_calls(control) == 1


def test_servers_without_a_common_store_ask_for_themselves(
    control: Control, servers: ActionServers, tmp_path: Any
) -> None:
    set_queue(control, people=7)
    control.liveperson.set_queue_health(interval_seconds=0)
    for number in (1, 2):
        state = {"url": f"sqlite:///{tmp_path}/{number}.db"}
        server = servers.start("liveperson", state, **SETTINGS)
        assert asks_for_a_person(server) == [(TOLD, 7)]
        assert vendor_calls(control) == number
