"""The report as one HTML file that needs nothing else: no script, no font, no picture."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from . import labels, plots
from .caveats import caveats
from .headline import Figure, headline
from .labels import counted, number, part_of, share
from .page_style import STYLE
from .table import Table
from .tables import tables

# Beyond so many days, a column is a week.
DAYS_AT_MOST = 62
TITLE = "What became of the requests for a person"
_STYLES = {
    "reached": "good",
    "failed": "bad",
    "cancelled": "left",
    "abandoned": "left",
    "off_shift": "off",
}


def html_report(document: Mapping[str, Any]) -> str:
    """Return the page."""
    figures = document["all"]
    results, reasons, waits, limits, answers, attempts, *others = tables(document)
    endings, solved, first_words, *groups = others
    body = [
        _header(document),
        f'<div class="figures">{"".join(map(_figure, headline(document)))}</div>',
        _section(results.title, results.note, _results(figures["results"])),
        _section("Requests over time", *_days(figures["days"])),
        _section("How long customers waited for a desk", waits.note, _waits(figures)),
        _pair(_shown(limits), _shown(waits, with_note=False)),
        _shown(first_words),
        _section(
            "Requests while nobody was on shift",
            _off_shift(document),
            plots.week(
                figures["off_shift_by_weekday_and_hour"],
                "Requests while nobody was on shift, by weekday and hour",
            ),
        ),
        *map(_shown, groups),
        _shown(attempts),
        _pair(_shown(reasons), _shown(endings)),
        _pair(_shown(answers), _shown(solved)),
        f"<footer>{''.join(f'<p>{escape(each)}</p>' for each in caveats(document))}</footer>",
    ]
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{TITLE}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def _header(document: Mapping[str, Any]) -> str:
    first, last = document["first_request"], document["last_request"]
    period = labels.period(_day(first), _day(last)) if first else "There were no requests."
    return f'<header><h1>{TITLE}</h1><p class="soft">{period}</p></header>'


def _figure(figure: Figure) -> str:
    alarm = " alarm" if figure.is_alarming else ""
    return (
        f'<div class="figure{alarm}"><p>{escape(figure.name)}</p>'
        f'<p class="value">{escape(figure.value)}</p>'
        f'<p class="soft">{escape(figure.meaning)}</p></div>'
    )


def _section(title: str, note: str, content: str) -> str:
    said = f'<p class="soft">{escape(note)}</p>' if note else ""
    return f"<section><h2>{escape(title)}</h2>{said}{content}</section>"


def _pair(*sections: str) -> str:
    return f'<div class="pair">{"".join(sections)}</div>'


def _shown(table: Table, *, with_note: bool = True) -> str:
    return _section(table.title, table.note if with_note else "", _table(table))


def _table(table: Table) -> str:
    if not table.rows:
        return '<p class="soft">None.</p>'
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in table.columns)
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(f"<td>{escape(each)}</td>" for each in values)
        + "</tr>"
        for name, *values in table.rows
    )
    return (
        f'<div class="wide" tabindex="0"><table><thead><tr>{head}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _results(results: Mapping[str, int]) -> str:
    total = sum(results.values())
    rows = [
        (
            labels.RESULTS[word],
            count,
            f"{share(part_of(count, total))}  ({number(count)})",
            _STYLES.get(word, "other"),
        )
        for word, count in results.items()
        if count
    ]
    return plots.horizontal_bars(rows, "What became of the requests")


def _days(days: Mapping[str, Mapping[str, int]]) -> tuple[str, str]:
    every_day = _every_day(sorted(days))
    weekly = len(every_day) > DAYS_AT_MOST
    reached: Counter[date] = Counter()
    others: Counter[date] = Counter()
    for day in every_day:
        start = day - timedelta(days=day.weekday()) if weekly else day
        counts = days.get(day.isoformat(), {"requests": 0, "reached": 0})
        reached[start] += counts["reached"]
        others[start] += counts["requests"] - counts["reached"]
    bars = [(f"{day.day} {day:%b}", (reached[day], others[day])) for day in reached]
    note = "Each column is a week; it begins on a Monday." if weekly else "Each column is a day."
    plot = plots.columns(bars, ("good", "other"), "Requests over time", is_every_named=False)
    return note, _key(("good", "reached a desk"), ("other", "did not")) + plot


def _every_day(days: Sequence[str]) -> list[date]:
    if not days:
        return []
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    return [first + timedelta(days=each) for each in range((last - first).days + 1)]


def _waits(figures: Mapping[str, Any]) -> str:
    acceptance = figures["acceptance"]
    names = labels.columns(acceptance["up_to_seconds"])
    bars = [
        (name, (0, count) if index > acceptance["up_to_seconds"].index(180) else (count, 0))
        for index, (name, count) in enumerate(zip(names, acceptance["counts"]))
    ]
    key = _key(("good", "within 3 minutes"), ("left", "later"))
    return key + plots.columns(bars, ("good", "left"), "Time to acceptance")


def _off_shift(document: Mapping[str, Any]) -> str:
    week = document["all"]["off_shift_by_weekday_and_hour"]
    busiest = max(max(hours) for hours in week)
    if not busiest:
        return "There were none."
    return (
        f"By weekday and hour ({document['time_zone']}). The strongest colour is "
        f"{counted(busiest, 'request')} in one hour of the week: where more staff would help most."
    )


def _key(*styles: tuple[str, str]) -> str:
    entries = "".join(
        f'<span><svg viewBox="0 0 12 12" aria-hidden="true">'
        f'<rect width="12" height="12" rx="3" class="{style}"/></svg>{escape(name)}</span>'
        for style, name in styles
    )
    return f'<div class="key">{entries}</div>'


def _day(moment: str) -> str:
    day = date.fromisoformat(moment[:10])
    return f"{day.day} {day:%B %Y}"
