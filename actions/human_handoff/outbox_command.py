"""`human-handoff outbox`: the messages that wait, or were given up; tried again or dropped by hand.

It shows nothing of a customer: no text, no name, no address.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, NoReturn, Optional

import typer

from .errors import ConfigurationError
from .handoff_settings.loader import Configuration, configuration_path, load_with_state_store
from .messages.records import MessageRecords, Record
from .state_store import StateStoreError

outbox = typer.Typer(
    no_args_is_help=True, help="The messages that customers left and that wait for their delivery."
)

Config = Annotated[
    Optional[Path],  # noqa: UP045 - typer on Python 3.10 reads this form
    typer.Option(help="The configuration file; else HUMAN_HANDOFF_CONFIG, else human_handoff.yml."),
]
References = Annotated[
    list[str], typer.Argument(help="References, as `list` shows them.", show_default=False)
]
_COLUMNS = "{:<11}{:<20}{:<10}{:>8}{:>10}  {}"


@outbox.command(name="list")
def list_messages(config: Config = None) -> None:
    """Show what waits, or was given up: the oldest first."""
    try:
        records, configuration = _opened(config)
        # A key may come twice while the store changes.
        found = {record.reference: record for record in records.open()}
        lines = [
            _line(record, records.now(), configuration.skills)
            for record in sorted(found.values(), key=lambda each: each.since)
        ]
    except (ConfigurationError, StateStoreError) as error:
        _end(error)
    if not lines:
        typer.echo("Nothing waits.")
        return
    head = _COLUMNS.format("reference", "skill", "state", "age", "attempts", "last error")
    typer.echo("\n".join([head, *lines]))


@outbox.command()
def retry(references: References, config: Config = None) -> None:
    """Let messages be tried at once, also such that were given up.

    Exits with 1 if one of them does not wait.
    """
    try:
        records, configuration = _opened(config)
        settings = configuration.settings.messages
        if settings is None:
            raise ConfigurationError("There is no section `messages` in the configuration.")
        missing = []
        for reference in references:
            record = records.open_one(reference)
            receiver = settings.receiver_of(record.skill) if record else ""
            if record is None or not records.retry(record, receiver):
                missing.append(reference)
    except (ConfigurationError, StateStoreError) as error:
        _end(error)
    _tell(references, missing, "will be tried again at once")


@outbox.command()
def drop(references: References, config: Config = None) -> None:
    """Forget messages: they are not delivered.

    Exits with 1 if one of them does not wait.
    """
    try:
        records, _ = _opened(config)
        missing = []
        for reference in references:
            record = records.open_one(reference)
            if record is None or not records.finish(record):
                missing.append(reference)
    except (ConfigurationError, StateStoreError) as error:
        _end(error)
    _tell(references, missing, "dropped")


def _opened(config: Path | None) -> tuple[MessageRecords, Configuration]:
    configuration, store = load_with_state_store(config or configuration_path())
    return MessageRecords(store), configuration


def _line(record: Record, now: float, skills: Collection[str]) -> str:
    seconds = now - record.message.noted_at
    # A slot may hold anything, also what belongs to a customer.
    skill, error = record.skill[:19] if record.skill in skills else "other", record.error or "-"
    return _COLUMNS.format(
        record.reference, skill, record.state.value, _age(seconds), record.attempts, error
    )


def _age(seconds: float) -> str:
    minutes = int(max(seconds, 0) // 60)
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h" if hours < 48 else f"{hours // 24} d"


def _tell(references: list[str], missing: list[str], done: str) -> None:
    """Say how many messages it was done for, and for which not."""
    if count := len(references) - len(missing):
        typer.echo(f"{count} message{'' if count == 1 else 's'} {done}.")
    if missing:
        typer.echo(f"Not done, because they do not wait: {', '.join(missing)}.", err=True)
        raise typer.Exit(1)


def _end(error: Exception) -> NoReturn:
    typer.echo(error, err=True)
    raise typer.Exit(2 if isinstance(error, ConfigurationError) else 1) from None
