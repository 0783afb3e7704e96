"""The report in a terminal or a text file."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from .caveats import caveats
from .headline import headline
from .labels import WEEKDAYS, counted, number
from .table import Table
from .tables import tables

WIDTH = 110
# From no request to the busiest hour.
_SHADES = " ░▒▓█"


def text_report(document: Mapping[str, Any], width: int = WIDTH, *, is_coloured: bool) -> str:
    """Return the report as text.

    Args:
        document: What `report_document` returned.
        width: The width in characters.
        is_coloured: Whether a terminal shows it, which knows bold and grey.
    """
    from rich.console import Console

    text = io.StringIO()
    console = Console(
        file=text,
        width=width,
        force_terminal=is_coloured,
        color_system="standard" if is_coloured else None,
        highlight=False,
        emoji=False,
        markup=False,
    )
    console.print("What became of the requests for a person", style="bold")
    console.print()
    for figure in headline(document):
        console.print(f"{figure.name:<27}{figure.value:>12}   {figure.meaning}")
    for table in tables(document):
        _print_table(console, table)
    _print_demand(console, document["all"]["off_shift_by_weekday_and_hour"])
    console.print()
    for sentence in caveats(document):
        console.print(sentence, style="dim")
    return text.getvalue()


def _print_table(console: Any, table: Table) -> None:
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    console.print()
    console.print(table.title, style="bold")
    if not table.rows:
        console.print("none")
        return
    shown = RichTable(box=box.SIMPLE_HEAD, pad_edge=False)
    for index, column in enumerate(table.columns):
        shown.add_column(Text(column), justify="right" if index else "left", overflow="fold")
    for row in table.rows:
        shown.add_row(*map(Text, row))
    console.print(shown)
    if table.note:
        console.print(table.note, style="dim")


def _print_demand(console: Any, week: list[list[int]]) -> None:
    busiest = max(max(hours) for hours in week)
    console.print()
    console.print("Requests while nobody was on shift, by weekday and hour", style="bold")
    if not busiest:
        console.print("none")
        return
    console.print("     " + "".join(f"{hour:<3}" for hour in range(24)))
    for weekday, hours in zip(WEEKDAYS, week):
        cells = "".join(f"{_shade(count, busiest) * 2} " for count in hours)
        console.print(f"{weekday}  {cells} {number(sum(hours))}")
    console.print(f"The darkest hour has {counted(busiest, 'request')}.", style="dim")


def _shade(count: int, busiest: int) -> str:
    return _SHADES[-(-count * (len(_SHADES) - 1) // busiest)]
