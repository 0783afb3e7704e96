"""`human-handoff remove`: take the plugin out of a bot."""

from __future__ import annotations

from pathlib import Path

import typer

from .bot_setup.edits import SetupError
from .bot_setup.record import FILE, read_record, without_ours
from .bot_setup.writing import removal, take_out
from .setup_terminal import CHANGED, Folder, Yes, errors_told, show, writing_alone


def remove(folder: Folder = Path(), yes: Yes = False) -> None:
    """Take out of a bot what `human-handoff init` has put in, so that it is as before.

    What has been changed since stays, is named, and makes the command exit with 1.
    """
    with errors_told():
        record = read_record(folder)
    if record.is_empty:
        typer.echo(f"Nothing to take out: there is no {FILE}, which `human-handoff init` writes.")
        return
    base = without_ours(folder, record)
    show("Takes out", list(removal(folder, base)))
    if not yes and not typer.confirm("Take this out?"):
        raise typer.Exit(1)
    with writing_alone(folder):
        if read_record(folder) != record or without_ours(folder, record) != base:
            raise SetupError(CHANGED)
        take_out(folder, record, base)
    show("Stays, because it has been changed since", _kept(base.kept))
    raise typer.Exit(1 if base.kept else 0)


def _kept(kept: object) -> list[str]:
    assert isinstance(kept, dict)  # noqa: S101 - for mypy
    return [
        f"{path}: take out what is between the marks of {', '.join(labels)}, and run remove again"
        if labels
        else f"{path}: delete it if you no longer need it, and run remove again"
        for path, labels in kept.items()
    ]
