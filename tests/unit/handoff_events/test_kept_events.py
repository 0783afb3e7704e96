"""Events that the state store keeps: each once, for some days, and nobody waits for them."""

import json

from actions.human_handoff.handoff_events.kept_events import KeptEventsSink, kept_events
from actions.human_handoff.handoff_events.sinks import BackgroundSink

DAY = 24 * 3600


def document(number, **values):
    return {"version": 1, "id": f"id{number}", "step": "requested", "desk": "zoë", **values}


def kept(store):
    return [json.loads(text) for text in kept_events(store)]


def test_what_was_sent_is_kept_and_also_what_is_reported_again(store):
    sink = KeptEventsSink(store, days=2)
    assert isinstance(sink, BackgroundSink)
    sink.start()
    sent = [(1, "10:00"), (2, "10:01"), (1, "10:04")]
    for number, time in sent:
        sink.send(document(number, time=time))
    sink.stop()

    # The report counts the first of two events that have the same id.
    found = sorted(kept(store), key=lambda each: each["time"])
    assert found == [document(number, time=time) for number, time in sent]


def test_what_is_written_again_after_an_error_is_kept_once(store):
    sink = KeptEventsSink(store, days=2)
    for _ in range(2):
        assert sink._put(['{"id": "id1"}', '{"id": "id2"}'])

    assert kept(store) == [{"id": "id1"}, {"id": "id2"}]


def test_another_server_reads_only_events_and_not_what_else_is_in_the_store(store):
    store.put("transfer/1", "text", DAY)
    store.put("outbox/webhook/1/1", "text", DAY)

    assert kept(store) == []


def test_an_event_is_there_for_as_many_days_as_the_settings_say(store, clock):
    sink = KeptEventsSink(store, days=2)
    sink.send(document(1))
    sink.stop()

    clock.now += 2 * DAY - 1
    assert kept(store) == [document(1)]
    clock.now += 1
    assert kept(store) == []


def test_events_wait_in_memory_while_the_store_is_lost(store, monkeypatch, caplog):
    monkeypatch.setattr("actions.human_handoff.handoff_events.store_writer.STORE_PAUSE", 0.01)
    sink = KeptEventsSink(store, days=1)
    store.is_lost = True
    sink.send(document(1))
    sink.send(document(2))
    assert not sink.writer.written(0.1)

    store.is_lost = False
    assert sink.writer.written(10)
    assert len(kept(store)) == 2
    assert caplog.messages == ["handoff events wait in memory: the store is lost"]
