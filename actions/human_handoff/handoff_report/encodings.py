"""Write a report to a stream that is not UTF-8, such as a console of Windows."""

from __future__ import annotations

import json
import re
from codecs import lookup
from collections.abc import Callable

_NOT_ASCII = re.compile("[^\x00-\x7f]+")


def encodable(text: str, encoding: str, escaped: Callable[[str], str] | None = None) -> str:
    """Return the text without what the encoding has no character for.

    Args:
        text: The report.
        encoding: The name of the stream's encoding.
        escaped: How this format writes all characters in ASCII; without it, those that the encoding
            does not have become question marks.
    """
    if lookup(encoding).name.startswith("utf"):
        return text
    if escaped is not None:
        return escaped(text)
    return text.encode(encoding, errors="replace").decode(encoding)


def json_escaped(text: str) -> str:
    """Return JSON in ASCII."""
    return _NOT_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], text)


def html_escaped(text: str) -> str:
    """Return HTML in ASCII, so that it is right whatever encoding its head names."""
    return text.encode("ascii", errors="xmlcharrefreplace").decode("ascii")
