"""Which lines are events, which are damaged, and which are about something else."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.handoff_events.event import EVENT_SLOT
from actions.human_handoff.handoff_events.sinks import DOCUMENT as ATTRIBUTE
from actions.human_handoff.handoff_events.sinks import LogSink
from actions.human_handoff.handoff_events.vocabulary import Outcome, Step
from actions.human_handoff.handoff_report.reading import (
    LONGEST_LINE,
    NAMED_AT_MOST,
    Reading,
    event_from_slot,
    events_from_lines,
)
from actions.human_handoff.handoff_report.recorded_event import DamagedEventError
from actions.human_handoff.rasa_side.log_lines import JSONLines
from tests.unit.handoff_report.made_events import event

EVENT = event(Step.ATTEMPTED, 5.0, outcome=Outcome.ACCEPTED, waited_seconds=1.25)
DOCUMENT = EVENT.document()
LINE = json.dumps(DOCUMENT)
OTHER = json.dumps(event(Step.REQUESTED, request="r2").document())
DAY = 24 * 3600


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
        {"id": "d1", "events": [DOCUMENT]},
        {"id": "d1", "events": [None, "more", {"event": "user"}, DOCUMENT], "a later field": 1},
        {"sender_id": "7", "events": [{"event": "slot", "name": EVENT_SLOT, "value": DOCUMENT}]},
    ],
    ids=[
        "a log of JSON objects",
        "Rasa's event broker",
        "more fields",
        "the webhook's body",
        "a later webhook's body",
        "a tracker as one document",
    ],
)
def test_an_event_inside_other_json_is_read(line):
    assert read("  " + json.dumps(line))[0] == read(LINE)[0]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "2026-11-02 INFO server started",
        "2026-11-02 INFO the next step is taken",
        f"2026-11-02 DEBUG sent {LINE}",
        '{"event": "user", "text": "handoff"}',
        json.dumps({"event": "slot", "name": EVENT_SLOT, "value": None}),
        '{"message": "started"} {',
        '{"id": "d1", "events": []}',
        '{"id": "d1", "events": [{"event": "user", "text": "handoff"}]}',
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
        ('{"id": "d1", "events": [', "it is cut off, or it is no JSON"),
        (json.dumps({"id": "d1", "events": [DOCUMENT | {"version": 2}]}), "its version is not 1"),
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
        (json.dumps(DOCUMENT | {"time": "9999-12-31T23:59:59Z"}), "its time is in the future"),
        (json.dumps(DOCUMENT | {"time": "2191-01-01T00:00:00Z"}), "its time is in the future"),
        (json.dumps(DOCUMENT | {"time": "1969-12-31T00:00:00Z"}), "its time cannot be"),
        (json.dumps(DOCUMENT | {"waited_seconds": -1}), "its waited_seconds is no number of"),
        (json.dumps(DOCUMENT | {"waited_seconds": float("nan")}), "its waited_seconds is no"),
        (json.dumps(DOCUMENT | {"first_word_seconds": -1}), "its first_word_seconds is no num"),
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
    assert event_from_slot(json.dumps({"name": "city", "value": DOCUMENT}), EVENT.time) is None
    with pytest.raises(DamagedEventError, match="it is no JSON object"):
        event_from_slot("[]", EVENT.time)


@pytest.mark.parametrize(("ahead", "is_read"), [(DAY - 60, True), (DAY + 60, False)])
def test_a_clock_may_be_ahead_by_a_day_at_most(ahead, is_read):
    reading = Reading(now=EVENT.time - ahead)

    assert len(list(events_from_lines([LINE], "log", reading))) == is_read
    assert (reading.events, reading.damaged) == (is_read, not is_read)


@pytest.mark.parametrize("before", ["\ufeff", "\x00" * 4096, "\ufeff\x00 \t", "["])
@pytest.mark.parametrize("logged", [LINE, f"INFO handoff event: {LINE}"])
def test_what_is_no_text_before_an_event_is_passed_over(before, logged):
    assert read(before + logged)[0] == read(LINE)[0]


@pytest.mark.parametrize(
    "line",
    [
        LINE + OTHER,
        f"{LINE} {OTHER}",
        f"{LINE}\x00\x00{OTHER}",
        f"[{LINE}, {OTHER}]",
        f"[{LINE},{OTHER},",
        f"INFO handoff event: {LINE} INFO handoff event: {OTHER}",
        f"INFO handoff event: {LINE}{OTHER}",
        f"{LINE} INFO handoff event: {OTHER}",
        json.dumps({"message": f"handoff event: {LINE} handoff event: {OTHER}"}),
        json.dumps({"log": f"handoff event: {LINE}", "more": f"handoff event: {OTHER}"}),
        json.dumps({"level": "info"}) + LINE + OTHER,
        f'{{"id": "d1", "events": [{LINE}, {OTHER}]}}',
        f'{{"id":"d1","events":[{LINE}]}}{{"id":"d2","events":[{OTHER}]}}',
        f'[{{"id": "d1", "events": [{LINE}]}}, {OTHER}]',
        f'{LINE} {{"id": "d1", "events": [{OTHER}]}}',
        f'INFO handoff event: {LINE} {{"id": "d1", "events": [{OTHER}]}}',
    ],
)
def test_all_events_on_one_line_are_read(line):
    assert read(line) == ([*read(LINE)[0], *read(OTHER)[0]], Reading(events=2))


@pytest.mark.parametrize("cut", [8, 40, 160, len(LINE) - 1])
@pytest.mark.parametrize(
    "line",
    [
        "{whole}{head}",
        "[{whole},{head}",
        "{whole} handoff event: {head}",
        "{whole} x{rest}",
        '{{"id": "d1", "events": [{whole}, {head}',
        '\ufeff{{"id":"d1","events":[{whole},{head}',
    ],
)
def test_an_event_that_is_cut_off_behind_another_one_is_damaged(line, cut):
    cut = min(cut, LINE.index('"step"')) if "rest" in line else cut
    found, reading = read(line.format(whole=LINE, head=LINE[:cut], rest=LINE[cut:]))

    assert len(found) == reading.events == reading.damaged == 1


@pytest.mark.parametrize("name", sorted(DOCUMENT))
def test_an_event_that_has_lost_one_of_its_names_is_read_or_damaged_but_never_hidden(name):
    found, reading = read(json.dumps({key: DOCUMENT[key] for key in DOCUMENT if key != name}))

    assert len(found) + reading.damaged == 1
    assert reading.damaged == (name in {"version", "id", "request", "step", "time"})


@pytest.mark.parametrize("cut", range(1, LINE.index('"step"'), 7))
@pytest.mark.parametrize(
    "whole",
    [
        LINE,
        json.dumps({"level": "info", "event": f"handoff event: {LINE}"}),
        json.dumps({"event": "slot", "name": EVENT_SLOT, "value": DOCUMENT}),
    ],
)
def test_an_event_whose_line_has_lost_its_beginning_is_damaged(whole, cut):
    start = whole.index('"id"' if '"id"' in whole else "id") - 14 + cut % 14
    found, reading = read(whole[max(start, 1) :], LINE)

    assert (len(found), reading.damaged) == (1, 1)


@pytest.mark.parametrize(
    "line",
    [
        {"time": "9:00", "id": "7", "request": "GET /", "channel": "web", "status": 200},
        {"event": "user", "text": '"step" "outcome"', "timestamp": 1.5, "name": None},
        {"event": "slot", "name": "outcome", "value": {"step": 1, "outcome": "accepted"}},
        {"event": "action", "name": "action_listen", "policy": None, "confidence": 1.0},
        [{"level": "info"}, {"level": "debug"}],
        [1, 2],
        "a text",
    ],
)
def test_other_json_is_passed_over_in_silence(line):
    text = json.dumps(line)

    for each in (text, f"{text} {text}", f"[{text}] INFO started", f"[{{worker}}] {text}"):
        assert read(each) == ([], Reading())


def test_a_line_that_is_too_long_is_damaged_and_the_next_one_is_read():
    long = LINE + " " * LONGEST_LINE
    found, reading = read(long, None, LINE)

    assert (len(found), reading.damaged) == (1, 2)
    assert reading.named[0] == "log, line 1: it is longer than 1,000,000 characters"


@given(st.text(), st.integers(0, len(LINE)), st.integers(0, len(LINE)))
def test_whatever_a_line_has_nothing_but_damage_comes_of_it(text, start, end):
    read(text, LINE[:end] + text + LINE[start:], f"{text} handoff event: {{{text}")


def test_a_line_of_the_log_that_is_a_json_object_is_an_event_and_a_decision_is_none():
    decision = {"decision": "no_route_left", "conversation": "b" * 40, "channel": "cm"}
    decision |= {"desk": "cm", "skill": "human", "reason": "asked", "because": None, "host": None}
    lines = []
    for what, document in (("handoff event", DOCUMENT), ("handoff decision", decision)):
        text = f"{what}: {json.dumps(document)}"
        record = logging.makeLogRecord({"msg": text, "levelname": "INFO", ATTRIBUTE: document})
        lines += [JSONLines().format(record), f"2026-11-22 10:30:00 INFO     a.sinks  - {text}"]
    reading = Reading()
    found = list(events_from_lines(lines, "log", reading))

    assert [each.id for each in found] == [EVENT.id] * 2
    assert reading.damaged == 0
