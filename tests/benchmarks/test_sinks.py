"""The part of `make bench` that compares all sinks of events with none."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.outbox.signed_post import signature
from actions.human_handoff.pydantic_compat import SecretStr
from benchmarks import events_consumer, sinks
from benchmarks.cases import BLOCKING_CASE, COMPARISONS, PLAN
from benchmarks.errors import BenchmarkError
from benchmarks.events_consumer import EventsConsumer
from benchmarks.figures import CaseResult, Round
from benchmarks.processes import webhook_receiver
from benchmarks.runner import Plan
from demo.webhook_receiver import SECRET, Receiver
from sandbox import Control

CPU = {
    sinks.OFF: 3.0,
    sinks.ON: 4.0,
    sinks.METRICS: 5.0,
    sinks.VENDORS: 1.0,
    sinks.RECEIVER: 0.5,
    sinks.LOAD: 0.2,
}
BODY = b'{"id": "delivery1", "events": [{"id": "id1"}]}'


def test_all_sinks_are_compared_with_none_round_by_round() -> None:
    results = [
        CaseResult(case.key, case.title, [Round(100, rate, 1.0, 2.0, CPU) for rate in rates])
        for case, rates in zip(sinks.CASES, ((200, 100, 200), (196, 99, 180), (180, 90, 200)))
    ]

    on, measured = sinks.targets(results)
    assert (on.row, on.value, on.met) == ("sinks_on", pytest.approx(0.98), True)
    assert (measured.value, measured.met) == (pytest.approx(0.9), False)
    text = sinks.notes(results, [0.1, 2.5], 2)
    assert (
        "events of a round had been posted to the webhooks at the latest 2.5 seconds after it"
        in text
    )
    assert "every sink off: 3.00 ms of the action server's CPU time for each transfer" in text
    assert "all sinks on: 4.00 ms" in text
    assert "all sinks on, and metrics: 5.00 ms" in text


def test_one_server_has_no_sink_one_has_every_sink_and_one_has_metrics_as_well() -> None:
    bot = {"desks": ["liveperson"], "skills": {"default": "human"}}
    off = HandoffSettings(**bot, **sinks.settings_off())
    on = HandoffSettings(**bot, **sinks.settings_on("http://127.0.0.1:1/events"))

    events = off.events
    assert (events.log, events.webhook, events.keep_days, off.metrics) == (False, None, 0, False)
    events = on.events
    assert all((events.log, events.webhook, events.keep_days))
    assert not on.metrics
    url = "http://127.0.0.1:1/events"
    assert HandoffSettings(**bot, **sinks.settings_on(url, metrics=True)).metrics


def test_each_case_comes_as_early_as_late_and_each_server_is_warmed_up() -> None:
    assert [*sinks.CASES, *sinks.CASES[::-1]] == sinks.ROUND
    assert Plan(sinks.ROUND, 1).warmed_up == sinks.CASES


def test_of_cases_that_call_the_same_one_is_warmed_up() -> None:
    assert not {comparison.case for comparison in COMPARISONS} & set(PLAN.warmed_up)
    assert {comparison.usual for comparison in COMPARISONS} <= set(PLAN.warmed_up)
    assert BLOCKING_CASE not in PLAN.warmed_up


def post_event(url: str) -> int:
    """Post an event as the action server does, and return the status."""
    headers = {
        "X-Human-Handoff-Delivery-Id": "delivery1",
        "X-Human-Handoff-Timestamp": "1",
        "X-Human-Handoff-Signature": signature(SecretStr(SECRET), "1", BODY),
    }
    return httpx.post(url, content=BODY, headers=headers, trust_env=False).status_code


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver = Receiver()
    with receiver.running():
        yield receiver


@pytest.fixture
def log(tmp_path: Path) -> Path:
    log = tmp_path / "log"
    log.write_bytes(b"INFO starts\nINFO sinks - handoff event: {}\n")
    return log


def consumed(consumer: EventsConsumer, status: str) -> None:
    """Let it consume while one request is answered with this status."""
    asked = []

    async def consume() -> None:
        was_asked, is_closed = asyncio.Event(), asyncio.Event()

        async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append(await reader.readuntil(b"\r\n\r\n"))
            writer.write(f"HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n".encode())
            await writer.drain()
            was_asked.set()
            await reader.read()  # until the consumer closes the connection
            writer.close()
            is_closed.set()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            try:
                with Control("http://127.0.0.1:1") as control:
                    async with consumer.running(port, control):
                        await was_asked.wait()
                        await asyncio.sleep(0.05)  # until the answer has been read
            finally:
                await is_closed.wait()

    asyncio.run(consume())
    assert asked[0].startswith(b"GET /metrics HTTP/1.1")


async def consume_nothing(consumer: EventsConsumer) -> None:
    """Let it consume the events of a server that has no metrics."""
    with Control("http://127.0.0.1:1") as control:
        async with consumer.running(1, control):
            pass


def test_a_round_ends_when_the_receiver_has_every_event_of_the_log(
    receiver: Receiver, log: Path
) -> None:
    assert post_event(receiver.url) == 204
    consumer = EventsConsumer(log, receiver.url, reads_metrics=True)
    consumed(consumer, "200 OK")

    assert len(consumer.late_seconds) == 1


def test_an_event_that_does_not_arrive_ends_the_benchmark_until_it_has_arrived(
    receiver: Receiver, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events_consumer, "ARRIVAL_SECONDS", 0.2)
    with pytest.raises(BenchmarkError, match="only 0 of 1 events have arrived"):
        asyncio.run(consume_nothing(EventsConsumer(log, receiver.url)))

    post_event(receiver.url)
    asyncio.run(consume_nothing(EventsConsumer(log, receiver.url)))


def test_a_server_without_metrics_ends_the_benchmark(receiver: Receiver, log: Path) -> None:
    with pytest.raises(BenchmarkError, match=r"/metrics with b'HTTP/1.1 404"):
        consumed(EventsConsumer(log, receiver.url, reads_metrics=True), "404 Not Found")


def test_the_receiver_in_a_process_of_its_own_counts_each_event_once(tmp_path: Path) -> None:
    with webhook_receiver(tmp_path, "one") as (url, process):
        assert [post_event(url), post_event(url)] == [204, 204]
        assert httpx.get(url, trust_env=False).json() == {"events": 1, "wrong": 0}
        assert process.exit_code is None
