"""What a reader of the report must know of the events that it was made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .labels import counted, number

_LEFT_OUT = {
    "repeated_events": "Events that were there more than once, and were counted once",
    "damaged_events": "Entries that could not be read, so that their events are missing",
    "requests_without_beginning": "Requests that are left out, because their beginning is missing",
}


def caveats(document: Mapping[str, Any]) -> list[str]:
    """Return the sentences below a report."""
    sentences = [
        f"Made from {counted(document['events'], 'handoff event')}. Events contain no name, no "
        "address and no text of a customer. Days and hours are those of "
        f"{document['time_zone']}."
    ]
    if document["since"]:
        sentences.append(f"Requests before {document['since']} are left out.")
    for name, sentence in _LEFT_OUT.items():
        if document[name]:
            sentences.append(f"{sentence}: {number(document[name])}.")
    return sentences
