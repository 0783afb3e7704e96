"""The text that is answered, also while the state store does not answer."""

import asyncio

from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from actions.human_handoff.handoff_metrics import exposition
from actions.human_handoff.state_store import health
from tests.unit.handoff_metrics.figures import OPENMETRICS, figures, sample, text

UP = sample("state_store_up")
WITH_AGENT = sample("conversations_with_agent", desk="here")


def test_the_format_is_the_one_that_was_asked_for(sink):
    def content_type(accept):
        return asyncio.run(sink.exposition(accept))[1]

    assert content_type("") == content_type("text/html") == CONTENT_TYPE_PLAIN_0_0_4
    assert content_type(f"{OPENMETRICS},text/plain;q=0.5").startswith(
        "application/openmetrics-text"
    )
    assert figures(sink, OPENMETRICS)[UP] == figures(sink)[UP] == 1
    assert text(sink, OPENMETRICS).endswith("# EOF\n")


def test_there_is_no_sample_of_when_a_counter_was_created(sink):
    assert "_created" not in text(sink)


def test_a_lost_store_is_told_and_what_it_knows_is_missing_until_it_is_back(sink, store, caplog):
    store.is_lost = True
    told = figures(sink)
    assert told[UP] == 0
    assert WITH_AGENT not in told
    assert told[sample("cancelled_total")] == 0
    lost = "metrics: the state store does not tell who is with agents: the store is lost"
    assert lost in caplog.messages

    store.is_lost = False
    told = figures(sink)
    assert (told[UP], told[WITH_AGENT]) == (1, 0)


def test_a_store_that_hangs_does_not_hold_the_figures_up(sink, store, held, monkeypatch):
    monkeypatch.setattr(exposition, "STORE_SECONDS", 0.05)
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    store.before = lambda: held.wait(10)
    told = figures(sink)
    assert told[UP] == 0
    assert WITH_AGENT not in told

    store.before = lambda: None
    held.set()
    monkeypatch.setattr(exposition, "STORE_SECONDS", 30)
    monkeypatch.setattr(health, "CHECK_SECONDS", 30)
    told = figures(sink)
    assert (told[UP], told[WITH_AGENT]) == (1, 0)


def test_an_error_that_nobody_expected_costs_one_figure_and_shows_no_text(
    sink, store, caplog, monkeypatch
):
    with monkeypatch.context() as patched:
        patched.setattr(store, "scan", lambda _: {}["hunter2"])
        assert WITH_AGENT not in figures(sink)
    assert "KeyError" in caplog.text
    assert "hunter2" not in caplog.text

    assert figures(sink)[WITH_AGENT] == 0


def test_the_store_is_not_asked_again_for_everybody_who_reads_the_metrics(sink, store, monkeypatch):
    monkeypatch.setattr(exposition, "KEPT_SECONDS", 60)
    scans, scan = [], store.scan
    monkeypatch.setattr(store, "scan", lambda prefix: (scans.append(prefix), scan(prefix))[1])
    for _ in range(5):
        figures(sink)

    assert len(scans) == 1
