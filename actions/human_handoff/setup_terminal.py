"""What `human-handoff init`, `remove` and `domain` share at the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from .bot_setup.alone import alone
from .bot_setup.edits import SetupError

Folder = Annotated[Path, typer.Argument(help="The bot's folder.", show_default="here")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before writing.")]
CHANGED = "Meanwhile the bot's files have changed, so nothing was written. Run the command again."


@contextmanager
def writing_alone(folder: Path) -> Iterator[None]:
    """Write while no other process does; exit with 2 if that is not possible."""
    with errors_told(), alone(folder):
        yield


@contextmanager
def errors_told() -> Iterator[None]:
    """Print what is wrong, and exit with 2."""
    try:
        yield
    except SetupError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None


def show(title: str, lines: list[str]) -> None:
    """Print a title and the lines below it; nothing without lines, unless the title says so."""
    if lines or title.endswith("there"):
        typer.echo(f"{title}:" if lines else f"{title}.")
    for line in lines:
        typer.echo(f"  {line}")
