"""Every series that `GET /metrics` can have."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from prometheus_client.parser import text_string_to_metric_families

from actions.human_handoff.handoff_events.vocabulary import Choice, Ending, Occasion, Outcome, Step
from actions.human_handoff.handoff_events.webhook import WebhookSink
from actions.human_handoff.handoff_metrics.metrics import MetricsSink
from actions.human_handoff.instrumentation import Kind, observed
from actions.human_handoff.outbox.webhook_settings import WebhookSettings
from actions.human_handoff.pydantic_compat import SecretStr
from actions.human_handoff.state_store import MemoryStateStore, StoreHealth
from actions.human_handoff.vendor_http.host_limits import HostLimits
from tests.unit.handoff_metrics.figures import document


def exposition() -> str:
    """Return the answer of a server on which everything has happened once."""
    store = MemoryStateStore()
    url, secret = SecretStr("https://events.test"), SecretStr("s" * 16)
    webhook = WebhookSink(WebhookSettings(url=url, secret=secret), store)
    sink = MetricsSink(["cm"], store, StoreHealth(store), 60.0, webhook)
    limits = HostLimits("Vendor", "vendor.test:443")
    sink._times.start()
    with observed(Kind.VENDOR_CALL, vendor="Vendor", operation="shift", result="2xx"):
        pass
    with observed(Kind.SHIFT, desk="cm", status="on_shift", because="reported", age_seconds=1.0):
        pass
    sink.send(document(Step.ATTEMPTED, desk="cm", outcome=Outcome.ACCEPTED))
    sink.send(document(Step.ENDED, desk="cm", ending=Ending.EXPIRED))
    sink.send(document(Step.MESSAGE_NOTED))
    sink.send(document(Step.SOLVED, desk="cm"))
    sink.send(document(Step.CHOSEN, occasion=Occasion.LONG_WAIT, choice=Choice.WAIT))
    sink.send(document(Step.OFFERED))
    text, _ = asyncio.run(sink.exposition(""))
    sink.stop()
    assert limits.host in text.decode()
    return text.decode()


def every_series() -> dict[str, set[str]]:
    """Return the names of all series, each with the names of its labels."""
    series: dict[str, set[str]] = defaultdict(set)
    for family in text_string_to_metric_families(exposition()):
        for sample in family.samples:
            series[sample.name] |= sample.labels.keys()
    return dict(series)


def every_metric() -> dict[str, tuple[str, str, set[str]]]:
    """Return the names of all metrics, each with its kind, its help and the names of its labels."""
    metrics = {}
    for family in text_string_to_metric_families(exposition()):
        name = f"{family.name}_total" if family.type == "counter" else family.name
        labels = {label for sample in family.samples for label in sample.labels} - {"le"}
        metrics[name] = (family.type, family.documentation, labels)
    return metrics
