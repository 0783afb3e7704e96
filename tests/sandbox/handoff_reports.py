"""What a bot reports of a handoff: events of Rasa's tracker, as docs/events.md describes them."""

from __future__ import annotations

import time
from datetime import datetime, timezone
from typing import Any

# So long before an attempt the customer had asked for a person, in seconds.
WAITED = 1.0


def rasa_event(value: object) -> dict[str, Any]:
    """Return the event of Rasa's tracker that carries a report."""
    return {"event": "slot", "timestamp": None, "name": "human_handoff_event", "value": value}


def document(
    step: str, request: str = "r1", conversation: str = "k1", seconds: float = 0.0, **more: Any
) -> dict[str, Any]:
    """Return a report's document, of so many seconds from now, with what is usual for its step."""
    moment = datetime.fromtimestamp(time.time() + seconds, timezone.utc)
    names = ("desk", "skill", "reason", "found", "because", "outcome", "ending")
    usual: dict[str, Any] = {"channel": "rest", **dict.fromkeys(names)}
    if step == "requested":
        usual |= {"reason": "asked", "found": "on_shift", "because": "reported"}
    if step in ("attempted", "failed_later"):
        usual |= {"desk": "liveperson", "skill": "human", "outcome": "accepted"}
    known = {
        "version": 1,
        "step": step,
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "request": request,
        "conversation": conversation,
        "waited_seconds": 0.0,
        **usual,
        **more,
    }
    return {"id": f"{request} {step} {known['desk']} {known['skill']}", **known}


def report(step: str, *arguments: Any, **more: Any) -> dict[str, Any]:
    """Return an event of Rasa's tracker with a report; the parameters are those of `document`."""
    return rasa_event(document(step, *arguments, **more))


def accepted(request: str = "r1", conversation: str = "k1", **more: Any) -> list[dict[str, Any]]:
    """Return the reports of a request that a desk has accepted, `WAITED` seconds later."""
    return [
        report("requested", request, conversation),
        report("attempted", request, conversation, WAITED, **more),
    ]
