"""The text that is answered, also while the state store does not answer."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4

from actions.human_handoff.handoff_events.vocabulary import Outcome, Step
from actions.human_handoff.handoff_metrics import exposition, shared_answer
from actions.human_handoff.handoff_metrics.metrics import MetricsSink
from actions.human_handoff.state_store import MemoryStateStore, StoreHealth, health
from tests.unit.handoff_metrics.figures import (
    OPENMETRICS,
    document,
    figures,
    sample,
    text,
    written,
)

UP = sample("state_store_up")
VALUES = st.sampled_from(["1.0.0", "0.0.4", "2.0.0", "9" * 50, "-1", ".", "dots", "x", "", "\x00"])
PARAMETERS = st.tuples(st.sampled_from([";version=", ";escaping=", "; q=", ";", "="]), VALUES)
TYPES = st.sampled_from(["application/openmetrics-text", "text/plain", "*/*", ""])
HEADERS = st.lists(
    st.tuples(TYPES, st.lists(PARAMETERS.map("".join), max_size=3).map("".join)).map("".join),
    max_size=3,
).map(",".join)
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


@pytest.mark.parametrize(
    "accept",
    [
        "application/openmetrics-text;version=x",
        "application/openmetrics-text;version=1.0.x",
        "text/plain;version=abc",
        "text/plain;version=1..0",
        ";;;===",
        "\x00" * 50,
    ],
)
def test_a_header_that_nobody_can_read_gets_the_plain_format(sink, accept):
    text, content_type = asyncio.run(sink.exposition(accept))

    assert content_type == CONTENT_TYPE_PLAIN_0_0_4
    assert b"human_handoff_state_store_up 1.0" in text


@given(accept=HEADERS)
@settings(max_examples=100, deadline=None)
def test_no_header_is_an_error(accept):
    store = MemoryStateStore()
    sink = MetricsSink(["cm"], store, StoreHealth(store), 60.0)

    assert asyncio.run(sink.exposition(accept))[0]


def encodings(sink, monkeypatch):
    """Return the texts that are made from now on."""
    made, encoded = [], sink._exposition._encoded

    def encode(*rest):
        made.append(encoded(*rest))
        return made[-1]

    monkeypatch.setattr(sink._exposition, "_encoded", encode)
    return made


def test_a_hundred_who_ask_at_once_get_one_text(sink, monkeypatch):
    made = encodings(sink, monkeypatch)

    async def ask():
        return await asyncio.gather(*(sink.exposition("") for _ in range(100)))

    answers = asyncio.run(ask())
    assert len(made) == 1
    assert set(answers) == {(made[0], CONTENT_TYPE_PLAIN_0_0_4)}


def test_each_format_has_a_text_of_its_own_and_an_old_text_is_made_anew(sink, monkeypatch):
    made = encodings(sink, monkeypatch)

    async def ask():
        plain = await sink.exposition("")
        assert await sink.exposition("text/html") == plain
        assert (await sink.exposition(OPENMETRICS))[0].endswith(b"# EOF\n")
        assert len(made) == 2
        monkeypatch.setattr(shared_answer, "SHARED_SECONDS", -1)
        await sink.exposition("")

    asyncio.run(ask())
    assert len(made) == 3


def test_who_goes_away_takes_the_text_from_nobody(sink, store, held):
    store.before = lambda: held.wait(10)

    async def ask():
        gone = asyncio.ensure_future(sink.exposition(""))
        stays = asyncio.ensure_future(sink.exposition(""))
        await asyncio.sleep(0)
        gone.cancel()
        held.set()
        return await stays

    assert b"human_handoff_state_store_up 1.0" in asyncio.run(ask())[0]


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


def test_while_the_store_counts_anew_the_latest_count_is_told_for_a_minute(
    sink, store, held, monkeypatch
):
    monkeypatch.setattr(exposition, "STORE_SECONDS", 30)
    monkeypatch.setattr(exposition, "NEWER_SECONDS", 0.01)
    assert figures(sink)[WITH_AGENT] == 0
    sink.send(document(Step.ATTEMPTED, desk="here", outcome=Outcome.ACCEPTED))
    written(sink)

    scan = store.scan
    monkeypatch.setattr(store, "scan", lambda prefix: (held.wait(10), scan(prefix))[1])
    assert figures(sink)[WITH_AGENT] == 0
    monkeypatch.setattr(exposition, "LATEST_SECONDS", -1)
    monkeypatch.setattr(exposition, "STORE_SECONDS", 0.01)
    assert WITH_AGENT not in figures(sink)

    held.set()
    monkeypatch.setattr(exposition, "STORE_SECONDS", 30)
    assert figures(sink)[WITH_AGENT] == 1


def test_a_count_that_ends_too_late_for_one_reader_is_told_to_the_next(
    sink, store, held, monkeypatch
):
    monkeypatch.setattr(exposition, "STORE_SECONDS", 0.01)
    monkeypatch.setattr(exposition, "NEWER_SECONDS", 0.0)
    scan = store.scan
    monkeypatch.setattr(store, "scan", lambda prefix: (held.wait(10), scan(prefix))[1])
    assert WITH_AGENT not in figures(sink)

    held.set()
    sink._exposition._shared._future.result(10)
    held.clear()  # the next count takes as long
    assert figures(sink)[WITH_AGENT] == 0
    held.set()


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
