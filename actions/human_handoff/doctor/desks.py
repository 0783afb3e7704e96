"""The desks' own checks: each desk in a thread of its own, within a time for all of them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from concurrent.futures import TimeoutError as NotFinishedError
from dataclasses import replace

from ..findings import Finding, error, not_checked
from ..handoff_settings.desks import BuiltDesk
from ..vendor_http.blocking_calls import BlockingCalls, RunningCall

# For all calls of all desks; they are asked at the same time.
TOTAL_SECONDS = 45.0


def desk_findings(
    built: Mapping[str, BuiltDesk], seconds: float = TOTAL_SECONDS
) -> Iterator[Finding]:
    """Yield what each desk finds; its settings begin with the desk's name."""
    ends = time.monotonic() + seconds
    running = {name: _started(each, seconds) for name, each in built.items()}
    if not running:
        yield not_checked("No desk's section is without mistakes.", "desks")
    for name, (found, call) in running.items():
        yield from _of_desk(name, found, call, ends)


def _started(each: BuiltDesk, seconds: float) -> tuple[list[Finding], RunningCall[None]]:
    found: list[Finding] = []

    def check() -> None:
        for finding in each.desk.diagnose(each.channels):
            found.append(finding)

    return found, BlockingCalls(1).start(check, seconds)


def _of_desk(
    name: str, found: list[Finding], call: RunningCall[None], ends: float
) -> Iterator[Finding]:
    last: list[Finding] = []
    try:
        call.future.result(max(0.0, ends - time.monotonic()))
    except NotFinishedError:
        last = [not_checked("The other checks of this desk: they take too long.")]
    except Exception as failure:  # noqa: BLE001 - whatever a desk of a bot's own raises
        # Not its text, in which there may be anything.
        problem = f"The desk's own check has raised {type(failure).__name__}."
        last = [error(problem, "Correct `diagnose` of the desk.")]
    for finding in [*found, *last]:
        settings = [f"{name}.{setting}" for setting in finding.settings] or [name]
        yield replace(finding, settings=tuple(settings))
