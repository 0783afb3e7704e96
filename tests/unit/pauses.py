"""Let the pauses after failures be over."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest

from actions.human_handoff.availability import desk_reports
from actions.human_handoff.availability.published_reports import PublishedReports
from actions.human_handoff.vendor_http.pauses import Pause


@contextmanager
def after_all_pauses() -> Iterator[None]:
    """Run the block as if the pauses that vendors asked for, and our own, were over."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Pause, "seconds_left", 0.0)
        patched.setattr(desk_reports, "RETRY_AFTER", timedelta(0))
        patched.setattr(PublishedReports, "_has_failed", lambda *_: False)
        yield
