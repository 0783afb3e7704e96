"""`human-handoff init`: put the plugin into a bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Optional

import typer

from .bot_files import Bot, is_bot, read_bot
from .bot_files.bot import CREDENTIALS
from .bot_files.plugin_files import PluginFiles
from .bot_setup.chosen_languages import language_of, languages_in, slot_in
from .bot_setup.configuration_files import LANGUAGES, VENDORS, Options, open_questions, variables
from .bot_setup.draft import Draft
from .bot_setup.edits import SetupError
from .bot_setup.findings import description
from .bot_setup.plan import planned
from .bot_setup.record import Record, read_record
from .bot_setup.writing import diff, summary, write
from .setup_terminal import CHANGED, Folder, Yes, errors_told, show, writing_alone

Vendor = Annotated[
    Optional[str],  # noqa: UP045 - typer on Python 3.10 reads this form
    typer.Option(help=f"Where your agents are: {', '.join(VENDORS)}."),
]
Language = Annotated[
    Optional[str],  # noqa: UP045 - as above
    typer.Option(
        help=f"What the bot speaks: {', '.join(LANGUAGES)}, or both with a comma and the default "
        "one first; by default config.yml's."
    ),
]
LanguageSlot = Annotated[
    Optional[str],  # noqa: UP045 - as above
    typer.Option(help="Your slot that names a conversation's language, where the bot speaks both."),
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

# The options that a later `init` without them keeps, by their names in the record.
_KEPT = {"sandbox": "--sandbox", "offers": "--offers", "switch_off": "--switch-off-own-rules"}


def init(
    folder: Folder = Path(),
    vendor: Vendor = None,
    language: Language = None,
    language_slot: LanguageSlot = None,
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
    with errors_told():
        _check(folder, plugin)
        options = _options(folder, vendor, language, language_slot, sandbox, offers, switch_off)
        bot, draft = planned(folder, options, plugin)
        record = draft.new_record(options.as_json())
    show("Found", description(bot))
    changes = list(summary(draft))
    if dry_run:
        for line in diff(draft):
            typer.echo(line)
    else:
        show("Writes" if changes else "Nothing to write: everything is there", changes)
    chosen = {"sandbox": sandbox, "offers": offers, "switch_off": switch_off}
    show("To know", [*_kept_choices(draft.record, chosen), *draft.remarks])
    show("To do by hand", draft.by_hand)
    if changes and not dry_run:
        if not yes and not typer.confirm("Write this?"):
            raise typer.Exit(1)
        questions = open_questions(draft)
        with writing_alone(folder):
            if planned(folder, options, plugin)[1] != draft:
                raise SetupError(CHANGED)
            write(draft, record)
        show("Questions, to be answered in these lines", questions)
        show("Then", _next_steps(bot, draft, plugin, options))
    raise typer.Exit(1 if draft.by_hand else 0)


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


def _check_engine(bot: Bot) -> None:
    """Refuse a bot that runs flows alone.

    Raises:
        SetupError: Its policies are those of Rasa Pro with CALM.
    """
    if bot.runs_flows_alone:
        raise SetupError(
            "config.yml has FlowPolicy and no RulePolicy: a bot of flows (Rasa Pro with CALM) does "
            "not run the forms and rules that init writes. Copy the files of examples/calm; "
            "docs/calm.md says how."
        )


def _options(
    folder: Path,
    vendor: str | None,
    language: str | None,
    slot: str | None,
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
    bot = read_bot(folder)
    _check_engine(bot)
    language = language or last.get("language") or language_of(bot)
    return Options(
        vendor,
        languages_in(language),
        sandbox or bool(last.get("sandbox")),
        offers or bool(last.get("offers")),
        switch_off or bool(last.get("switch_off")),
        slot_in(bot, slot or last.get("slot")),
    )


def _kept_choices(record: Record, chosen: dict[str, bool]) -> Iterator[str]:
    """Yield a line for each option of an earlier `init` that holds although it is not written."""
    for option, name in _KEPT.items():
        if record.options.get(option) and not chosen[option]:
            yield (
                f"{name} holds, as at the last time. To end it, run `human-handoff remove` until "
                f"nothing stays, and then init without {name}."
            )


def _next_steps(bot: Bot, draft: Draft, plugin: PluginFiles, options: Options) -> list[str]:
    domain = " --domain domain" if bot.domain.is_folder else ""
    texts = [draft.created.get(path, b"").decode() for path in ("human_handoff.yml", CREDENTIALS)]
    names = variables([*texts, *(each.after for each in draft.edits.get(CREDENTIALS, ()))])
    steps = []
    if plugin.is_wheel:
        steps.append("have the package rasa-human-handoff in the environment of Rasa and actions")
    else:
        steps.append("install the packages that docs/install.md lists")
    if names:
        where = ": your .env stays as it is, add them if you keep them there"
        is_kept = (draft.folder / ".env").exists()
        given = f"{', '.join(names)}{where if is_kept else ''}"
        steps.append(f"look through human_handoff.yml, and set {given}")
    if len(options.languages) > 1:
        values = " or ".join(options.languages)
        steps.append(
            f"let your bot set the slot {options.slot} to {values} in each conversation; where it "
            f"does not, customers read {options.languages[0]}"
        )
    if options.sandbox:
        steps.append(
            "start the sandbox, in the plugin's repository, and open its page: make sandbox"
        )
    rasa = "rasa run --enable-api" if options.sandbox else "rasa run"
    return [*steps, f"rasa train{domain}", "rasa run actions", rasa]
