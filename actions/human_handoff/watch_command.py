"""`human-handoff watch`: in time, tell Rasa of customers to whom nobody has come.

It is for channels that are not the plugin's own: these do so by themselves, in the Rasa server.
Rasa is told over its HTTP API, and several of these commands tell it once.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from .errors import ConfigurationError, VendorError
from .handoff_settings.channel_names import OWN_CHANNELS
from .handoff_settings.loader import configuration_path, load_with_state_store
from .outbox.thread import DeliveryThread
from .rasa_side.slots import HANDED_OVER, NOBODY_CAME_INTENT, STATE, state_of
from .state_store import StateStore, StateStoreError
from .unanswered.deadlines import (
    TURN_SECONDS,
    Deadline,
    DeadlineDelivery,
    Deadlines,
    NotToldError,
    Teller,
)
from .unanswered.records import UnansweredTransfers
from .vendor_http.client import VendorAPI
from .vendor_http.deadline import at_most
from .vendor_http.urls import check_base_url, path_segment

TOKEN = "HUMAN_HANDOFF_RASA_TOKEN"  # noqa: S105 - the name of the variable that holds it

Config = Annotated[
    Optional[Path],  # noqa: UP045 - typer on Python 3.10 reads this form
    typer.Option(help="The configuration file; else HUMAN_HANDOFF_CONFIG, else human_handoff.yml."),
]
Rasa = Annotated[str, typer.Option(help=f"Rasa's address; {TOKEN} holds its --auth-token.")]


def watch(rasa: Rasa = "http://localhost:5005", config: Config = None) -> None:
    """Tell Rasa of customers to whom nobody has come in time, until stopped.

    For the channels in `unanswered.agents_heard_on`, but for the plugin's own.
    """
    try:
        check_base_url(rasa, "--rasa", "http://localhost:5005")
        configuration, store = load_with_state_store(config or configuration_path())
        unanswered = configuration.settings.unanswered
        channels = [each for each in unanswered.agents_heard_on if each not in OWN_CHANNELS]
        if unanswered.seconds is None or not channels:
            raise ConfigurationError(
                "There is nothing to watch: unanswered.nobody_came_after is not set, or "
                "unanswered.agents_heard_on names no other channel than the plugin's own."
            )
    except ConfigurationError as error:
        typer.echo(error, err=True)
        raise typer.Exit(2) from None
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    threads = [watching(store, channel, rasa) for channel in channels]
    for thread in threads:
        thread.start()
    typer.echo(f"watching {', '.join(channels)}")
    stopped.wait()
    for thread in threads:
        thread.stop()


def watching(
    store: StateStore, channel: str, rasa: str, environ: Mapping[str, str] = os.environ
) -> DeliveryThread:
    """Return what tells Rasa of the customers of one channel, in a thread."""
    records, teller = UnansweredTransfers(store), RasaTeller(store, channel, rasa, environ)
    return DeliveryThread(
        lambda: DeadlineDelivery(Deadlines(store, channel), records, teller), f"watch_{channel}"
    )


class RasaTeller(Teller):
    """Tells Rasa over its HTTP API."""

    def __init__(
        self, store: StateStore, channel: str, url: str, environ: Mapping[str, str]
    ) -> None:
        """Take the store of all servers, Rasa's name of the channel, and Rasa's address."""
        self._records = UnansweredTransfers(store)
        self._channel = channel
        self._url = url.rstrip("/")
        token = environ.get(TOKEN)
        self._params = {"include_events": "NONE", **({"token": token} if token else {})}
        self._api = VendorAPI("Rasa")

    def tell(self, deadline: Deadline) -> None:
        """Trigger the intent, unless the bot has the conversation already."""
        conversation = f"conversations/{path_segment('Rasa', deadline.conversation)}"
        try:
            with at_most(TURN_SECONDS):  # Rasa answers after the bot's turn
                if not _is_handed_over(self._call("GET", f"{conversation}/tracker")):
                    return
                answer = self._call(
                    "POST",
                    f"{conversation}/trigger_intent",
                    {"name": NOBODY_CAME_INTENT},
                    output_channel=self._channel,
                )
            if _is_handed_over(answer.get("tracker")) and self._is_untouched(deadline):
                raise NotToldError("a customer to whom nobody came: the bot's action has failed")
        except (VendorError, StateStoreError) as error:
            raise NotToldError(f"a customer to whom nobody came: {error}") from None
        if answer.get("messages"):
            # Rasa returns what it cannot send.
            typer.echo(
                f"Rasa cannot write to customers of {self._channel} by itself: they do not read "
                "that nobody has come. Its connector needs `get_output_channel`.",
                err=True,
            )

    def _call(self, method: str, path: str, body: object = None, **params: str) -> dict[str, Any]:
        response = self._api.call(
            method,
            f"{self._url}/{path}",
            params={**self._params, **params},
            body=body,
            seconds=TURN_SECONDS,
            log_label="a conversation",
        )
        answer = response.json()
        return answer if isinstance(answer, dict) else {}

    def _is_untouched(self, deadline: Deadline) -> bool:
        """Tell whether the bot's action has changed nothing of what is known of the transfer."""
        return self._records.is_untouched(deadline.conversation, deadline.transfer, deadline.due_at)


def _is_handed_over(tracker: object) -> bool:
    slots = tracker.get("slots") if isinstance(tracker, dict) else None
    return isinstance(slots, dict) and state_of(slots.get(STATE)) in HANDED_OVER
