"""Which lines are events, which are damaged, and which are about something else."""

import json

import pytest

from actions.human_handoff.handoff_events.event import EVENT_SLOT
from actions.human_handoff.handoff_events.sinks import LogSink
from actions.human_handoff.handoff_events.vocabulary import Outcome, Step
from actions.human_handoff.handoff_report.reading import (
    NAMED_AT_MOST,
    Reading,
    event_from_slot,
    events_from_lines,
)
from actions.human_handoff.handoff_report.recorded_event import DamagedEventError
from tests.unit.handoff_report.made_events import event

EVENT = event(Step.ATTEMPTED, 5.0, outcome=Outcome.ACCEPTED, waited_seconds=1.25)
DOCUMENT = EVENT.document()
LINE = json.dumps(DOCUMENT)


def read(*lines):
    reading = Reading()
    return list(events_from_lines(lines, "log", reading)), reading


def test_a_json_line_is_read_as_it_was_written():
    [found], reading = read(LINE + "\n")

    assert reading == Reading(events=1)
    assert found.request == "r1"
    assert found.id == DOCUMENT["id"]
    assert found.time == EVENT.time
    assert (found.step, found.outcome, found.reason) == ("attempted", "accepted", "")
    assert (found.channel, found.desk, found.skill) == ("rest", "liveperson", "orders")
    assert found.waited == 1.25


def test_what_the_log_sink_writes_is_read(caplog):
    caplog.set_level("INFO")
    LogSink().send(DOCUMENT)
    logged = f"2026-11-02 09:00:00 INFO {caplog.records[0].getMessage()} (pid 7)"

    assert read(logged)[0] == read(LINE)[0]


@pytest.mark.parametrize(
    "line",
    [
        {"level": "info", "event": f"handoff event: {LINE}"},
        {"event": "slot", "name": EVENT_SLOT, "value": DOCUMENT, "timestamp": 1.0},
        DOCUMENT | {"waited_seconds": 1.25, "a field of a later version": 1},
    ],
    ids=["a log of JSON objects", "Rasa's event broker", "more fields"],
)
def test_an_event_inside_other_json_is_read(line):
    assert read("  " + json.dumps(line))[0] == read(LINE)[0]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2026-11-02 INFO server started",
        '{"event": "user", "text": "handoff"}',
        json.dumps({"event": "slot", "name": EVENT_SLOT, "value": None}),
        '{"message": "started"} {',
    ],
)
def test_a_line_without_an_event_is_passed_over(line):
    assert read(line) == ([], Reading())


@pytest.mark.parametrize("name", ["Caf\u00a0fix", "Zu\u00adstellung", "👩\u200d💻", "क्\u200dष"])
def test_a_name_has_any_character_that_people_write(name):
    [found], reading = read(json.dumps(DOCUMENT | {"desk": name, "skill": name, "channel": name}))

    assert (found.desk, found.skill, found.channel) == (name, name, name)
    assert reading.damaged == 0


@pytest.mark.parametrize("sign", "\x00\x1b\n\t\x7f\x9b\udfff\u202e\u202a\u2066\u2069")
def test_a_name_has_no_sign_that_could_disturb_a_terminal_or_the_text_around_it(sign):
    _, reading = read(json.dumps(DOCUMENT | {"skill": f"a{sign}b"}))

    assert reading.named == ["log, line 1: its skill is no printable text"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (LINE[:40], "it is cut off, or it is no JSON"),
        ("handoff event: {", "it is cut off, or it is no JSON"),
        ("handoff event: {}", "its version is not 1"),
        ('{"a":' * 100_000, "it is cut off, or it is no JSON"),
        (json.dumps({"name": EVENT_SLOT, "value": [1]}), "it is no JSON object"),
        (json.dumps(DOCUMENT | {"version": 2}), "its version is not 1"),
        (json.dumps(DOCUMENT | {"request": ""}), "it has no request"),
        (json.dumps(DOCUMENT | {"id": None}), "it has no id"),
        (json.dumps(DOCUMENT | {"desk": ["cm"]}), "its desk is no printable text"),
        (json.dumps(DOCUMENT | {"skill": "\ud800"}), "its skill is no printable text"),
        (json.dumps(DOCUMENT | {"step": "done"}), "its step is not known"),
        (json.dumps(DOCUMENT | {"step": []}), "its step is not known"),
        (json.dumps(DOCUMENT | {"outcome": "lost"}), "its outcome is not known"),
        (json.dumps(DOCUMENT | {"reason": {}}), "its reason is not known"),
        (json.dumps(DOCUMENT | {"time": "yesterday"}), "its time is no time"),
        (json.dumps(DOCUMENT | {"time": 12}), "its time is no time"),
        (json.dumps(DOCUMENT | {"time": "9999-12-31T23:59:59Z"}), "its time cannot be"),
        (json.dumps(DOCUMENT | {"waited_seconds": -1}), "its waited_seconds is no number of"),
        (json.dumps(DOCUMENT | {"waited_seconds": float("nan")}), "its waited_seconds is no"),
        (json.dumps(DOCUMENT | {"waited_seconds": "1"}), "its waited_seconds is no number of"),
    ],
)
def test_a_damaged_line_is_counted_and_named_and_the_next_one_is_read(line, problem):
    found, reading = read("a line of a log", line, LINE)

    assert len(found) == reading.events == reading.damaged == 1
    assert reading.named[0].startswith(f"log, line 2: {problem}")


def test_only_the_first_damaged_lines_are_named():
    _, reading = read(*["{"] * 20)

    assert (reading.damaged, len(reading.named)) == (20, NAMED_AT_MOST)


def test_a_time_without_a_zone_is_utc_and_a_missing_waiting_time_is_none():
    written = DOCUMENT | {"time": DOCUMENT["time"].rstrip("Z"), "waited_seconds": None}

    [found], _ = read(json.dumps(written))

    assert (found.time, found.waited) == (EVENT.time, 0.0)


def test_another_slot_of_the_tracker_carries_no_event():
    assert event_from_slot(json.dumps({"name": "city", "value": DOCUMENT})) is None
    with pytest.raises(DamagedEventError, match="it is no JSON object"):
        event_from_slot("[]")
