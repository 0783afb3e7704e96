"""The plugin's lines of the log, where nobody has configured a logging, as under rasa-sdk 3.21."""

import logging
import re

import pytest

from actions.human_handoff.rasa_side.log_lines import write_lines

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
