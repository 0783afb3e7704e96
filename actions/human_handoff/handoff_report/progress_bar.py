"""A progress bar on standard error, where that is a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from .sources import Progress


@contextmanager
def progress_bar(title: str) -> Iterator[Progress]:
    """Show a progress bar, where standard error is a terminal."""
    from rich.console import Console
    from rich.progress import Progress as ProgressBar

    console = Console(stderr=True)
    with ProgressBar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=1)
        shown = 0.0

        def advance(share: float) -> None:
            nonlocal shown
            if share - shown >= 0.01:
                shown = share
                bar.update(task, completed=share)

        yield advance
