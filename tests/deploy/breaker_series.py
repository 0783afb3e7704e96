"""The series that a real circuit breaker produces while a host fails, read once in a minute."""

from __future__ import annotations

from collections import deque
from contextlib import AbstractContextManager
from typing import NamedTuple

import circuitbreaker
import pytest

from actions.human_handoff.errors import VendorConnectionError, VendorError, VendorSilenceError
from actions.human_handoff.vendor_http.host_limits import HostLimits
from tests.unit.clock import Clock

MINUTES = 30


class Outage(NamedTuple):
    """How a host fails, and how often it is called.

    Attributes:
        call_every: A customer's call every so many seconds.
        fails_after: A call that was sent fails after so many seconds.
        result: As what such a call is counted.
    """

    call_every: int
    fails_after: int
    result: str


# By the names of the tests in alerts.test.yaml.
OUTAGES = {
    "a vendor hangs, a call every second": Outage(1, 6, "timed_out"),
    "a vendor hangs, a call every 20 seconds": Outage(20, 6, "timed_out"),
    "a vendor refuses, a call every second": Outage(1, 0, "unreachable"),
    "a vendor refuses, a call every 20 seconds": Outage(20, 0, "unreachable"),
}


def series(outage: Outage) -> dict[str, str]:
    """Return the values of the gauge, of the failed calls and of those that were not sent."""
    with pytest.MonkeyPatch.context() as patched:
        clock = Clock(0.0)
        patched.setattr(circuitbreaker, "monotonic", clock)
        return _played(outage, HostLimits("V", "h", clock), clock)


def _played(outage: Outage, limits: HostLimits, clock: Clock[float]) -> dict[str, str]:
    under_way: deque[tuple[int, AbstractContextManager[None]]] = deque()
    error = _error(outage)
    gauge, failed, not_sent = [0], [0], [0]
    failures = refusals = 0
    for second in range(1, MINUTES * 60 + 1):
        clock.now = float(second)
        if second % outage.call_every == 0:
            call = limits.attempt("GET x")
            try:
                call.__enter__()
            except VendorConnectionError:
                refusals += 1
            else:
                under_way.append((second + outage.fails_after, call))
        while under_way and under_way[0][0] <= second:
            under_way.popleft()[1].__exit__(type(error), error, None)
            failures += 1
        if second % 60 == 0:
            gauge.append(int(limits.is_left_alone))
            failed.append(failures)
            not_sent.append(refusals)
    count = "human_handoff_vendor_call_seconds_count"
    return {
        'human_handoff_host_left_alone{host="h"}': _text(gauge),
        f'{count}{{vendor="V", result="{outage.result}"}}': _text(failed),
        f'{count}{{vendor="V", result="not_sent"}}': _text(not_sent),
    }


def _error(outage: Outage) -> VendorError:
    kind = VendorSilenceError if outage.result == "timed_out" else VendorConnectionError
    return kind("V", "GET x failed")


def _text(values: list[int]) -> str:
    return " ".join(map(str, values))
