"""The forms in which a report can be had."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from enum import Enum
from typing import Any

from .data_formats import csv_report, json_report
from .encodings import encodable, html_escaped, json_escaped
from .page import html_report
from .text_report import WIDTH, text_report


class Format(str, Enum):
    """What the report looks like."""

    TEXT = "text"
    CSV = "csv"
    JSON = "json"
    HTML = "html"


# How a character that the output stream has no room for is written; else as a question mark.
_ESCAPES = {Format.JSON: json_escaped, Format.HTML: html_escaped}


def rendered(document: Mapping[str, Any], style: Format, *, is_shown: bool) -> str:
    """Return the report in a form; `is_shown`: a terminal shows it, as wide as the text may be."""
    if style is Format.TEXT:
        width = shutil.get_terminal_size((WIDTH, 0)).columns if is_shown else WIDTH
        return text_report(document, width, is_coloured=is_shown)
    formats = {Format.CSV: csv_report, Format.JSON: json_report, Format.HTML: html_report}
    return formats[style](document)


def encodable_in(text: str, style: Format, encoding: str) -> str:
    """Return a report in a form without the characters that the encoding does not have."""
    return encodable(text, encoding, _ESCAPES.get(style))
