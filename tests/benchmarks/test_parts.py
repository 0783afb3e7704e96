"""The parts of `make bench` that compare stores, servers and conversations in Rasa."""

import asyncio
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from actions.human_handoff import actions
from benchmarks import handoff_actions, load, rasa_turns, several_servers, stores
from benchmarks.__main__ import PARTS, _chosen, main
from benchmarks.cpu_time import cpu_times
from benchmarks.errors import BenchmarkError
from benchmarks.figures import CaseResult, Round
from benchmarks.load import Case
from benchmarks.several_servers import ACTIONS, LOAD, VENDORS
from demo.child_process import running_process

CPU = {VENDORS: 1.0, ACTIONS: 2.0, LOAD: 0.5}


def result(case: Case, rate: float, **cpu_ms: float) -> CaseResult:
    used = {**CPU, ACTIONS: cpu_ms.get("actions", CPU[ACTIONS])}
    return CaseResult(case.key, case.title, [Round(100, rate, 1.0, 2.0, used)] * 3)


def test_the_stores_that_servers_share_are_compared_with_memory() -> None:
    cases = [stores.MEMORY_CASE, stores.SQLITE_CASE, stores.REDIS_CASE]
    measured = [result(case, rate) for case, rate in zip(cases, (200, 180, 160))]

    assert [(each.row, each.value, each.met) for each in stores.targets(measured)] == [
        ("store_sqlite", pytest.approx(0.9), True),
        ("store_redis", pytest.approx(0.8), False),
    ]
    assert [each.row for each in stores.targets(measured[:2])] == ["store_sqlite"]


def servers(*, with_redis: bool = True) -> list[CaseResult]:
    one, workers, two = several_servers.SQLITE_CASES
    results = [result(several_servers.MEMORY_CASE, 400), result(one, 300), result(workers, 600)]
    results.append(result(two, 480, actions=2.5))
    if with_redis:
        one, two = several_servers.REDIS_CASES
        results += [result(one, 300), result(two, 540)]
    return results


def test_two_workers_are_compared_with_the_ideal_and_two_servers_with_one() -> None:
    found = {each.key: (each.value, each.met) for each in several_servers.targets(servers())}

    assert found == {
        "two_workers_sqlite_of_ideal": (pytest.approx(0.6), True),
        "two_servers_sqlite_of_one": (pytest.approx(1.6), False),
        "two_servers_sqlite_by_cpu": (pytest.approx(1.6), False),
        "two_servers_redis_of_one": (pytest.approx(1.8), True),
        "two_servers_redis_by_cpu": (pytest.approx(2.0), True),
    }


def test_without_redis_its_rows_are_left_out_and_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    measured = servers(with_redis=False)

    assert not [each for each in several_servers.targets(measured) if "redis" in each.key]
    for module in (stores, several_servers):
        monkeypatch.setattr(module, "redis_is_missing", lambda: True)
    sentence = "Redis is missing, so its rows are left out: apt install redis-server."
    assert sentence in several_servers.notes(measured, 2)
    assert stores.notes(measured).endswith(sentence)


def test_the_notes_tell_what_the_cores_allow() -> None:
    assert (
        "one server, SQLite: 3.50 ms of CPU time for each transfer (the vendor 1.00, the action "
        "servers 2.00, the customers 0.50), so 2 cores allow 571 a second"
    ) in several_servers.notes(servers(), 2)


def test_the_customers_are_divided_among_the_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    case = replace(several_servers.SQLITE_CASES[-1], customers=5)
    opened: list[int] = []

    async def open_(port: int) -> None:
        opened.append(port)
        if len(opened) == case.customers:
            raise ConnectionRefusedError

    monkeypatch.setattr(load.Connection, "open", open_)
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(load.measure([7, 8], case))
    assert opened == [7, 8, 7, 8, 7]


def test_a_turn_of_a_handoff_is_compared_with_one_whose_actions_do_nothing() -> None:
    nothing, ours = (
        CaseResult(f"rasa_{key}", key, [Round(30, rate, 1.0, 2.0)])
        for key, rate in (("nothing", 20.0), ("ours", 16.0))
    )

    target = rasa_turns.target([nothing, ours])
    assert (target.row, target.value, target.met) == ("rasa_ours", pytest.approx(1.25), False)
    assert "62.5 ms on average, 50.0 ms with actions" in rasa_turns.notes([nothing, ours])


def test_rows_names_the_parts_and_a_wrong_name_ends_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _chosen("stores, rasa") == ["stores", "rasa"]
    with pytest.raises(BenchmarkError, match=f"no 'store', only {', '.join(PARTS)}"):
        _chosen("calls,store")

    monkeypatch.setenv("ROWS", "nonsense")
    assert main() == 1
    assert "ROWS=nonsense: there is no 'nonsense'" in capsys.readouterr().err


# Two processes, of which each uses 0.3 seconds.
BUSY = """
import os, signal, time
os.fork()
while time.process_time() < 0.3:
    pass
print("done", flush=True)
signal.pause()
"""


def test_the_cpu_time_of_a_program_contains_that_of_the_processes_it_has_started(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-c", BUSY]
    with running_process("A busy program", command, tmp_path / "log", tmp_path) as program:
        measured = cpu_times({"busy": [program]}, "ourselves")
        program.wait_until(lambda: program.log_text().count("done") == 2, 60)
        used = measured()

    assert used["busy"] >= 0.55
    assert used["ourselves"] == pytest.approx(time.process_time(), abs=1)


def test_the_actions_that_do_nothing_have_the_names_of_all_actions_of_the_bot() -> None:
    names = {getattr(actions, name).action_name for name in actions.__all__}
    assert {each.action_name for each in handoff_actions.COMPARED_ACTIONS} == names
