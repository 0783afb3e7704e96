"""What is so now: circuit breakers, and the queue of the webhook."""

import contextlib
import threading
import time

import circuitbreaker
import pytest

from actions.human_handoff import VendorAPI, VendorRefusedError
from actions.human_handoff.handoff_events import store_writer
from actions.human_handoff.handoff_events.vocabulary import Step
from actions.human_handoff.handoff_events.webhook import WebhookSink
from actions.human_handoff.handoff_metrics import metrics, present_values
from actions.human_handoff.outbox.webhook_settings import WebhookSettings
from actions.human_handoff.vendor_http.host_limits import FAILURES, RECOVERY_SECONDS
from tests.unit.clock import Clock
from tests.unit.handoff_metrics.figures import document, figures, sample

URL = "http://breaks.test:8080/way"
OPEN = sample("host_left_alone", host="breaks.test:8080")


@pytest.fixture
def seconds(monkeypatch):
    clock = Clock(1000.0)
    monkeypatch.setattr(circuitbreaker, "monotonic", clock)
    return clock


def test_a_host_that_keeps_failing_is_seen_until_a_call_has_succeeded(http, sink, seconds):
    api = VendorAPI("Acme", seconds)
    http.get(URL, status=500)
    for _ in range(FAILURES):
        assert figures(sink).get(OPEN, 0) == 0
        with pytest.raises(VendorRefusedError):
            api.call("GET", URL)
    assert figures(sink)[OPEN] == 1

    seconds.now += RECOVERY_SECONDS + 1
    assert figures(sink)[OPEN] == 1
    http.replace("GET", URL, status=200)
    api.call("GET", URL)
    assert figures(sink)[OPEN] == 0


def test_a_host_that_is_no_longer_used_is_not_left_alone_for_ever(sink, monkeypatch):
    monkeypatch.setattr(present_values, "hosts", lambda: {"breaks.test:8080": True})
    assert figures(sink)[OPEN] == 1

    monkeypatch.setattr(present_values, "hosts", dict)
    assert figures(sink)[OPEN] == 0


def test_the_queue_of_the_webhook_is_seen_and_what_was_given_up(create, store, monkeypatch):
    monkeypatch.setattr(store_writer, "STORE_PAUSE", 0.01)
    monkeypatch.setattr(store_writer, "MAX_IN_MEMORY", 3)
    monkeypatch.setattr(WebhookSink, "start", lambda _: None)
    webhook = WebhookSink(WebhookSettings(url="https://x.test", secret="s" * 16), store)
    sink = create(webhook=webhook)
    store.is_read_only = True
    for _ in range(5):
        webhook.send(document(Step.CANCELLED))

    told = figures(sink)
    assert told[sample("events_waiting_in_memory", sink="webhook")] == 3
    assert told[sample("events_given_up_total", sink="webhook")] == 2
    assert told[sample("deliveries_waiting")] == 0

    store.is_read_only = False
    assert webhook.writer.written(10)
    told = figures(sink)
    assert told[sample("events_waiting_in_memory", sink="webhook")] == 0
    assert told[sample("events_given_up_total", sink="webhook")] == 2
    assert told[sample("deliveries_waiting")] == 1
    webhook.stop()


def test_what_was_given_up_is_counted_once_although_two_measure_at_the_same_time(
    create, store, monkeypatch
):
    monkeypatch.setattr(WebhookSink, "start", lambda _: None)
    webhook = WebhookSink(WebhookSettings(url="https://x.test", secret="s" * 16), store)
    sink = create(webhook=webhook)
    webhook.writer.drop("a test")
    counter, both = sink._present._metrics.given_up.labels("webhook"), threading.Barrier(2)
    count = counter.inc

    def slow(number):
        with contextlib.suppress(threading.BrokenBarrierError):
            both.wait(0.2)  # both are here at once, if nothing keeps one out
        count(number)

    with monkeypatch.context() as patched:
        patched.setattr(counter, "inc", slow)
        threads = [threading.Thread(target=sink._present.refresh) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)

    assert figures(sink)[sample("events_given_up_total", sink="webhook")] == 1
    webhook.stop()


def test_the_metrics_are_told_also_while_the_present_cannot_be_measured(sink, monkeypatch, caplog):
    def full(*_):
        raise OSError("no space left on device: /tmp/secret")

    with monkeypatch.context() as patched:
        patched.setattr(present_values, "hosts", full)
        assert figures(sink)[sample("state_store_up")] == 1
    assert caplog.messages == ["metrics: the present was not measured: OSError"]

    monkeypatch.setattr(present_values, "hosts", lambda: {"breaks.test:8080": True})
    assert figures(sink)[OPEN] == 1


def test_without_a_webhook_nothing_waits_for_it(sink):
    assert sample("deliveries_waiting") not in figures(sink)


def test_the_present_is_brought_up_to_date_also_while_nobody_asks(create, monkeypatch):
    monkeypatch.setattr(metrics, "REFRESH_SECONDS", 0.01)
    sink, times = create(), []

    def fails():
        times.append(1)
        raise OSError

    monkeypatch.setattr(sink._present, "refresh", fails)  # and that ends nothing
    sink.start()

    ends = time.monotonic() + 10
    while len(times) < 3:
        assert time.monotonic() < ends
        time.sleep(0.01)
    sink.stop()
    assert not sink._thread.is_alive()
