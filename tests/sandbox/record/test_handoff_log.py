"""What became of the requests for a person, as the bot's tracker and action server report it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandbox.record import handoff_log
from sandbox.record.event_log import EventLog
from sandbox.record.handoff_log import HandoffLog
from sandbox.record.handoff_report import reports_in
from sandbox.record.handoff_words import WORDS
from tests.sandbox.handoff_reports import accepted, document, rasa_event, report

NO_FIGURES = {
    "requests": 0,
    "reached": 0,
    "median_seconds": None,
    "not_reached": {},
    "undecided": 0,
    "promises": 0,
    "untrue_promises": 0,
    "with_agents": 0,
}
WRONG: list[Any] = [None, "", "x" * 201, 7, [], {}, {"a": 1}, "line\nbreak", float("nan"), -1]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def log() -> HandoffLog:
    return HandoffLog(EventLog())


def outcomes(log: HandoffLog, conversation: str = "c1") -> list[tuple[str, list[str], str]]:
    """The reason, the outcomes of the attempts and the outcome of each request."""
    return [
        (each["reason"], [attempt["outcome"] for attempt in each["attempts"]], each["outcome"])
        for each in log.requests_of(conversation)
    ]


ACCEPTED, REFUSED = ("attempted", {}), ("attempted", {"outcome": "refused"})
LATER = ("failed_later", {})
ASKED = ("requested", {})


def at_cm(outcome: str) -> tuple[str, dict[str, str]]:
    return "attempted", {"desk": "cm", "outcome": outcome}


@pytest.mark.parametrize(
    ("steps", "attempts", "outcome"),
    [
        ([("requested", {"outcome": "off_shift"})], [], "off_shift"),
        ([("requested", {"outcome": "unknown"})], [], "unknown"),
        ([ASKED, ("cancelled", {"outcome": "cancelled"})], [], "cancelled"),
        ([ASKED, ("chosen", {"outcome": "cancelled"})], [], "cancelled"),
        ([ASKED, ("chosen", {})], [], None),
        ([ASKED], [], None),
        ([ASKED, ACCEPTED], ["accepted"], "accepted"),
        ([ASKED, ACCEPTED, ("ended", {"ending": "returned"})], ["accepted"], "accepted"),
        ([ASKED, REFUSED], ["refused"], "refused"),
        ([ASKED, REFUSED, at_cm("accepted")], ["refused", "accepted"], "accepted"),
        ([ASKED, ACCEPTED, LATER], ["failed_later"], "failed_later"),
        ([ASKED, ACCEPTED, LATER, at_cm("accepted")], ["failed_later", "accepted"], "accepted"),
        ([ASKED, ACCEPTED, LATER, at_cm("refused")], ["failed_later", "refused"], "refused"),
    ],
)
def test_each_attempt_has_one_reason_and_one_outcome(
    steps: Any, attempts: list[str], outcome: str | None
) -> None:
    events = [report(step, seconds=n + 1, **more) for n, (step, more) in enumerate(steps)]
    for order in (events, events[::-1]):
        log = HandoffLog(EventLog())
        log.add("c1", order)

        assert outcomes(log) == [("asked", attempts, outcome)]


def test_the_figures_are_those_of_all_conversations(log: HandoffLog) -> None:
    log.add("c1", accepted("r1", "k1"))
    log.add("c2", accepted("r2", "k2"))
    log.add("c2", [report("ended", "r2", "k2", ending="returned")])
    log.add("c3", [report("requested", "r3", "k3", outcome="off_shift")])
    log.add("c4", [*accepted("r4", "k4"), report("failed_later", "r4", "k4", 2)])
    log.add("c5", [report("requested", "r5", "k5")])

    figures = log.figures()

    assert figures.pop("median_seconds") == pytest.approx(1.0, abs=0.1)
    assert figures == {
        "requests": 5,
        "reached": 2,
        "not_reached": {"off_shift": 1, "failed_later": 1},
        "undecided": 1,
        "promises": 3,
        "untrue_promises": 1,
        "with_agents": 1,
    }


def test_the_time_to_a_desk_begins_with_the_customers_message(log: HandoffLog) -> None:
    log.add("c1", [report("requested", waited_seconds=2.0, seconds=2), report("attempted")])
    assert log.figures()["median_seconds"] == 0.0  # not below: two clocks can differ

    log.add("c2", [report("requested", "r2", waited_seconds=2.0, seconds=2)])
    log.add("c2", [report("attempted", "r2", seconds=5)])
    (request,) = log.requests_of("c2")
    assert request["seconds"] == pytest.approx(5.0, abs=0.1)


def test_a_customer_who_asks_again_is_not_with_agents(log: HandoffLog) -> None:
    log.add("c1", accepted())
    log.add("c1", [report("requested", "r2", seconds=5, outcome="off_shift")])

    assert log.figures()["with_agents"] == 0
    assert [each["with_agents"] for each in log.requests_of("c1")] == [False, False]


def test_what_was_reported_before_the_reset_does_not_count(log: HandoffLog) -> None:
    before = accepted()
    before[0]["value"]["time"] = before[1]["value"]["time"] = "2026-01-01T00:00:00.000Z"
    log.add("c1", before)
    assert log.figures() == NO_FIGURES

    log.add("c1", accepted("r2"))
    log.reset()
    assert (log.figures(), log.requests_of("c1")) == (NO_FIGURES, [])
    log.add("c1", accepted("r3"))
    assert log.figures()["requests"] == 1


def test_a_report_that_comes_again_counts_once(log: HandoffLog) -> None:
    events = accepted()
    log.add("c1", events)
    once = log.figures()
    again = [rasa_event({**event["value"], "outcome": "refused"}) for event in events]

    for each in (events, again):
        log.add("c1", each)

    assert log.figures() == once
    assert outcomes(log) == [("asked", ["accepted"], "accepted")]


def test_a_conversation_keeps_its_requests_under_another_id(log: HandoffLog) -> None:
    log.add("c1", accepted())
    log.move("c1", "c2")

    assert (outcomes(log), len(outcomes(log, "c2"))) == ([], 1)


def test_a_request_without_its_beginning_is_not_shown(log: HandoffLog) -> None:
    log.add("c1", [report("attempted"), report("ended", ending="expired")])

    assert (log.figures(), log.requests_of("c1")) == (NO_FIGURES, [])


@pytest.mark.parametrize("name", ["id", "request", "conversation", "step", "time", "version"])
@pytest.mark.parametrize("value", WRONG)
def test_a_document_without_what_it_must_have_is_left_out(name: str, value: Any) -> None:
    whole = document("requested")
    damaged = {**whole, name: value}
    missing = {key: each for key, each in whole.items() if key != name}

    found = list(reports_in([rasa_event(each) for each in (damaged, missing, whole)]))

    assert len(found) == 1


@pytest.mark.parametrize("name", [*WORDS, "desk", "skill"])
@pytest.mark.parametrize("value", ["", "x" * 201, "line\nbreak", 7, [], {"a": 1}])
def test_a_word_that_is_none_is_not_told_and_the_rest_is(name: str, value: Any) -> None:
    found = {"outcome": "accepted", "desk": "cm", "skill": "human", "ending": "returned"}
    (whole,) = reports_in([report("requested", **found)])

    (read,) = reports_in([report("requested", **{**found, "id": whole.id, name: value})])

    assert getattr(read, name) is None
    assert read.request == whole.request


def test_a_word_of_no_list_is_not_told(log: HandoffLog) -> None:
    log.add("c1", accepted(outcome="<b>won</b>"))

    assert outcomes(log) == [("asked", [None], None)]
    assert log.figures()["undecided"] == 1


@given(JSON)
def test_nothing_that_a_tracker_may_hold_does_harm(anything: Any) -> None:
    log = HandoffLog(EventLog())
    for events in (
        anything,
        [anything],
        [rasa_event(anything)],
        [report("ended", ending=anything)],
    ):
        log.add("c1", events)
    for name in document("requested"):
        log.add("c1", [rasa_event({**document("requested"), name: anything})])

    log.add("c2", accepted("new", "k2"))
    assert len(log.requests_of("c2")) == 1


def test_memory_has_a_limit(log: HandoffLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handoff_log, "KEPT", 10)
    for number in range(30):
        log.add("c1", accepted(f"r{number}", f"k{number}"))
    assert log.figures()["requests"] == 10

    flood = [report("attempted", "r29", "k29", id=f"flood {n}", desk=f"d{n}") for n in range(999)]
    log.add("c1", flood)
    newest = log.requests_of("c1")[-1]
    assert len(newest["attempts"]) == handoff_log.MAX_REPORTS - 1


def test_only_the_newest_requests_of_a_conversation_are_shown(log: HandoffLog) -> None:
    for number in range(50):
        log.add("c1", [report("requested", f"r{number}", seconds=number)])

    assert len(log.requests_of("c1")) == handoff_log.SHOWN
    assert log.figures()["requests"] == 50
