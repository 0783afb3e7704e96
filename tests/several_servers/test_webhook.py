"""The webhook over crashes: what was written is delivered, and comes once by its id."""

import json
import random
import re
import sys
import time

import pytest

from actions.human_handoff.outbox.queue import Outbox
from actions.human_handoff.state_store import SQLiteStateStore
from demo.child_process import running_process
from demo.webhook_receiver import SECRET, Receiver
from tests import ROOT
from tests.demo.processes import wait_until
from tests.several_servers.action_servers import Request

# How long events may take to arrive, and two servers to start.
SECONDS = 30.0
# The lease of a server that was killed, the pauses after failures, and a busy machine.
PATIENCE_SECONDS = 90.0


@pytest.fixture
def receiver():
    return Receiver()


@pytest.mark.parametrize("desk", ["parley"], indirect=True)
def test_events_of_an_action_server_that_was_killed_are_delivered_by_the_next_one(
    control, servers, desk, receiver, tmp_path
):
    events = {"webhook": {"url": receiver.url, "secret": SECRET}}
    store = SQLiteStateStore(tmp_path / ".human_handoff" / "state.db")
    outbox = Outbox(store, "webhook", "handoff events")

    def waiting():
        bodies = [each.text.partition(" ")[2] for each in outbox.every()]
        return [event["id"] for body in bodies for event in json.loads(body)["events"]]

    first = servers.start(desk, events=events)
    for _ in range(3):
        assert Request(desk).deliver(first) is not None
    logged = [
        json.loads(text)["id"]
        for text in re.findall(r"handoff event: (\{.*\})", first.process.log_text())
    ]
    assert len(logged) >= 3
    wait_until(lambda: waiting() == logged, SECONDS)
    first.process.kill()

    with receiver.running():
        servers.start(desk, events=events)  # nobody asks it for anything
        assert receiver.wait_for(set(logged), PATIENCE_SECONDS)
        wait_until(lambda: waiting() == [], SECONDS)

    assert (receiver.ids, receiver.wrong) == (logged, 0)


def test_no_event_is_lost_while_servers_are_killed_and_the_receiver_comes_and_goes(
    state, receiver, tmp_path
):
    chance, logs = random.Random("events"), []

    def live(seconds):
        """Run two servers for a while, and kill both in the middle of what they do."""
        command = [sys.executable, "-m", "tests.several_servers.event_writer", receiver.url, state]
        for _ in range(2):
            logs.append(tmp_path / f"writer-{len(logs)}.log")
        with (
            running_process("writer", command, logs[-2], ROOT) as one,
            running_process("writer", command, logs[-1], ROOT) as other,
        ):
            wait_until(lambda: logs[-1].stat().st_size and logs[-2].stat().st_size, SECONDS)
            time.sleep(seconds)
            one.kill()
            other.kill()

    def written(log):
        return re.findall(r"^(\d+-\d+)$", log.read_text(), re.M)

    for _ in range(2):
        live(chance.uniform(0.1, 0.5))
        with receiver.running():
            live(chance.uniform(0.1, 1.0))
    with receiver.running():
        live(0.1)
        every = [written(log) for log in logs]
        assert all(every)
        command = [sys.executable, "-m", "tests.several_servers.event_writer", receiver.url, state]
        with running_process("writer", command, tmp_path / "last.log", ROOT):
            assert receiver.wait_for({text for texts in every for text in texts}, PATIENCE_SECONDS)

    for texts in every:
        process = texts[0].partition("-")[0]
        own = [text for text in receiver.ids if text.startswith(f"{process}-")]
        assert own[: len(texts)] == texts, "out of order"
    assert receiver.wrong == 0
