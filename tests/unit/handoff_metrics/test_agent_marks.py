"""How many conversations are with agents now, whichever server is asked."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.human_handoff.handoff_events import store_writer
from actions.human_handoff.handoff_events.vocabulary import Ending, Outcome, Step
from actions.human_handoff.handoff_metrics.agent_marks import OVER_SECONDS, AgentMarks
from actions.human_handoff.state_store import MemoryStateStore
from tests.unit.handoff_metrics.conftest import HOUR
from tests.unit.handoff_metrics.figures import document, figures, sample, written

NOW = 1_790_000_000.0
EVENTS = {
    "accepted": {"step": Step.ATTEMPTED, "outcome": Outcome.ACCEPTED},
    "ended": {"step": Step.ENDED, "ending": Ending.RETURNED},
    "failed_later": {"step": Step.FAILED_LATER, "outcome": Outcome.FAILED_LATER},
}


def event(name, number, desk="here", at=0.0):
    """Return an event of a conversation, `at` so many seconds."""
    return document(**EVENTS[name], conversation=f"{number:040}", desk=desk, time=NOW + at)


def accepted(number, desk="here", at=0.0):
    return event("accepted", number, desk, at)


def ended(number, desk="here", at=1.0):
    return event("ended", number, desk, at)


def failed_later(number, desk="here", at=1.0):
    return event("failed_later", number, desk, at)


def with_agents(sink):
    written(sink)
    told = figures(sink)
    return [told[sample("conversations_with_agent", desk=desk)] for desk in ("here", "there")]


def test_conversations_are_counted_while_agents_have_them(sink):
    assert with_agents(sink) == [0, 0]
    for event in (accepted(1), accepted(2), accepted(3, "there"), accepted(1)):
        sink.send(event)
    assert with_agents(sink) == [2, 1]

    sink.send(ended(1))
    sink.send(failed_later(3, "there"))
    assert with_agents(sink) == [1, 0]


def test_every_server_tells_the_same_also_one_that_has_just_started(sink, create):
    sink.send(accepted(1))
    assert with_agents(sink) == [1, 0]

    other = create()
    assert with_agents(other) == [1, 0]
    other.send(ended(1, "there"))  # whatever desk the slots name
    assert with_agents(other) == with_agents(sink) == [0, 0]


@pytest.mark.parametrize(
    "outcome", [each for each in Outcome if each is not Outcome.ACCEPTED], ids=str
)
def test_only_an_accepted_attempt_brings_a_conversation_to_an_agent(sink, outcome):
    sink.send(document(Step.ATTEMPTED, desk="here", outcome=outcome))

    assert with_agents(sink) == [0, 0]


def test_a_conversation_that_nobody_gives_back_is_the_bots_after_a_time(sink, clock):
    sink.send(accepted(1))
    written(sink)
    clock.now += HOUR - 1
    assert with_agents(sink) == [1, 0]

    clock.now += 2
    assert with_agents(sink) == [0, 0]


def test_conversations_of_a_desk_that_is_gone_are_counted_together(sink):
    sink.send(accepted(1, "gone"))
    sink.send(accepted(2, "gone as well"))

    written(sink)
    assert figures(sink)[sample("conversations_with_agent", desk="other")] == 2


def test_nobody_waits_for_the_store_and_the_number_is_right_when_it_is_back(
    sink, store, monkeypatch
):
    # Who waited for the store would wait so long at each of the events.
    monkeypatch.setattr(store_writer, "STORE_PAUSE", 0.5)
    store.is_lost = True
    began = time.monotonic()
    for number in range(50):
        sink.send(accepted(number))
    sink.send(ended(0))
    assert time.monotonic() - began < 10

    store.is_lost = False
    assert with_agents(sink) == [49, 0]


@pytest.mark.parametrize("over", [ended, failed_later])
def test_an_acceptance_that_comes_late_does_not_bring_the_mark_back(sink, create, over, clock):
    other = create()
    other.send(over(1, at=5.0))
    written(other)
    sink.send(accepted(1, at=0.0))
    assert with_agents(sink) == [0, 0]

    clock.now += OVER_SECONDS - 1
    sink.send(accepted(1, at=0.0))
    assert with_agents(sink) == [0, 0]
    sink.send(accepted(1, "there", at=6.0))
    assert with_agents(sink) == [0, 1]


def test_an_ending_that_comes_late_neither_ends_nor_shortens_what_began_after_it(
    sink, create, clock
):
    other = create()
    other.send(accepted(1, at=9.0))
    written(other)
    sink.send(ended(1, at=5.0))
    assert with_agents(sink) == [1, 0]

    clock.now += HOUR - 1
    assert with_agents(sink) == [1, 0]
    clock.now += 2
    assert with_agents(sink) == [0, 0]


def test_that_a_conversation_is_over_is_forgotten_after_some_minutes(sink, store, clock):
    sink.send(ended(1))
    written(sink)
    assert len(dict(store.scan(""))) == 1

    clock.now += OVER_SECONDS + 1
    assert dict(store.scan("")) == {}


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_order_of_the_events_at_two_servers_ends_with_the_latest_one(data):
    names = data.draw(st.lists(st.sampled_from(sorted(EVENTS)), min_size=1, max_size=5))
    desks = data.draw(st.lists(st.sampled_from(["here", "there"]), min_size=5, max_size=5))
    happened = [
        event(name, 1, desks[at], at=at / 1000)  # a millisecond is what an event's time shows
        for at, name in enumerate(names)
    ]
    repeated = data.draw(st.lists(st.sampled_from(happened), max_size=4))
    order = data.draw(st.permutations(happened + repeated))
    store = MemoryStateStore()
    servers = [AgentMarks(store, HOUR) for _ in range(2)]
    for each in order:
        server = data.draw(st.sampled_from(servers))
        server.note(each)
        assert server.writer.written(10)

    last = desks[len(names) - 1]
    expected = {last: 1} if names[-1] == "accepted" else {}
    assert [server.by_desk() for server in servers] == [expected] * 2


def test_two_servers_that_write_at_the_same_time_end_with_the_latest_event(sink, create, store):
    other, turns = create(), []

    def overtake():
        """Let the other server write between this one's reading and its writing."""
        turns.append(1)
        if len(turns) == 2:
            store.before = lambda: None
            other.send(ended(1, at=5.0))
            written(other)

    store.before = overtake
    sink.send(accepted(1, at=0.0))
    assert with_agents(sink) == [0, 0]
    assert len(turns) == 2
