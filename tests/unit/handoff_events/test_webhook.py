"""The webhook: what is posted and how it is signed, and that nobody waits for it."""

import json
import re
import threading
import time

import pytest
import responses

from actions.human_handoff.handoff_events import store_writer, webhook
from actions.human_handoff.handoff_events.sinks import BackgroundSink
from actions.human_handoff.handoff_events.webhook import WebhookSink
from actions.human_handoff.outbox import delivery
from actions.human_handoff.outbox.webhook_settings import WebhookSettings
from tests.demo.processes import wait_until
from tests.unit.lost_store import LostStore
from tests.unit.signed import expected_signature

URL = "https://events.test/hooks/hunter2"
SECRET = "hunter2-hunter2-hunter2"
SETTINGS = WebhookSettings(url=URL, secret=SECRET)


def document(number):
    return {"version": 1, "id": f"id{number}", "step": "requested", "desk": "zoë"}


@pytest.fixture
def store():
    return LostStore(is_lost=False)


@pytest.fixture
def sink(store, monkeypatch):
    monkeypatch.setattr(store_writer, "STORE_PAUSE", 0.01)
    monkeypatch.setattr(store_writer, "PAUSE", 0.02)
    sinks = []

    def create():
        sinks.append(WebhookSink(SETTINGS, store))
        return sinks[-1]

    yield create
    for each in sinks:
        each.stop()


def posted(http):
    """Return the ids of the events in the order in which they were posted."""
    bodies = [json.loads(call.request.body) for call in http.calls]
    return [event["id"] for body in bodies for event in body["events"]]


def test_an_event_is_posted_and_signed_so_that_the_receiver_can_check_it(http, sink):
    http.post(URL, status=204)
    began = int(time.time())
    sink().send(document(1))
    wait_until(lambda: http.calls)

    request = http.calls[0].request
    timestamp = request.headers["X-Human-Handoff-Timestamp"]
    assert request.headers["X-Human-Handoff-Signature"] == expected_signature(request, SECRET)
    assert request.headers["Content-Type"] == "application/json"
    assert began <= int(timestamp) <= time.time()
    delivery_id = request.headers["X-Human-Handoff-Delivery-Id"]
    assert json.loads(request.body) == {"id": delivery_id, "events": [document(1)]}


def test_events_come_in_their_order_also_those_of_a_server_that_is_gone(http, sink, store):
    http.post(URL, status=200)
    gone = sink()
    gone.start = lambda: None  # it was killed before it could deliver
    for number in range(3):
        gone.send(document(number))
    gone.stop()

    other = sink()
    other.start()
    other.send(document(3))
    wait_until(lambda: posted(http) == ["id0", "id1", "id2", "id3"])


def test_events_that_come_at_once_are_posted_together_and_none_waits_for_a_later_one(
    http, sink, monkeypatch
):
    monkeypatch.setattr(store_writer, "PAUSE", 10.0)
    monkeypatch.setattr(store_writer, "MAX_AT_ONCE", 3)
    http.post(URL, status=200)
    server = sink()
    server.send(document(0))
    wait_until(lambda: posted(http) == ["id0"])

    for number in range(1, 7):
        server.send(document(number))
    wait_until(lambda: len(posted(http)) == 7)
    assert posted(http) == [f"id{number}" for number in range(7)]
    assert len(http.calls) == 3


def test_an_event_is_sent_again_with_the_same_id_and_a_new_signature(http, sink, caplog):
    http.add(responses.POST, URL, status=500)
    http.add(responses.POST, URL, status=200)
    sink().send(document(1))
    wait_until(lambda: len(http.calls) == 2)

    first, second = (call.request.headers for call in http.calls)
    assert first["X-Human-Handoff-Delivery-Id"] == second["X-Human-Handoff-Delivery-Id"]
    assert posted(http) == ["id1", "id1"]
    assert first["X-Human-Handoff-Timestamp"] < second["X-Human-Handoff-Timestamp"]
    assert first["X-Human-Handoff-Signature"] != second["X-Human-Handoff-Signature"]
    assert "handoff events: POST webhook answered 500; tried again in 1 s" in caplog.messages
    assert "hunter2" not in caplog.text


def test_a_2xx_counts_as_delivered_whatever_its_body_is(http, sink, caplog):
    http.post(URL, status=200, body=b"\xff<html>", headers={"Content-Encoding": "gzip"})
    server = sink()
    for number in range(2):
        server.send(document(number))
    wait_until(lambda: posted(http) == ["id0", "id1"] and not server.outbox.waiting())
    assert caplog.messages == []


def test_a_server_that_starts_twice_has_one_thread(sink):
    server = sink()
    assert isinstance(server, BackgroundSink)
    server.start()
    thread = server._thread._thread
    server.start()
    assert server._thread._thread is thread

    server.stop()
    server.start()
    assert not thread.is_alive()


def test_a_server_that_never_delivered_stops(sink):
    sink().stop()


def test_nobody_waits_for_a_store_that_hangs(http, sink, store, held):
    http.post(URL, status=200)
    server = sink()
    store.before = held.wait
    began = time.monotonic()
    for number in range(10):
        server.send(document(number))
    assert time.monotonic() - began < 10, "the store hangs until the event is set below"

    store.before = lambda: None
    held.set()
    wait_until(lambda: len(posted(http)) == 10)


def test_events_wait_in_memory_while_the_store_is_lost(http, sink, store, caplog):
    http.post(URL, status=200)
    server = sink()
    store.is_lost = True
    for number in range(3):
        server.send(document(number))
    waits = "handoff events wait in memory: the store is lost"
    wait_until(lambda: waits in caplog.messages)
    asked = []
    store.before = lambda: asked.append(1)
    wait_until(lambda: len(asked) > 3)

    store.is_lost = False
    wait_until(lambda: len(posted(http)) == 3)
    assert server.writer.dropped == 0
    assert caplog.messages.count(waits) == 1


def test_what_is_too_much_for_the_memory_is_dropped_and_counted(
    http, sink, store, monkeypatch, caplog
):
    http.post(URL, status=200)
    monkeypatch.setattr(store_writer, "MAX_IN_MEMORY", 3)
    server = sink()
    store.is_lost = True
    for number in range(6):
        server.send(document(number))
    assert server.writer.dropped == 3
    dropped = "handoff events were dropped, 3 wait for the state store already; since the start 1"
    assert [text for text in caplog.messages if "dropped" in text] == [dropped]

    store.is_lost = False
    wait_until(lambda: len(posted(http)) == 3)
    server.send(document(7))
    wait_until(lambda: len(posted(http)) == 4)
    assert server.writer.dropped == 3


def test_what_is_too_much_for_the_store_is_dropped_and_counted(sink, caplog):
    server = sink()
    server.start = lambda: None
    server.outbox._max_waiting = 2
    for number in range(5):
        server.send(document(number))
        assert server.writer.written(10)
    too_many = "too many wait for their delivery already; since the start 1"
    wait_until(lambda: server.writer.dropped == 3 and too_many in caplog.text)
    assert server.outbox.waiting() == 2


def test_events_that_are_refused_for_too_long_are_given_up_and_counted(
    http, sink, monkeypatch, caplog
):
    monkeypatch.setattr(delivery, "REFUSED_SECONDS", -1.0)
    http.add(responses.POST, URL, status=400)
    http.add(responses.POST, URL, status=200)
    server = sink()
    server.start = lambda: None
    for numbers in ([0], [1, 2, 3]):
        for number in numbers:
            server.send(document(number))
        assert server.writer.written(10)
    del server.start
    server.start()
    wait_until(lambda: len(http.calls) == 2 and not server.outbox.waiting())

    assert server.writer.dropped == 1
    assert posted(http) == ["id0", "id1", "id2", "id3"]
    assert "after a day of refusals: handoff events: POST webhook answered 400" in caplog.text


def test_an_error_that_nobody_expected_costs_what_was_written_then(http, sink, store, caplog):
    http.post(URL, status=200)
    server = sink()
    put = server.outbox.put

    def fails(text):
        server.outbox.put = put
        raise KeyError("hunter2")

    server.outbox.put = fails
    server.send(document(1))
    assert server.writer.written(10)
    server.send(document(2))
    wait_until(lambda: posted(http) == ["id2"])

    assert server.writer.dropped == 1
    assert "the state store raised KeyError" in caplog.text
    assert "hunter2" not in caplog.text


def test_events_wait_in_memory_while_the_system_has_no_thread(http, sink, monkeypatch, caplog):
    http.post(URL, status=200)
    server = sink()
    with monkeypatch.context() as patched:
        patched.setattr(
            threading.Thread, "start", lambda _: (_ for _ in ()).throw(RuntimeError("no thread"))
        )
        server.send(document(1))
        assert not server.writer.written()
    assert "handoff events wait in memory: the system has no thread left" in caplog.messages

    server._thread._thread = None
    server.send(document(2))
    wait_until(lambda: posted(http) == ["id1", "id2"])
    assert server.writer.dropped == 0


def test_a_server_that_stops_writes_what_it_has_in_memory(sink, store):
    server = sink()
    server.start = lambda: None
    for number in range(20):
        server.send(document(number))
    server.stop()

    kept = [each.text.partition(" ")[2] for each in server.outbox.every()]
    events = [event for text in kept for event in json.loads(text)["events"]]
    assert events == [document(number) for number in range(20)]


def test_a_server_that_stops_without_its_store_stops_all_the_same(sink, store, monkeypatch, caplog):
    monkeypatch.setattr(webhook, "STOP_SECONDS", 0.05)
    server = sink()
    store.is_lost = True
    server.send(document(1))
    began = time.monotonic()
    server.stop()

    assert time.monotonic() - began < 5
    assert "the server was stopped before the state store had taken them" in caplog.text
    assert (server.writer.dropped, server.writer.waiting) == (1, 0)


def test_neither_the_address_nor_the_secret_is_shown(sink):
    server = sink()
    shown = repr(SETTINGS) + str(SETTINGS) + repr(server) + repr(vars(server))

    assert not re.search("hunter2", shown)
