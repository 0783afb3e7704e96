"""How large the chaos suites are: a short part in `make test`, all of it in `make chaos`.

`make chaos` sets `CHAOS=full` and makes other random choices in each run; `make test` always makes
the same. `CHAOS_SEED` repeats those of an earlier run.
"""

from __future__ import annotations

import os
import secrets
from typing import TypeVar

IS_FULL = os.environ.get("CHAOS") == "full"
SEED = int(os.environ.get("CHAOS_SEED") or (secrets.randbelow(1_000_000) if IS_FULL else 0))

Size = TypeVar("Size")


def chosen(short: Size, full: Size) -> Size:
    """Return the size of this run."""
    return full if IS_FULL else short
