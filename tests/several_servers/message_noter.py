"""A process that notes messages for ever, delivers, and is killed: `message_noter SETTINGS STATE`.

It prints the reference of each message, as a customer reads it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import sys
from pathlib import Path

from actions.human_handoff.messages import noting
from actions.human_handoff.messages.settings import MessagesSettings
from actions.human_handoff.pydantic_compat import SecretStr
from actions.human_handoff.state_store import StateSettings, open_state_store

# A server that is killed keeps the lease for so long; the test kills many.
noting.LEASE_SECONDS = 3.0


def main(settings: str, state: str, most: str = "1000000") -> None:
    """Note messages, each as soon as the one before it was noted; then wait to be killed."""
    store = open_state_store(StateSettings(url=SecretStr(state)), Path(), "state")
    messages = noting.Messages(MessagesSettings(**json.loads(settings)), store, Path())
    messages.start()
    for number in itertools.count():
        if number < int(most):
            key = f"{os.getpid()}-{number}"
            note = messages.note(key, "human", 5.0, text=key, channel="rest")
            print(asyncio.run(note), flush=True)  # noqa: T201 - the test reads it
        else:
            sys.stdin.read()  # until it is killed


if __name__ == "__main__":
    main(*sys.argv[1:])
