"""The report for other programs: JSON, and CSV with one figure on each line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any

# What begins with one of these, a spreadsheet takes for a formula:
# https://owasp.org/www-community/attacks/CSV_Injection
_FORMULA_SIGNS = tuple("=+-@\t\r\n＝＋－＠")  # the wide forms, too
_ABOUT_THE_REPORT = (
    "version",
    "time_zone",
    "since",
    "first_request",
    "last_request",
    "events",
    "repeated_events",
    "damaged_events",
    "requests_without_beginning",
)


def json_report(document: Mapping[str, Any]) -> str:
    """Return the document as JSON."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def csv_report(document: Mapping[str, Any]) -> str:
    """Return one line for each figure: by what is grouped, the group, the figure, its value.

    What is about the report as a whole, such as its time zone, and the figures of all requests have
    no group. A figure has the name that it has in the JSON document, with `/` between the levels;
    weekdays count from 0, Monday, hours from 0. A name that a spreadsheet would take for a formula
    has an apostrophe before it.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["by", "group", "figure", "value"])
    writer.writerows(["", "", name, document[name]] for name in _ABOUT_THE_REPORT)
    writer.writerows(["", "", *row] for row in _values(document["all"]))
    for group, figures in document["groups"].items():
        writer.writerows([document["by"], _as_text(group), *row] for row in _values(figures))
    return text.getvalue()


def _as_text(name: str) -> str:
    """Return the name, written so that no spreadsheet reckons with it."""
    return f"'{name}" if name.startswith(_FORMULA_SIGNS) else name


def _values(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        inner = value.items()
    elif isinstance(value, list):
        inner = dict(enumerate(value)).items()
    else:
        yield path, value
        return
    for name, each in inner:
        yield from _values(each, f"{path}/{name}" if path else str(name))
