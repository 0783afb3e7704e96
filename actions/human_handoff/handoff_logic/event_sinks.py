"""Where handoff events are sent, as the configuration says."""

from __future__ import annotations

from ..handoff_events.kept_events import KeptEventsSink
from ..handoff_events.sinks import LogSink, Sink, Sinks
from ..handoff_events.webhook import WebhookSink
from ..handoff_metrics.metrics import MetricsSink
from ..handoff_settings.loader import Configuration
from ..state_store import StateStore, StoreHealth


def sinks_of(
    configuration: Configuration, store: StateStore, health: StoreHealth
) -> tuple[Sinks, MetricsSink | None]:
    """Return all sinks, and again the one that measures, if metrics are on."""
    settings, events = configuration.settings, configuration.settings.events
    webhook = WebhookSink(events.webhook, store) if events.webhook is not None else None
    kept = KeptEventsSink(store, events.keep_days) if events.keep_days else None
    metrics = None
    if settings.metrics:
        metrics = MetricsSink(
            desks=configuration.desks,
            store=store,
            health=health,
            with_agent_seconds=settings.handed_over_seconds,
            webhook=webhook,
            kept=kept,
        )
    log = LogSink() if events.log else None
    every: list[Sink | None] = [log, webhook, kept, metrics]
    return Sinks(sink for sink in every if sink is not None), metrics
