"""`human-handoff report`: where the events come from, what is printed, and how it ends."""

import html
import io
import json
import os
import sqlite3
import sys
import tracemalloc
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from actions.human_handoff import cli
from actions.human_handoff.handoff_events.kept_events import KeptEventsSink
from actions.human_handoff.handoff_report import request_events
from actions.human_handoff.handoff_report.formats import Format
from actions.human_handoff.handoff_report.reading import LONGEST_LINE, Reading
from actions.human_handoff.handoff_report.sources import events_from_files
from actions.human_handoff.handoff_settings.loader import load_with_state_store
from tests.unit.handoff_events.test_settings import BASE
from tests.unit.handoff_report.made_events import made_events
from tests.unit.handoff_report.reports import lines
from tests.unit.handoff_report.test_tracker_store import ROW, TABLE, slot
from tests.unit.handoff_settings.settings_file import write

EVENTS = list(made_events(60))
LINES = "\n".join(lines(EVENTS))


@pytest.fixture
def events(tmp_path):
    path = tmp_path / "events.jsonl"
    path.write_text(LINES)
    return str(path)


def run(*arguments, **options):
    return CliRunner().invoke(cli.app, ["report", *arguments], **options)


def requests_in(result):
    assert (result.exit_code, result.stderr) == (0, "")
    return json.loads(result.stdout)["all"]["requests"]


def test_files_are_read_one_after_the_other(events, tmp_path):
    log = tmp_path / "server.log"
    log.write_bytes(b"\xff started\n" + LINES.replace("{", "INFO handoff event: {", 1).encode())

    assert requests_in(run(events, "--format", "json")) == 60
    assert requests_in(run(events, str(log), "--format", "json")) == 60


def test_standard_input_is_read_where_nothing_is_named():
    assert requests_in(run("--format", "json", input=LINES)) == 60


@pytest.mark.parametrize("size", [LONGEST_LINE - 1, LONGEST_LINE, 5 * LONGEST_LINE])
def test_a_long_line_is_never_in_memory_as_a_whole_and_the_others_are_read(tmp_path, size):
    path = tmp_path / "server.log"
    path.write_text(f"{LINES}\n{'x' * size}\n{LINES}")
    reading, shares = Reading(), []
    tracemalloc.start()
    try:
        for _ in events_from_files([path], reading, shares.append):
            pass
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert (reading.events, reading.damaged) == (2 * len(EVENTS), int(size >= LONGEST_LINE))
    assert shares[-1] == 1
    assert most < 4 * LONGEST_LINE
    standard_input = run("--format", "json", input=path.read_bytes())
    assert json.loads(standard_input.stdout)["damaged_events"] == reading.damaged


@pytest.fixture
def tracker_store(tmp_path):
    """The address of a tracker store with `EVENTS`."""
    path = tmp_path / "rasa.db"
    with sqlite3.connect(path) as connection:
        connection.execute(TABLE)
        connection.executemany(ROW, [slot(event.document()) for event in EVENTS])
    connection.close()
    return f"sqlite:///{path}"


def test_the_tracker_store_is_read_by_its_address_or_by_the_variable(tracker_store):
    assert requests_in(run("--tracker-store", tracker_store, "--format", "json")) == 60
    variable = {"HUMAN_HANDOFF_TRACKER_STORE": tracker_store}
    assert requests_in(run("--format", "json", env=variable)) == 60


def test_who_sends_events_while_the_tracker_store_is_named_is_told_that_it_wins(
    events, tracker_store, monkeypatch, capsys
):
    monkeypatch.setenv("HUMAN_HANDOFF_TRACKER_STORE", tracker_store)
    reader, writer = os.pipe()
    with (
        os.fdopen(reader) as pipe,
        os.fdopen(writer, "w"),
        Path(events).open() as file,
        Path(os.devnull).open() as nobody,
    ):
        for stream, is_told in ((pipe, True), (file, True), (nobody, False)):
            monkeypatch.setattr(sys, "stdin", stream)
            assert cli.app(["report", "--format", "json"], standalone_mode=False) in (0, None)

            shown = capsys.readouterr()
            assert json.loads(shown.out)["all"]["requests"] == 60
            assert shown.err.startswith("Standard input is not read: the events") == is_told
            assert is_told or not shown.err


@pytest.fixture
def bot(tmp_path, monkeypatch):
    """A bot whose state store is the default one, with `EVENTS` in it."""
    monkeypatch.chdir(tmp_path)
    path = write({**BASE, "events": {"keep_days": 1}})
    configuration, store = load_with_state_store(path)
    kept = KeptEventsSink(store, configuration.settings.events.keep_days)
    for event in EVENTS:
        kept.send(event.document())
    kept.stop()
    return path


def test_events_that_the_state_store_keeps_are_read(bot):
    assert requests_in(run("--kept", "--format", "json")) == 60


def test_without_kept_events_the_store_and_the_days_are_named(bot, tmp_path):
    store = tmp_path / ".human_handoff" / "state.db"
    bot.write_text(json.dumps(BASE), encoding="utf-8")
    with sqlite3.connect(store) as connection:
        connection.execute("DELETE FROM state_1")
    connection.close()
    result = run("--kept")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"There are no handoff events in {store}; `events.keep_days` of human_handoff.yml is 0.\n"
    )


def test_a_state_store_that_is_not_there_is_named_and_not_made(tmp_path, monkeypatch):
    path = tmp_path / "bot" / "human_handoff.yml"
    write({**BASE, "events": {"keep_days": 30}}, str(path))
    monkeypatch.chdir(tmp_path)
    result = run("--kept", env={"HUMAN_HANDOFF_CONFIG": "bot/human_handoff.yml"})

    store = tmp_path / "bot" / ".human_handoff" / "state.db"
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"There are no handoff events: {store} does not exist; `events.keep_days` of "
        "bot/human_handoff.yml is 30.\n"
    )
    assert list(path.parent.iterdir()) == [path]


def test_where_no_configuration_is_the_variable_for_it_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run("--kept")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "the environment variable HUMAN_HANDOFF_CONFIG" in result.stderr


def test_a_wrong_configuration_of_kept_events_is_a_sentence(bot):
    bot.write_text("desks: [parley", encoding="utf-8")
    result = run("--kept")

    assert (result.exit_code, result.stdout) == (2, "")
    assert "is not YAML" in result.stderr


def test_files_and_kept_events_are_two_reports(bot, events):
    result = run(events, "--kept")

    assert (result.exit_code, result.stderr) == (2, "Say --kept or name files, not both.\n")


def test_the_text_is_printed_and_groups_are_shown(events):
    result = run(events, "--by", "channel", "--time-zone", "Europe/Amsterdam")

    assert result.exit_code == 0
    assert "By channel" in result.stdout
    assert "those of Europe/Amsterdam" in " ".join(result.stdout.split())


@pytest.mark.parametrize(
    ("style", "start"),
    [("text", "What"), ("csv", "by,group"), ("json", "{"), ("html", "<!doctype html>")],
)
def test_every_format_is_written_to_a_file(events, tmp_path, style, start):
    output = tmp_path / "report"

    result = run(events, "--format", style, "--output", str(output))

    assert (result.exit_code, result.output) == (0, "")
    assert output.read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize("encoding", ["latin-1", "ascii", "cp1252", "utf-8", "utf-16"])
@pytest.mark.parametrize("style", Format)
def test_a_stream_of_another_encoding_gets_the_report(tmp_path, monkeypatch, encoding, style):
    name = "zoë日"
    path = tmp_path / "events.jsonl"
    path.write_text("\n".join(lines(replace(each, skill=name) for each in EVENTS)))
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)

    options = ["report", str(path), "--format", style.value, "--by", "skill"]
    assert cli.app(options, standalone_mode=False) in (0, None)

    stream.flush()
    # A stream of ASCII is one of a wrong locale: typer writes UTF-8 to it.
    text = stream.buffer.getvalue().decode("utf-8" if encoding == "ascii" else encoding)
    if style is Format.JSON:
        assert list(json.loads(text)["groups"]) == [name]
    elif style is Format.HTML:
        assert name in html.unescape(text)
        # The page says that it is UTF-8.
        assert encoding in {"utf-8", "utf-16", "ascii"} or text.isascii()
    else:
        assert "zoë" in text
        assert (name in text) == (encoding not in {"latin-1", "cp1252"})


def test_a_beginning_leaves_out_what_was_before(tmp_path):
    path = tmp_path / "events"
    minute_ago = datetime.now(timezone.utc).timestamp() - 60
    recent = replace(EVENTS[0], time=minute_ago, request="recent")
    path.write_text("\n".join(lines([*EVENTS, recent])))

    assert requests_in(run(str(path), "--since", "1h", "--format", "json")) == 1


def test_a_terminal_gets_a_progress_bar_on_standard_error(events):
    result = run(events, "--format", "json", env={"FORCE_COLOR": "1", "TERM": "xterm"})

    assert "Reading the events" in result.stderr
    assert json.loads(result.stdout)["all"]["requests"] == 60


def test_a_terminal_gets_a_text_of_its_own_width(events, monkeypatch, capsys):
    monkeypatch.setenv("COLUMNS", "70")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)

    assert cli.app(["report", events], standalone_mode=False) in (0, None)

    assert "\x1b[1mWhat became" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--since", "soon"], "--since soon is wrong"),
        (["--time-zone", "Mars"], "--time-zone Mars is wrong"),
        (["--since", "0001-01-01", "--time-zone", "Europe/Amsterdam"], "--since 0001-01-01 is"),
        (
            ["--since", "9999-12-31T23:59:59", "--time-zone", "America/New_York"],
            "--since 9999-12-31T23:59:59 is wrong",
        ),
        (["--since", "0001-01-01T00:00+14:00"], "--since 0001-01-01T00:00+14:00 is wrong"),
    ],
)
def test_a_wrong_option_is_named(events, options, sentence):
    result = run(events, *options)

    assert result.exit_code == 2
    assert result.stderr.startswith(sentence)


def test_a_terminal_without_events_is_told_where_they_can_be(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(isatty=lambda: True))

    assert cli.app(["report"], standalone_mode=False) == 2
    assert capsys.readouterr().err.startswith("Say where the events are: name files")


def test_a_missing_file_is_named(tmp_path):
    result = run(str(tmp_path / "none.jsonl"))

    assert (result.exit_code, result.stdout) == (1, "")
    assert (
        result.stderr == f"{tmp_path / 'none.jsonl'} cannot be read: No such file or directory.\n"
    )


def test_a_folder_is_no_file(tmp_path):
    assert "cannot be read: Is a directory" in run(str(tmp_path)).stderr


def test_a_store_that_cannot_be_read_is_a_sentence(tmp_path):
    result = run("--tracker-store", f"sqlite:///{tmp_path / 'none.db'}")

    assert result.exit_code == 1
    assert result.stderr.endswith("there is no such file.\n")


def test_without_an_event_there_is_no_report():
    result = run(input="server started\n")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "There are no handoff events.\n"


def test_damaged_lines_are_counted_and_the_first_ones_named():
    result = run("--format", "json", input=LINES + "\n{" * 7)

    assert result.exit_code == 0
    assert json.loads(result.stdout)["damaged_events"] == 7
    assert result.stderr.count("Not read: standard input, line ") == 5
    assert result.stderr.endswith("Not read: 2 more.\n")


def test_an_output_that_cannot_be_written_is_a_sentence(events, tmp_path):
    result = run(events, "--output", str(tmp_path / "no" / "report.txt"))

    assert result.exit_code == 1
    assert result.stderr.endswith("report.txt cannot be written: No such file or directory.\n")


def test_a_full_disk_is_a_sentence_and_the_next_report_is_made(events, monkeypatch):
    def full(*_, **__):
        raise sqlite3.OperationalError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(request_events.sqlite3, "connect", full)
        result = run(events)

    assert result.exit_code == 1
    assert result.stderr.startswith("The events cannot be sorted: database or disk is full.")
    assert run(events).exit_code == 0
