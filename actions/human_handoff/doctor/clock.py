"""Whether this machine's clock is right, by the dates of the vendors' responses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..findings import Finding, not_checked, ok, warning
from ..vendor_http.response_dates import ResponseDate

# In seconds. Parley's signature is valid for five minutes by default, at least for ten seconds.
MOST_SECONDS = 60


def clock_findings(dates: Sequence[ResponseDate]) -> Iterator[Finding]:
    """Yield a finding for each vendor that has said when it answered."""
    if not dates:
        yield not_checked("No vendor has said what time it is.")
    for vendor in dict.fromkeys(each.vendor for each in dates):
        # The response that took the least time on its way says most.
        ahead = min((each.seconds_ahead for each in dates if each.vendor == vendor), key=abs)
        if abs(ahead) <= MOST_SECONDS:
            yield ok(f"This machine's clock agrees with that of {vendor}.")
        else:
            side = "ahead of" if ahead > 0 else "behind"
            yield warning(
                f"This machine's clock is {abs(ahead):.0f} s {side} that of {vendor}.",
                "Set the clock (NTP): signatures and the age of reports depend on it.",
            )
