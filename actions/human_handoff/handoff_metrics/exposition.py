"""The text that Prometheus reads: the figures of all workers, and what the state store tells."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from ..outbox.queue import Outbox
from ..state_store import SharedCall, StateStoreError, StoreHealth
from .agent_marks import AgentMarks
from .instruments import PREFIX, Instruments
from .shared_answer import SharedAnswers
from .worker_files import present_files, shared_folder

if TYPE_CHECKING:
    from prometheus_client import Metric

logger = logging.getLogger(__name__)

# The store is asked no sooner again, however often somebody reads the metrics.
KEPT_SECONDS = 5.0
# Prometheus waits for ten seconds by default.
STORE_SECONDS = 3.0
# A Redis with millions of other keys needs longer. While it counts, the latest count is told up to
# this age, and the new one is waited for no longer than `NEWER_SECONDS`.
LATEST_SECONDS = 60.0
NEWER_SECONDS = 1.0


class SharedFigures(NamedTuple):
    """What all servers together know.

    Attributes:
        with_agents: How many conversations each desk's agents have now.
        waiting: How many requests with events wait for the webhook; None if there is none.
    """

    with_agents: dict[str, int]
    waiting: int | None


class Exposition:
    """Answers `GET /metrics`."""

    def __init__(
        self,
        instruments: Instruments,
        marks: AgentMarks,
        outbox: Outbox | None,
        health: StoreHealth,
        refresh: Callable[[], None],
    ) -> None:
        """Take the metrics of this process, what brings them up to date, and what knows the rest.

        `refresh` may block; it is called in a thread before each new answer.
        """
        self._metrics = instruments
        self._marks = marks
        self._outbox = outbox
        self._health = health
        self._refresh = refresh
        self._shared = SharedCall(self._ask_store)
        self._latest: tuple[float, SharedFigures] | None = None
        self._answers = SharedAnswers()

    async def text(self, accept: str) -> tuple[bytes, str]:
        """Return the text and its content type, as the header `Accept` wants it.

        What the state store does not tell is missing: no number is better than a wrong one. Those
        who ask in the same second get the same text, so that no customer waits for many.
        """
        encode, content_type = _encoder(accept)
        return await self._answers.get(content_type, lambda: self._text(encode)), content_type

    async def _text(self, encode: Callable[[Any], bytes]) -> bytes:
        figures = await self._figures()
        is_store_up = await self._health.problem() is None
        # Many workers have many files to add up.
        return await asyncio.get_running_loop().run_in_executor(
            None, self._encoded, encode, figures, is_store_up
        )

    async def _figures(self) -> SharedFigures | None:
        seconds = STORE_SECONDS if self._recent() is None else NEWER_SECONDS
        try:
            return await self._shared.result(KEPT_SECONDS, seconds)
        except TimeoutError:
            return self._recent()
        except Exception as error:  # noqa: BLE001 - the other figures are right
            text = error if isinstance(error, StateStoreError) else type(error).__name__
            logger.warning("metrics: the state store does not tell who is with agents: %s", text)
            return None

    def _recent(self) -> SharedFigures | None:
        """Return what the store told last, if that is not long ago."""
        if self._latest is None:
            return None
        told, figures = self._latest
        return figures if time.monotonic() - told <= LATEST_SECONDS else None

    def _ask_store(self) -> SharedFigures:
        by_desk = self._marks.by_desk()
        with_agents = dict.fromkeys(self._metrics.desks, 0)
        for desk, number in by_desk.items():
            known = self._metrics.known_desk(desk)
            with_agents[known] = with_agents.get(known, 0) + number
        figures = SharedFigures(with_agents, self._outbox.waiting() if self._outbox else None)
        self._latest = (time.monotonic(), figures)
        return figures

    def _encoded(
        self, encode: Callable[[Any], bytes], figures: SharedFigures | None, is_store_up: bool
    ) -> bytes:
        self._refresh()
        return encode(_Collected([*self._of_processes(), *_of_store(figures, is_store_up)]))

    def _of_processes(self) -> Iterator[Metric]:
        """Return what all workers have measured, without what is not ours."""
        folder = shared_folder()
        if folder is None:
            collected = self._metrics.registry.collect()
        else:
            from prometheus_client.multiprocess import MultiProcessCollector

            collected = MultiProcessCollector.merge(present_files(folder))
        for metric in sorted(collected, key=lambda each: each.name):
            if metric.name.startswith(PREFIX):
                # When each was created: in one process only, and Prometheus does not need it.
                metric.samples = [s for s in metric.samples if not s.name.endswith("_created")]
                yield metric


def _encoder(accept: str) -> tuple[Callable[[Any], bytes], str]:
    """Return what makes the text, and its content type; the plain one for what nobody can read."""
    from prometheus_client.exposition import choose_encoder

    try:
        return choose_encoder(accept)
    except Exception:  # noqa: BLE001 - the library compares a version that is no number
        return choose_encoder("")


class _Collected:
    """Metrics that were collected already."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def _of_store(figures: SharedFigures | None, is_store_up: bool) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    help_text = "1 if the state store can be used; without it no transfer is requested."
    yield GaugeMetricFamily(f"{PREFIX}state_store_up", help_text, value=is_store_up)
    if figures is None:
        return
    help_text = "Conversations that agents have now. Every server tells the same: max, not sum."
    with_agents = GaugeMetricFamily(f"{PREFIX}conversations_with_agent", help_text, labels=["desk"])
    for desk, number in sorted(figures.with_agents.items()):
        with_agents.add_metric([desk], number)
    yield with_agents
    if figures.waiting is not None:
        help_text = "Requests with handoff events that wait for the webhook: max, not sum."
        yield GaugeMetricFamily(f"{PREFIX}deliveries_waiting", help_text, value=figures.waiting)
