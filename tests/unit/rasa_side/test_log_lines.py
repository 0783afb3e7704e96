"""The plugin's lines of the log, where nobody has configured a logging, as under rasa-sdk 3.21."""

import json
import logging
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.human_handoff.handoff_events.sinks import DOCUMENT, log_document
from actions.human_handoff.rasa_side.log_lines import JSONLines, lines_of, write_lines
from tests.unit.fake_desk import Desk
from tests.unit.outcomes import REFUSED
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import slot_event

# What a customer is or says; every one of them can be recognised.
PERSONAL = st.text(max_size=30).map(lambda text: f"SECRET{text}")

PLUGIN = logging.getLogger("actions.human_handoff")
SINK = logging.getLogger("actions.human_handoff.handoff_events.sinks")


@pytest.fixture
def server(monkeypatch):
    """Return what makes this process one whose logging nobody has configured."""
    level = PLUGIN.level

    def begin():  # in the test, because pytest adds handlers before it
        monkeypatch.setattr(logging.getLogger(), "handlers", [])
        monkeypatch.setattr(PLUGIN, "handlers", [])
        PLUGIN.setLevel(logging.NOTSET)

    yield begin
    PLUGIN.setLevel(level)


def test_an_information_is_a_line_with_time_level_and_name(server, capsys):
    server()
    write_lines()
    write_lines()
    SINK.info("handoff event: {}")

    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} INFO {5}"
        r"actions\.human_handoff\.handoff_events\.sinks {2}- handoff event: \{\}\n",
        capsys.readouterr().err,
    )


def test_a_handler_that_is_added_later_gets_the_lines_alone(server, capsys):
    server()
    write_lines()
    records = []
    handler = logging.Handler()
    handler.emit = records.append
    logging.getLogger().addHandler(handler)
    SINK.info("handoff event: {}")

    assert [record.getMessage() for record in records] == ["handoff event: {}"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("configured", ["handler of all", "handler of the plugin", "level"])
def test_what_somebody_has_configured_is_left_alone(server, configured):
    server()
    if configured == "level":
        PLUGIN.setLevel(logging.ERROR)
    else:
        logger = PLUGIN if configured == "handler of the plugin" else logging.getLogger()
        logger.addHandler(logging.NullHandler())
    before = [*PLUGIN.handlers], PLUGIN.level
    write_lines()

    assert ([*PLUGIN.handlers], PLUGIN.level) == before


def test_a_logger_above_the_plugins_that_has_a_handler_writes_the_lines(server):
    server()
    above = logging.getLogger("actions")
    handler = logging.NullHandler()
    above.addHandler(handler)
    write_lines()
    above.removeHandler(handler)

    assert PLUGIN.handlers == []


# JSON


@pytest.fixture
def json_lines(server, capsys):
    """Return what reads the lines that were written as JSON."""
    yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    PLUGIN.propagate = True


def test_a_line_is_a_json_object_with_time_level_and_the_values_of_its_event(server, json_lines):
    server()
    write_lines("json")
    write_lines("json")
    log_document("handoff event", {"step": "requested", "time": "2026-11-22T10:30:00.125Z"})
    SINK.warning("shift status not refreshed: %s", "a\nb")
    event, warning = json_lines()

    assert event == {
        "time": "2026-11-22T10:30:00.125Z",
        "level": "INFO",
        "logger": SINK.name,
        "message": "handoff event",
        "step": "requested",
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", warning.pop("time"))
    assert warning == {
        "level": "WARNING",
        "logger": SINK.name,
        "message": "shift status not refreshed: a\nb",
    }


def test_a_line_of_an_action_has_the_key_of_the_conversation(server, json_lines):
    server()
    write_lines("json")
    with lines_of(lambda: "77a0"):
        SINK.info("inside")
    SINK.info("outside")
    inside, outside = json_lines()

    assert inside["conversation"] == "77a0"
    assert "conversation" not in outside


def test_json_comes_alone_also_where_all_loggers_have_a_handler_whose_level_counts(
    server, json_lines
):
    server()
    root = logging.getLogger()
    level, others = root.level, []
    handler = logging.Handler()
    handler.emit = others.append
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    write_lines("json")
    SINK.info("quiet")
    SINK.warning("told")
    root.setLevel(level)

    assert [each["message"] for each in json_lines()] == ["told"]
    assert others == []


def test_a_bot_that_has_configured_the_plugins_logger_keeps_its_lines(server):
    server()
    handler = logging.NullHandler()
    PLUGIN.addHandler(handler)
    write_lines("json")

    assert PLUGIN.handlers == [handler]
    assert PLUGIN.propagate


def test_a_bot_that_has_cut_the_plugins_logger_off_keeps_it_so(server):
    server()
    PLUGIN.propagate = False
    write_lines("json")
    PLUGIN.propagate = True

    assert PLUGIN.handlers == []


HOSTILE = st.text() | st.sampled_from(["\n{}", '"}{"', "\u2028", "\ud800", "\x00", "%s %(a)s"])


@given(st.dictionaries(HOSTILE, HOSTILE | st.integers() | st.none()), HOSTILE)
def test_whatever_is_in_a_line_it_stays_one_object_on_one_line(document, text):
    record = SINK.makeRecord(
        SINK.name, logging.INFO, "f", 1, "%s", (text,), None, extra={DOCUMENT: document}
    )
    line = JSONLines().format(record)

    assert len(line.splitlines()) == 1
    assert line.isascii()
    assert json.loads(line) | document == json.loads(line)


@given(name=PERSONAL, email=PERSONAL, text=PERSONAL, sender=PERSONAL, other=PERSONAL)
@settings(max_examples=40, deadline=None)
def test_no_line_of_a_hostile_customer_has_anything_of_theirs(name, email, text, sender, other):
    lines = []
    handler = logging.Handler()
    handler.setFormatter(JSONLines())
    handler.emit = lambda record: lines.extend([handler.format(record), record.getMessage()])
    level = PLUGIN.level
    PLUGIN.addHandler(handler)
    PLUGIN.setLevel(logging.DEBUG)
    try:
        chat = Chat(
            Desk(REFUSED, REFUSED), sender=sender, name=name, email=email, channel=f"+{other}"
        )
        chat.request(text)
        chat.apply(slot_event("human_handoff_skill", other))
        chat.apply(slot_event("human_handoff_failure", other))
        chat.request(text)
    finally:
        PLUGIN.removeHandler(handler)
        PLUGIN.setLevel(level)

    assert len(lines) > 4
    assert not [line for line in lines if "SECRET" in line]
