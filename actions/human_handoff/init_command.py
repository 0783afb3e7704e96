"""`human-handoff init` and `human-handoff remove`: put the plugin into a bot, and take it out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Optional

import typer

from .bot_files import Bot, is_bot, read_bot
from .bot_setup.alone import alone
from .bot_setup.configuration_files import LANGUAGES, VENDORS, Options, variables
from .bot_setup.draft import Draft
from .bot_setup.edits import SetupError
from .bot_setup.findings import description
from .bot_setup.plan import planned
from .bot_setup.plugin_files import PluginFiles
from .bot_setup.record import FILE, read_record, without_ours
from .bot_setup.writing import diff, removal, summary, take_out, write

Folder = Annotated[Path, typer.Argument(help="The bot's folder.", show_default="here")]
Vendor = Annotated[
    Optional[str],  # noqa: UP045 - typer on Python 3.10 reads this form
    typer.Option(help=f"Where your agents are: {', '.join(VENDORS)}."),
]
Language = Annotated[
    Optional[str],  # noqa: UP045 - as above
    typer.Option(help=f"What the bot speaks: {', '.join(LANGUAGES)}; by default config.yml's."),
]
Sandbox = Annotated[
    bool, typer.Option("--sandbox", help="Write the sandbox's settings, to try it without account.")
]
Offers = Annotated[bool, typer.Option("--offers", help="Let the bot offer a person by itself.")]
SwitchOff = Annotated[
    bool,
    typer.Option(
        "--switch-off-own-rules", help="Make your own rules for the intent human_handoff comments."
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show the changes; write nothing.")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before writing.")]
_CHANGED = "Meanwhile the bot's files have changed, so nothing was written. Run the command again."


def init(
    folder: Folder = Path(),
    vendor: Vendor = None,
    language: Language = None,
    sandbox: Sandbox = False,
    offers: Offers = False,
    switch_off: SwitchOff = False,
    dry_run: DryRun = False,
    yes: Yes = False,
) -> None:
    """Put the handoff into a bot: look at it, say what is written, and write it.

    Nothing of the bot's is overwritten; `human-handoff remove` takes everything out again.
    Exits with 1 if something is left to do by hand, with 2 if an option or the folder is wrong.
    """
    plugin = PluginFiles()
    try:
        _check(folder, plugin)
        options = _options(folder, vendor, language, sandbox, offers, switch_off)
        bot, draft = planned(folder, options, plugin)
        record = draft.new_record(options.as_json())
    except SetupError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    _show("Found", description(bot))
    changes = list(summary(draft))
    if dry_run:
        for line in diff(draft):
            typer.echo(line)
    else:
        _show("Writes" if changes else "Nothing to write: everything is there", changes)
    _show("To know", draft.remarks)
    _show("To do by hand", draft.by_hand)
    if changes and not dry_run:
        if not yes and not typer.confirm("Write this?"):
            raise typer.Exit(1)
        with _alone(folder):
            if planned(folder, options, plugin)[1] != draft:
                raise SetupError(_CHANGED)
            write(draft, record)
        _show("Then", _next_steps(bot, draft, plugin, options))
    raise typer.Exit(1 if draft.by_hand else 0)


def remove(folder: Folder = Path(), yes: Yes = False) -> None:
    """Take out of a bot what `human-handoff init` has put in, so that it is as before.

    What has been changed since stays, is named, and makes the command exit with 1.
    """
    try:
        record = read_record(folder)
    except SetupError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    if record.is_empty:
        typer.echo(f"Nothing to take out: there is no {FILE}, which `human-handoff init` writes.")
        return
    base = without_ours(folder, record)
    _show("Takes out", list(removal(folder, base)))
    if not yes and not typer.confirm("Take this out?"):
        raise typer.Exit(1)
    with _alone(folder):
        if read_record(folder) != record or without_ours(folder, record) != base:
            raise SetupError(_CHANGED)
        take_out(folder, record, base)
    _show("Stays, because it has been changed since", _kept(base.kept))
    raise typer.Exit(1 if base.kept else 0)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Write while no other process does; exit with 2 if that is not possible."""
    try:
        with alone(folder):
            yield
    except SetupError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None


def _check(folder: Path, plugin: PluginFiles) -> None:
    if not is_bot(folder):
        raise SetupError(
            f"{folder.resolve()} is no bot's folder: it has neither config.yml nor domain.yml. Go "
            "to your bot's folder, or name it: human-handoff init FOLDER."
        )
    if not plugin.has_data():
        raise SetupError(
            "This copy of the plugin lacks data/human_handoff. Run init from the wheel, or from "
            "the repository: python -m actions.human_handoff.cli init FOLDER."
        )


def _options(
    folder: Path,
    vendor: str | None,
    language: str | None,
    sandbox: bool,
    offers: bool,
    switch_off: bool,
) -> Options:
    """Return what was chosen; what is not said is as at the last time, or as the bot has it."""
    last = read_record(folder).options
    vendor = vendor or last.get("vendor")
    if vendor is None:
        vendor = typer.prompt(f"Where are your agents ({', '.join(VENDORS)})?")
    if vendor not in VENDORS:
        raise SetupError(f"--vendor {vendor} is wrong: write one of {', '.join(VENDORS)}.")
    language = language or last.get("language") or _language_of(read_bot(folder))
    if language not in LANGUAGES:
        raise SetupError(f"--language {language} is wrong: write one of {', '.join(LANGUAGES)}.")
    return Options(
        vendor,
        language,
        sandbox or bool(last.get("sandbox")),
        offers or bool(last.get("offers")),
        switch_off or bool(last.get("switch_off")),
    )


def _language_of(bot: Bot) -> str:
    spoken = [each.partition("-")[0].lower() for each in bot.languages]
    return next((each for each in spoken if each in LANGUAGES), "en")


def _next_steps(bot: Bot, draft: Draft, plugin: PluginFiles, options: Options) -> list[str]:
    domain = " --domain domain" if bot.domain.is_folder else ""
    names = variables([draft.created.get("human_handoff.yml", b"").decode()])
    steps = []
    if plugin.is_wheel:
        steps.append("have the package rasa-human-handoff in the environment of Rasa and actions")
    else:
        steps.append("install the packages that docs/install.md lists")
    if names:
        steps.append(f"look through human_handoff.yml, and set {', '.join(names)}")
    if options.sandbox:
        steps.append("start the sandbox, in the plugin's repository: make sandbox")
    return [*steps, f"rasa train{domain}", "rasa run actions", "rasa run"]


def _kept(kept: object) -> list[str]:
    assert isinstance(kept, dict)  # noqa: S101 - for mypy
    return [
        f"{path}: take out what is between the marks of {', '.join(labels)}, and run remove again"
        if labels
        else f"{path}: delete it if you no longer need it, and run remove again"
        for path, labels in kept.items()
    ]


def _show(title: str, lines: list[str]) -> None:
    if lines or title.endswith("there"):
        typer.echo(f"{title}:" if lines else f"{title}.")
    for line in lines:
        typer.echo(f"  {line}")
