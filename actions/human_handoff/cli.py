"""`human-handoff`: the command line, for schedulers and for checks before the first customer."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from typing import Annotated, Optional

import typer

from .availability.published_reports import SHIFTS, PublishedReports, entry_of
from .availability.unknown_skills import unknown_skills
from .doctor_command import doctor
from .domain_command import domain
from .durations import seconds_of
from .errors import ConfigurationError, HandoffError
from .handoff_settings.loader import Configuration, configuration_path, load, load_with_state_store
from .init_command import init
from .log_key_command import log_key
from .outbox_command import outbox
from .ownership import Ownership
from .remove_command import remove
from .report_command import report
from .shift import ShiftReport, ShiftStatus
from .watch_command import watch

app = typer.Typer(add_completion=False, no_args_is_help=True, help=__doc__)

Config = Annotated[
    Optional[Path],  # noqa: UP045 - typer on Python 3.10 reads this form
    typer.Option(help="The configuration file; else HUMAN_HANDOFF_CONFIG, else human_handoff.yml."),
]
Every = Annotated[
    Optional[str],  # noqa: UP045 - as above
    typer.Option(help="Repeat it after this time, such as 15m, 90s or 1h, until stopped."),
]
User = Annotated[str, typer.Argument(help="The vendor's id of the customer.", show_default=False)]
Desk = Annotated[
    Optional[str],  # noqa: UP045 - as above
    typer.Option(help="The desk's name in the configuration, where several keep an owner."),
]
GiveBack = Annotated[bool, typer.Option("--give-back", help="Make the bot the owner again.")]


@app.callback()
def _commands() -> None:
    """Hand conversations over to human agents."""
    # A desk of the bot's own is imported from the working directory, as `rasa run actions` does.
    if "" not in sys.path:
        sys.path.insert(0, "")


@app.command()
def refresh(every: Every = None, config: Config = None) -> None:
    """Ask every desk who is on shift, and publish it for all servers that share the state store.

    LivePerson also publishes it in its context service, for other bots, if so configured.

    For cron or a Kubernetes CronJob; exits with 1 if a desk did not answer, or does not know
    one of its configured skills.
    """
    try:
        pause = None if every is None else _seconds(every)
        configuration, published = _with_state_store(config)
    except ConfigurationError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    if pause is None:
        raise typer.Exit(0 if _refresh(configuration, published) else 1)
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    _refresh(configuration, published)
    while not stopped.wait(pause):
        _refresh(configuration, published)


@app.command()
def owner(
    user: User, desk: Desk = None, give_back: GiveBack = False, config: Config = None
) -> None:
    """Show who owns a customer, at a vendor where each customer has an owner.

    Exits with 1 if the vendor did not answer.
    """
    try:
        name, ownership = _desk_with_owners(load(config), desk)
    except ConfigurationError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    try:
        if give_back:
            ownership.give_back(user)
        result = "given back to the bot" if give_back else ownership.owner(user).value
    except HandoffError as error:
        typer.echo(f"{name}: {error}", err=True)
        raise typer.Exit(1) from None
    typer.echo(f"{name}: {result}")


app.command()(init)
app.command()(remove)
app.command()(domain)
app.command()(doctor)
app.command()(report)
app.command()(watch)
app.command()(log_key)
app.add_typer(outbox, name="outbox")


def _desk_with_owners(configuration: Configuration, name: str | None) -> tuple[str, Ownership]:
    desks = {
        each: desk for each, desk in configuration.desks.items() if isinstance(desk, Ownership)
    }
    if name is None and len(desks) == 1:
        return next(iter(desks.items()))
    if name in desks:
        return name, desks[name]
    if not desks:
        raise ConfigurationError("None of the configured desks keeps an owner of each customer.")
    raise ConfigurationError(f"Say with --desk which desk is meant: {', '.join(desks)}.")


def _with_state_store(config: Path | None) -> tuple[Configuration, PublishedReports[ShiftReport]]:
    """Return the checked configuration, and the reports that its servers share.

    Raises:
        ConfigurationError: A setting is wrong, or the state store cannot be used.
    """
    configuration, store = load_with_state_store(config or configuration_path())
    for desk in configuration.desks.values():
        desk.share_state(store)
    settings = configuration.settings
    usable_seconds = settings.shift_cache.usable_minutes * 60
    published = PublishedReports(SHIFTS, store, usable_seconds, settings.deadline_seconds)
    return configuration, published


def _refresh(configuration: Configuration, published: PublishedReports[ShiftReport]) -> bool:
    all_is_well = True
    for name, desk in configuration.desks.items():
        skill = configuration.settings.skill_at(name)
        try:
            report = desk.refresh(skill)
            published.publish(desk, entry_of(name, desk, skill), report)
        except HandoffError as error:
            typer.echo(f"{name}: {error}", err=True)
            all_is_well = False
        else:
            typer.echo(f"{name}: {_summary(report)}")
            for sentence in unknown_skills(name, desk, report):
                typer.echo(sentence, err=True)
                all_is_well = False
    return all_is_well


def _summary(report: ShiftReport) -> str:
    on_shift = [key for key, shift in report.shifts.items() if shift.status is ShiftStatus.ON_SHIFT]
    moment = report.as_of.isoformat(timespec="seconds")
    return f"{len(on_shift)} of {len(report.shifts)} skills on shift, as of {moment}"


def _seconds(every: str) -> int:
    seconds = seconds_of(every)
    if seconds is None:
        raise ConfigurationError(f"--every {every} is wrong: write it like 15m, 90s or 1h.")
    return seconds


if __name__ == "__main__":  # pragma: no cover - the copied plugin has no installed command
    app()
