"""All metrics of an action server: what feeds them, and what answers `GET /metrics`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Collection
from typing import Any

from ..handoff_events.kept_events import KeptEventsSink
from ..handoff_events.sinks import Sink
from ..handoff_events.webhook import STOP_SECONDS, WebhookSink
from ..state_store import StateStore, StoreHealth
from .agent_marks import AgentMarks
from .event_counts import EventCounts
from .exposition import Exposition
from .instruments import Instruments
from .operation_times import OperationTimes
from .present_values import PresentValues
from .worker_files import forget_this_worker, shared_folder

logger = logging.getLogger(__name__)

# Other workers' figures of the present are at most so old.
REFRESH_SECONDS = 5.0


class MetricsSink(Sink):
    """Counts events; beside the requests it keeps the metrics of the present up to date."""

    def __init__(
        self,
        desks: Collection[str],
        store: StateStore,
        health: StoreHealth,
        with_agent_seconds: float,
        webhook: WebhookSink | None = None,
        kept: KeptEventsSink | None = None,
    ) -> None:
        """Take what is measured; nothing runs yet.

        Args:
            desks: The names of the configured desks.
            store: The state store of all servers.
            health: Tells whether it can be used.
            with_agent_seconds: After so long the bot has a conversation again in any case.
            webhook: A sink whose queue is measured, if it is configured.
            kept: Another one.
        """
        instruments = Instruments(desks)
        self._counts = EventCounts(instruments)
        self._marks = AgentMarks(store, with_agent_seconds)
        self._times = OperationTimes(instruments)
        queues = {
            name: sink.writer
            for name, sink in (("webhook", webhook), ("kept", kept))
            if sink is not None
        }
        self._present = PresentValues(instruments, queues)
        outbox = webhook.outbox if webhook else None
        self._exposition = Exposition(instruments, self._marks, outbox, health, self._refresh)
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def send(self, document: dict[str, Any]) -> None:
        """Count an event; an action goes on also if that fails, because the disk is full."""
        _try("an event was not counted", self._counts.count, document)
        self._marks.note(document)

    async def exposition(self, accept: str) -> tuple[bytes, str]:
        """Return what `GET /metrics` answers, and its content type."""
        return await self._exposition.text(accept)

    def start(self) -> None:
        """Begin to measure; called in the process that serves."""
        self._times.start()
        if self._thread is None:
            self._thread = threading.Thread(
                target=self._refresh_often, name="human_handoff_metrics", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Write what is to be written, and leave nothing of the present of this process."""
        self._times.stop()
        self._stopped.set()
        self._marks.writer.stop(STOP_SECONDS)
        if self._thread is not None:
            self._thread.join(STOP_SECONDS)
        folder = shared_folder()
        if folder is not None:
            forget_this_worker(folder)

    def _refresh_often(self) -> None:
        while not self._stopped.wait(REFRESH_SECONDS):
            self._refresh()

    def _refresh(self) -> None:
        _try("the present was not measured", self._present.refresh)


def _try(problem: str, measure: Callable[..., None], *what: object) -> None:
    try:
        measure(*what)
    except Exception as error:  # noqa: BLE001 - no customer waits for a figure
        logger.error("metrics: %s: %s", problem, type(error).__name__)
