"""`human-handoff doctor`: everything that can be wrong, with what to do, before customers come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Optional

import typer

from .doctor.document import document, has_errors, line, summary
from .doctor.examination import Result, results
from .handoff_settings.loader import configuration_path

Bot = Annotated[
    Optional[Path],  # noqa: UP045 - typer on Python 3.10 reads this form
    typer.Option(help="The bot's folder; without it, the folder of the configuration file."),
]
Config = Annotated[
    Optional[Path],  # noqa: UP045 - as above
    typer.Option(help="The configuration file; else HUMAN_HANDOFF_CONFIG, else human_handoff.yml."),
]
Offline = Annotated[bool, typer.Option("--offline", help="Ask no vendor.")]
AsJSON = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def doctor(
    bot: Bot = None, config: Config = None, offline: Offline = False, as_json: AsJSON = False
) -> None:
    """Check the configuration, the bot, the state store and the vendors; change nothing.

    One line for each finding: ok, warning, error or not checked, the setting, and what to do.
    Exits with 1 if there is an error.
    """
    path = config or configuration_path()
    found: list[Result] = []
    for result in results(path, bot or path.parent, is_offline=offline):
        if not as_json:
            _show(result, found)
        found.append(result)
    typer.echo(json.dumps(document(found), indent=2) if as_json else f"\n{summary(found)}")
    raise typer.Exit(1 if has_errors(found) else 0)


def _show(result: Result, before: list[Result]) -> None:
    if not before or before[-1].check != result.check:
        typer.echo(("\n" if before else "") + result.check.replace("_", " "))
    typer.echo(f"  {line(result.finding)}")
