"""An exporter of spans that hangs, or that nobody answers, makes no customer wait."""

import asyncio
import socket
import threading
import time
from contextlib import contextmanager

import pytest

from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from demo.ports import LOOPBACK, free_port
from tests.traces.receiver import Receiver
from tests.traces.traced_chat import TracedChat

CALLS = 30
# OpenTelemetry gives an exporter ten seconds; a call takes much less, also on a busy machine.
WAIT_FOR_EXPORTER_SECONDS = 5.0


@contextmanager
def silent_listener():
    """Accept connections and never answer on them."""
    held = []
    with socket.create_server((LOOPBACK, 0)) as listener:

        def accept():
            while True:
                try:
                    held.append(listener.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for connection in held:
                connection.close()


def seconds_of_calls(server, calls=CALLS):
    """Return how long each of some checks of the shift has taken."""
    chat = TracedChat(server.url)
    chat.say("I want a person", "human_handoff")

    def seconds():
        began = time.perf_counter()
        asyncio.run(chat.execute(CheckShiftStatus))
        return time.perf_counter() - began

    return [seconds() for _ in range(calls)]


@pytest.mark.parametrize("trouble", ["hangs", "is down"])
def test_no_customer_waits_for_an_exporter_that(trouble, servers, control):
    with silent_listener() as silent:
        server = servers.start(["cm"], silent if trouble == "hangs" else free_port())

        assert max(seconds_of_calls(server)) < WAIT_FOR_EXPORTER_SECONDS


def test_spans_arrive_again_when_the_collector_is_back(servers, control):
    receiver = Receiver()
    server = servers.start(["cm"], receiver.port)
    seconds_of_calls(server)

    with receiver.running():
        ends = time.monotonic() + 60
        while not receiver.spans():
            assert time.monotonic() < ends
            seconds_of_calls(server, calls=1)
