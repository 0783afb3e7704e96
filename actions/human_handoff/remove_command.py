"""`human-handoff remove`: take the plugin out of a bot."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import typer

from .bot_setup.edits import SetupError
from .bot_setup.record import FILE, Record, WithoutOurs, read_record, without_ours
from .bot_setup.writing import removal, take_out
from .doctor.bot_domain import listed
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
    show("Stays, because it has been changed since", list(_kept(record, base)))
    raise typer.Exit(1 if base.kept else 0)


def _kept(record: Record, base: WithoutOurs) -> Iterator[str]:
    """Yield what the bot builder has to do with each part that stays; lines as they are now."""
    for path, labels in base.kept.items():
        if not labels:
            yield f"{path}: delete it if you no longer need it, and run remove again"
        for label in labels:
            edits = [each for each in record.edits[path] if each.label == label]
            text = base.texts[path] or ""
            numbers = {line for each in edits for line in each.lines_left(text)}
            was_there = any(each.before for each in edits)
            remedy = "take out the marks and the # of your lines" if was_there else "take them out"
            yield f"{path}, {_lines(sorted(numbers))} ({label}): {remedy}, and run remove again"


def _lines(numbers: list[int]) -> str:
    """Return the numbers of lines as text: `line 7`, `lines 7 to 9`, `lines 7, 12 and 3 more`."""
    first, last = numbers[0], numbers[-1]
    if len(numbers) == 1:
        return f"line {first}"
    if len(numbers) == last - first + 1:
        return f"lines {first} to {last}"
    return f"lines {listed([str(each) for each in numbers])}"
