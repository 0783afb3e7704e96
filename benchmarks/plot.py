"""The figures as a plot: each row's calls a second beside what bounds it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from .figures import Row
from .load import CUSTOMERS

SIZE_INCHES = (10.5, 3.4)
# Readable on white and on black paper, neither of which the plot brings along.
OURS, OTHERS, BOUND = "#2f7fd6", "#8a8f98", "#d6572f"
GREY_TOO = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
# Letters are drawn, since fonts differ; the same figures make the same file.
STYLE = {
    "svg.fonttype": "path",
    "svg.hashsalt": "bench",
    "font.size": 9.5,
    **dict.fromkeys(GREY_TOO, OTHERS),
}


def draw(rows: Sequence[Row], ideal_per_second: float, path: Path) -> None:
    """Write the plot as SVG: who asks a vendor on the left, who answers from memory on the right.

    Args:
        rows: All that was measured; a row belongs to the right half by its key.
        ideal_per_second: What no action can exceed that waits for the vendor.
        path: Its folder is made if need be.
    """
    asking = [row for row in rows if row.key.startswith(("blocking", "live_"))]
    remembering = [row for row in rows if row.key.startswith(("nothing", "board_"))]
    with rc_context(STYLE):
        figure = Figure(figsize=SIZE_INCHES, constrained_layout=True)
        left, right = figure.subplots(1, 2)
        _bars(left, asking, "Each call asks a vendor that takes 200 ms")
        left.axvline(ideal_per_second, color=BOUND, linestyle="--", linewidth=1)
        left.set_xlabel(f"calls a second, {CUSTOMERS} customers at once; the line is the ideal")
        _bars(right, remembering, "Nobody is asked")
        right.set_xlabel(f"calls a second, {CUSTOMERS} customers at once")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", transparent=True, metadata={"Date": None})


def _bars(axes: Any, rows: Sequence[Row], title: str) -> None:
    colours = [OURS if row.title.startswith("ours") else OTHERS for row in rows]
    labels = [f"{row.title}: {_rounded(row.per_second)}" for row in rows]
    axes.barh(labels, [row.per_second for row in rows], color=colours, height=0.62)
    axes.invert_yaxis()
    axes.set_title(title, loc="left")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _rounded(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
