"""Plots as inline SVG; the colours come from the page's style."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from math import ceil

from .labels import WEEKDAYS, counted, number

# As wide as on the page, so that its letters are as large as those of the text.
WIDTH = 980


def horizontal_bars(rows: Sequence[tuple[str, int, str, str]], title: str) -> str:
    """Draw one bar for each row: its name, its number, the text behind it, its style's class."""
    largest = max((value for _, value, _, _ in rows), default=0) or 1
    start = 230
    room = WIDTH - start - 150
    parts = []
    for index, (name, value, text, style) in enumerate(rows):
        y = 8 + index * 32
        width = max(value / largest * room, 2 if value else 0)
        parts.append(
            f"<g><title>{escape(name)}: {escape(text)}</title>"
            f'<text x="{start - 12}" y="{y + 15}" class="end">{escape(name)}</text>'
            f'<rect x="{start}" y="{y}" width="{width:.1f}" height="20" rx="3" class="{style}"/>'
            f'<text x="{start + width + 8:.1f}" y="{y + 15}" class="strong">{escape(text)}</text>'
            "</g>"
        )
    return _svg(parts, 8 + len(rows) * 32, title)


def columns(
    bars: Sequence[tuple[str, Sequence[int]]],
    styles: Sequence[str],
    title: str,
    *,
    is_every_named: bool = True,
) -> str:
    """Draw a column for each name, of one part above the other, with an axis of numbers."""
    left, bottom, height = 52, 232, 212
    largest = max((sum(parts) for _, parts in bars), default=0)
    tick = _step(largest)
    top = max(ceil(largest / tick), 1) * tick
    step = (WIDTH - left - 8) / max(len(bars), 1)
    width = min(step * 0.72, 72)
    drawn = [
        f'<line x1="{left}" x2="{WIDTH}" y1="{_y(line, top, bottom, height):.1f}" '
        f'y2="{_y(line, top, bottom, height):.1f}" class="grid"/>'
        f'<text x="{left - 8}" y="{_y(line, top, bottom, height) + 4:.1f}" class="end">'
        f"{number(line)}</text>"
        for line in range(0, top + 1, tick)
    ]
    every = 1 if is_every_named else ceil(len(bars) / 12)
    for index, (name, parts) in enumerate(bars):
        x = left + step * (index + 0.5)
        said = " + ".join(number(part) for part in parts)
        drawn.append(f"<g><title>{escape(name)}: {said}</title>")
        below = 0
        for part, style in zip(parts, styles):
            y = _y(below + part, top, bottom, height)
            high = _y(below, top, bottom, height) - y
            drawn.append(
                f'<rect x="{x - width / 2:.1f}" y="{y:.1f}" width="{width:.1f}" '
                f'height="{high:.1f}" class="{style}"/>'
            )
            below += part
        drawn.append("</g>")
        if index % every == 0:
            drawn.append(
                f'<text x="{x:.1f}" y="{bottom + 20}" class="middle">{escape(name)}</text>'
            )
    return _svg(drawn, bottom + 30, title)


def week(hours: Sequence[Sequence[int]], title: str) -> str:
    """Draw a square for each hour of the week; the more requests, the stronger the colour."""
    largest = max(max(each) for each in hours) or 1
    left, size, gap = 52, 35.6, 3
    drawn = [
        f'<text x="{left + hour * (size + gap) + size / 2:.1f}" y="14" class="middle">{hour}</text>'
        for hour in range(24)
    ]
    for row, (weekday, counts) in enumerate(zip(WEEKDAYS, hours)):
        y = 24 + row * (size + gap)
        drawn.append(f'<text x="{left - 10}" y="{y + 22:.1f}" class="end">{weekday}</text>')
        for hour, count in enumerate(counts):
            shade = f' style="opacity:{0.15 + 0.85 * count / largest:.2f}"' if count else ""
            style = "off" if count else "empty"
            drawn.append(
                f"<g><title>{weekday} {hour}:00–{hour + 1}:00: {counted(count, 'request')}</title>"
                f'<rect x="{left + hour * (size + gap):.1f}" y="{y:.1f}" width="{size}" '
                f'height="{size}" rx="3" class="{style}"{shade}/></g>'
            )
    return _svg(drawn, 24 + 7 * (size + gap), title)


def _svg(parts: Sequence[str], height: float, title: str) -> str:
    return (
        f'<div class="wide" tabindex="0"><svg viewBox="0 0 {WIDTH} {height:.0f}" role="img" '
        f'aria-label="{escape(title)}">' + "".join(parts) + "</svg></div>"
    )


def _y(value: float, top: int, bottom: float, height: float) -> float:
    return bottom - value / top * height


def _step(largest: int) -> int:
    """Return the distance of the lines of an axis: 1, 2, 5, 10, 20 and so on, at most six lines."""
    step = 1
    while step * 5 < largest:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step
