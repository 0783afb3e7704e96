"""`human-handoff report`: what became of the requests, from the handoff events."""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from .errors import ConfigurationError, HandoffError
from .handoff_events.kept_events import kept_events
from .handoff_report.document import report_document
from .handoff_report.formats import Format, encodable_in, rendered
from .handoff_report.groups import By, Counted
from .handoff_report.periods import beginning, time_zone
from .handoff_report.progress_bar import progress_bar
from .handoff_report.reading import Reading, events_from_lines
from .handoff_report.request_events import RequestEvents
from .handoff_report.sources import Source, events_from_files, events_from_stream, is_sent
from .handoff_report.tracker_store import events_from_tracker_store
from .handoff_settings.loader import configuration_path, load
from .state_store import missing_file, open_state_store, store_address

_NO_SOURCE = (
    "Say where the events are: name files, send lines to standard input, give the address of "
    "Rasa's SQL tracker store with --tracker-store, or say --kept if `events.keep_days` of "
    "human_handoff.yml keeps them."
)
_NOT_READ = (
    "Standard input is not read: the events come from the tracker store that --tracker-store or "
    "HUMAN_HANDOFF_TRACKER_STORE names."
)


Files = Annotated[
    Optional[list[Path]],  # noqa: UP045 - typer on Python 3.10 reads this form
    typer.Argument(help="Files with events: JSON lines, or logs. Without: standard input."),
]
TrackerStore = Annotated[
    Optional[str],  # noqa: UP045 - as above
    typer.Option(
        envvar="HUMAN_HANDOFF_TRACKER_STORE",
        help="Where no file is named: the address of Rasa's SQL tracker store, such as "
        "postgresql://user@host/rasa. One with a password belongs in the variable.",
    ),
]
Kept = Annotated[
    bool,
    typer.Option(
        "--kept",
        help="Read the events that the servers have kept in the state store of human_handoff.yml, "
        "or of the file that HUMAN_HANDOFF_CONFIG names (`events.keep_days`).",
    ),
]
Since = Annotated[
    Optional[str],  # noqa: UP045 - as above
    typer.Option(help="Count only requests since then: 2026-11-01, 7d, 12h or 4w."),
]
Groups = Annotated[
    Optional[By],  # noqa: UP045 - as above
    typer.Option(help="Show the figures of each of these, too."),
]
FormatOption = Annotated[Format, typer.Option("--format", help="What the report looks like.")]
Output = Annotated[
    Optional[Path],  # noqa: UP045 - as above
    typer.Option(help="Write the report to this file."),
]
TimeZone = Annotated[
    str, typer.Option("--time-zone", help="The time zone of days, weekdays and hours.")
]


def report(
    files: Files = None,
    tracker_store: TrackerStore = None,
    kept: Kept = False,
    since: Since = None,
    by: Groups = None,
    style: FormatOption = Format.TEXT,
    output: Output = None,
    zone: TimeZone = "UTC",
) -> None:
    """Show what became of the requests for a person, from handoff events alone.

    Exits with 1 if there are no events or they cannot be read, with 2 if an option is wrong.
    """
    reading = Reading()
    try:
        counted = _prepared(since, by, zone)
        source = _source(files or [], tracker_store, kept, reading)
    except ConfigurationError as error:
        raise _ended(error, 2) from None
    try:
        document = _document(source, counted, reading)
    except HandoffError as error:
        raise _ended(error, 1) from None
    except sqlite3.Error as error:
        problem = f"The events cannot be sorted: {error}. Is there room for temporary files?"
        raise _ended(problem, 1) from None
    _tell_of_damage(reading)
    if not reading.events:
        raise _ended(source.nothing, 1)
    _write(document, style, output)


def _prepared(since: str | None, by: By | None, zone_name: str) -> Counted:
    zone = time_zone(zone_name)
    if since is None:
        return Counted(zone, by=by)
    return Counted(zone, beginning(since, zone, datetime.now(timezone.utc)).timestamp(), by)


def _source(files: list[Path], tracker_store: str | None, kept: bool, reading: Reading) -> Source:
    if kept and files:
        raise ConfigurationError("Say --kept or name files, not both.")
    if kept:
        return _kept_source(configuration_path(), reading)
    if files:
        return Source(lambda progress: events_from_files(files, reading, progress))
    if tracker_store:
        if is_sent(sys.stdin):
            typer.echo(_NOT_READ, err=True)
        return Source(lambda progress: events_from_tracker_store(tracker_store, reading, progress))
    if sys.stdin.isatty():
        raise ConfigurationError(_NO_SOURCE)
    return Source(lambda _: events_from_stream(sys.stdin.buffer, "standard input", reading))


def _kept_source(path: Path, reading: Reading) -> Source:
    settings = load(path).settings
    state, days = settings.state, f"`events.keep_days` of {path} is {settings.events.keep_days}"
    missing = missing_file(state, path.parent)
    if missing is not None:  # who only reads makes no file
        nothing = f"There are no handoff events: {missing.absolute()} does not exist; {days}."
        return Source(lambda _: iter(()), nothing)
    store = open_state_store(state, path.parent, f"{path}: state")
    place = store_address(state, path.parent.absolute())
    return Source(
        lambda _: events_from_lines(kept_events(store), "the state store", reading),
        f"There are no handoff events in {place}; {days}.",
    )


def _document(source: Source, counted: Counted, reading: Reading) -> dict[str, Any]:
    with progress_bar("Reading the events") as progress:
        requests = RequestEvents(source.events(progress))
    with closing(requests), progress_bar("Counting the requests") as progress:
        done = 0

        def counted_events(number: int) -> None:
            nonlocal done
            done += number
            progress(done / reading.events)

        counted.count(requests, counted_events)
        return report_document(counted, reading, requests.repeated)


def _tell_of_damage(reading: Reading) -> None:
    for entry in reading.named:
        typer.echo(f"Not read: {entry}.", err=True)
    if more := reading.damaged - len(reading.named):
        typer.echo(f"Not read: {more} more.", err=True)


def _write(document: dict[str, Any], style: Format, output: Path | None) -> None:
    text = rendered(document, style, is_shown=output is None and sys.stdout.isatty())
    if output is None:
        encoding = typer.get_text_stream("stdout").encoding
        typer.echo(encodable_in(text, style, encoding), nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _ended(f"{output} cannot be written: {error.strerror}.", 1) from None


def _ended(problem: object, code: int) -> typer.Exit:
    typer.echo(problem, err=True)
    return typer.Exit(code)
