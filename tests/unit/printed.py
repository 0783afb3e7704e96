"""What a log could show of an error."""

from __future__ import annotations

import traceback


def printed(error: BaseException) -> str:
    """Return the traceback of an error with all its causes, and its repr."""
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return "".join(lines) + repr(error)
