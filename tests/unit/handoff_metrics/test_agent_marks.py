"""How many conversations are with agents now, whichever server is asked."""

import time

import pytest

from actions.human_handoff.handoff_events import store_writer
from actions.human_handoff.handoff_events.vocabulary import Ending, Outcome, Step
from tests.unit.handoff_metrics.conftest import HOUR
from tests.unit.handoff_metrics.figures import document, figures, sample, written


def accepted(number, desk="here"):
    return document(
        Step.ATTEMPTED, conversation=f"{number:040}", desk=desk, outcome=Outcome.ACCEPTED
    )


def ended(number, desk="here"):
    return document(Step.ENDED, conversation=f"{number:040}", desk=desk, ending=Ending.RETURNED)


def failed_later(number, desk="here"):
    return document(
        Step.FAILED_LATER, conversation=f"{number:040}", desk=desk, outcome=Outcome.FAILED_LATER
    )


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
    monkeypatch.setattr(store_writer, "STORE_PAUSE", 0.01)
    store.is_lost = True
    began = time.monotonic()
    for number in range(50):
        sink.send(accepted(number))
    sink.send(ended(0))
    assert time.monotonic() - began < 0.5

    store.is_lost = False
    assert with_agents(sink) == [49, 0]
