"""LivePerson's times: epoch milliseconds."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

# The last day that Python can represent in every time zone; some systems write it for "never".
_LAST_MILLISECOND = datetime(9999, 12, 31, tzinfo=timezone.utc).timestamp() * 1000


def moment_of(milliseconds: Any) -> datetime | None:
    """Return a time, or None for what is none.

    If the next shift never begins or the skill is always open (24/7), the page shows null or no
    field at all, and the live service sends -1.
    """
    if isinstance(milliseconds, bool) or not isinstance(milliseconds, (int, float)):
        return None
    if not 0 < milliseconds < _LAST_MILLISECOND:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, timezone.utc)
