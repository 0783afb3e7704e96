"""`GET /metrics` of an action server with several workers, with both versions of rasa-sdk."""

import os
import signal
import sys
import time

import httpx
import pytest
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.parser import text_string_to_metric_families

from demo.ports import free_port
from scripts.steps import SDK
from tests.several_servers.action_servers import Request

PATIENCE_SECONDS = 30.0
ACCEPTED = ("human_handoff_attempts_total", (("desk", "parley"), ("outcome", "accepted")))
WITH_AGENT = ("human_handoff_conversations_with_agent", (("desk", "parley"),))


@pytest.fixture(params=[sys.executable, SDK], ids=["3.6", "3.21"])
def python(request):
    return request.param


@pytest.fixture
def start(servers, python, tmp_path):
    """Start a server with two workers, whose temporary files are in the test's folder."""
    port = free_port()

    def start():
        return servers.start(
            "parley",
            workers=2,
            port=port,
            environment={"TMPDIR": str(tmp_path)},
            python=python,
            metrics=True,
        )

    return start


def scraped(server):
    response = httpx.get(f"{server.url}/metrics", timeout=30)
    assert response.status_code == 200, response.text
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(response.text)
        for sample in family.samples
    }


def folders(tmp_path):
    return list(tmp_path.glob("human_handoff_metrics_*"))


def workers(tmp_path):
    """Return the workers that have counted something."""
    files = (file for folder in folders(tmp_path) for file in folder.glob("counter_*.db"))
    return {int(file.stem.partition("_")[2]) for file in files if counted(file)}


def counted(file):
    """Tell whether a process has counted something."""
    if not file.stat().st_size:  # it is just being made
        return False
    return any(value for _, value, _, _ in MmapedDict.read_all_values_from_file(file))


def deliver_until(is_so, request, server):
    """Deliver one customer's request again and again; return how often."""
    ends, delivered = time.monotonic() + PATIENCE_SECONDS, 0
    while not is_so():
        assert time.monotonic() < ends
        assert request.deliver(server) is not None
        delivered += 1
    return delivered


def wait_for(server, sample, value):
    """Wait until the server tells this value, whichever worker answers."""
    ends = time.monotonic() + PATIENCE_SECONDS
    while (told := {scraped(server).get(sample) for _ in range(10)}) != {value}:
        assert time.monotonic() < ends, told
        time.sleep(0.1)


def test_the_workers_figures_add_up_also_after_one_was_killed_and_after_a_restart(start, tmp_path):
    server, request = start(), Request("parley")
    delivered = deliver_until(lambda: len(workers(tmp_path)) == 2, request, server)
    wait_for(server, ACCEPTED, delivered)
    wait_for(server, WITH_AGENT, 1)

    killed, _ = workers(tmp_path)
    os.kill(killed, signal.SIGKILL)
    wait_for(server, ACCEPTED, delivered)
    assert request.deliver(server) is not None
    wait_for(server, ACCEPTED, delivered + 1)

    server.process.kill()
    server = start()
    assert scraped(server)[ACCEPTED] == 0
    wait_for(server, WITH_AGENT, 1)
    assert request.deliver(server) is not None
    wait_for(server, ACCEPTED, 1)


def test_a_server_that_is_stopped_leaves_no_files(start, tmp_path):
    server, request = start(), Request("parley")
    assert len(folders(tmp_path)) == 1
    # A worker that is about to start would not notice the signal.
    deliver_until(lambda: len(workers(tmp_path)) == 2, request, server)

    server.process.send_signal(signal.SIGTERM)
    ends = time.monotonic() + PATIENCE_SECONDS
    while folders(tmp_path):
        assert time.monotonic() < ends, server.process.log_text()
        time.sleep(0.1)
