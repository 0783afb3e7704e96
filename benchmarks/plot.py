"""The figures as a plot: each case's calls per second, and the ideal."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.figure import Figure

from .figures import CaseResult
from .load import CUSTOMERS

SIZE_INCHES = (10.5, 3.4)
# These colours are readable on a white and on a black page; the plot has no background.
OURS, OTHERS, LIMIT = "#2f7fd6", "#8a8f98", "#d6572f"
GREY_PARTS = ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color")
# Letters are drawn, because fonts differ. The same figures always make the same file.
STYLE = {
    "svg.fonttype": "path",
    "svg.hashsalt": "bench",
    "font.size": 9.5,
    **dict.fromkeys(GREY_PARTS, OTHERS),
}


def draw(results: Sequence[CaseResult], ideal_per_second: float, path: Path) -> None:
    """Write the plot as SVG: on the left the vendor is asked, on the right it is not.

    Args:
        results: All cases; their keys decide whether and where they are shown.
        ideal_per_second: The rate that no action can exceed if it waits for the vendor.
        path: The file to write; its folder is created if it does not exist.
    """
    live = [result for result in results if result.key.startswith(("blocking", "live_"))]
    cached = [result for result in results if result.key.startswith(("nothing", "cache_"))]
    with rc_context(STYLE):
        figure = Figure(figsize=SIZE_INCHES, constrained_layout=True)
        left, right = figure.subplots(1, 2)
        _bars(left, live, "Each call asks a vendor that takes 200 ms")
        left.axvline(ideal_per_second, color=LIMIT, linestyle="--", linewidth=1)
        left.set_xlabel(f"calls per second, {CUSTOMERS} customers at once; the line is the ideal")
        _bars(right, cached, "No vendor is asked")
        right.set_xlabel(f"calls per second, {CUSTOMERS} customers at once")
        path.parent.mkdir(parents=True, exist_ok=True)
        figure.savefig(path, format="svg", transparent=True, metadata={"Date": None})


def _bars(axes: Any, results: Sequence[CaseResult], title: str) -> None:
    colours = [OURS if each.title.startswith("ours") else OTHERS for each in results]
    labels = [f"{each.title}: {_rounded(each.per_second)}" for each in results]
    axes.barh(labels, [each.per_second for each in results], color=colours, height=0.62)
    axes.invert_yaxis()
    axes.set_title(title, loc="left")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _rounded(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"
