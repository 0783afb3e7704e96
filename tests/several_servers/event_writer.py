"""A process with the webhook that sends events for ever, and is killed: `event_writer URL FILE`.

It prints each event once the event is in the state store.
"""

from __future__ import annotations

import itertools
import os
import sys
from pathlib import Path

from actions.human_handoff.handoff_events import webhook
from actions.human_handoff.outbox.webhook_settings import WebhookSettings
from actions.human_handoff.pydantic_compat import SecretStr
from actions.human_handoff.state_store import StateSettings, open_state_store
from demo.webhook_receiver import SECRET

# A server that is killed keeps the lease for so long; the test kills many.
webhook.LEASE_SECONDS = 3.0


def main(url: str, state: str) -> None:
    """Send some events as soon as those before them were written."""
    store = open_state_store(StateSettings(url=SecretStr(state)), Path(), "state")
    settings = WebhookSettings(url=SecretStr(url), secret=SecretStr(SECRET))
    sink = webhook.WebhookSink(settings, store)
    sink.start()
    for number in itertools.count():
        events = [f"{os.getpid()}-{number}{place}" for place in range(3)]
        for event in events:
            sink.send({"id": event, "version": 1})
        sink.writer.written()
        print(*events, sep="\n", flush=True)  # noqa: T201 - the test reads it


if __name__ == "__main__":
    main(*sys.argv[1:])
