"""What is counted of handoff events."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.human_handoff.handoff_events.sinks import Sinks
from actions.human_handoff.handoff_events.vocabulary import (
    Because,
    Choice,
    Ending,
    Occasion,
    Outcome,
    RequestReason,
    Step,
)
from actions.human_handoff.handoff_metrics.instruments import FINDINGS
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.return_to_bot import Returned
from actions.human_handoff.shift import ShiftStatus
from tests.unit.fake_desk import Desk, handoff
from tests.unit.handoff_metrics.figures import (
    OPENMETRICS,
    counted,
    document,
    figures,
    sample,
    text,
    written,
)
from tests.unit.outcomes import REFUSED, REQUESTED
from tests.unit.rasa_side.chat import Chat

HOSTILE = 'a "desk"\\ with\n{every="sign"} 😀 # HELP'


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (
            document(
                Step.REQUESTED,
                reason=RequestReason.ASKED,
                found=ShiftStatus.ON_SHIFT,
                because=Because.REPORTED,
                desk="here",
            ),
            sample("requests_total", reason="asked", found="on_shift", because="reported"),
        ),
        (
            document(Step.ATTEMPTED, desk="there", outcome=Outcome.REFUSED),
            sample("attempts_total", desk="there", outcome="refused"),
        ),
        (
            document(Step.FAILED_LATER, desk="here", outcome=Outcome.FAILED_LATER),
            sample("failed_later_total", desk="here"),
        ),
        (document(Step.CANCELLED, outcome=Outcome.CANCELLED), sample("cancelled_total")),
        (document(Step.MESSAGE_NOTED), sample("messages_total", step="message_noted")),
        (document(Step.MESSAGE_NOT_NOTED), sample("messages_total", step="message_not_noted")),
        (document(Step.OFFERED), sample("offers_total", step="offered")),
        (document(Step.OFFER_DECLINED), sample("offers_total", step="offer_declined")),
        (document(Step.CALLBACK_NOTED), sample("messages_total", step="callback_noted")),
        (document(Step.CALLBACK_NOT_NOTED), sample("messages_total", step="callback_not_noted")),
        (
            document(Step.CHOSEN, occasion=Occasion.LONG_WAIT, choice=Choice.GO_ON),
            sample("choices_total", occasion="long_wait", choice="go_on"),
        ),
        (document(Step.SOLVED, desk="here"), sample("solved_total", desk="here", step="solved")),
        (
            document(Step.NOT_SOLVED, desk="here"),
            sample("solved_total", desk="here", step="not_solved"),
        ),
        (
            document(Step.ENDED, desk="here", ending=Ending.RETURNED),
            sample("endings_total", desk="here", ending="returned"),
        ),
    ],
)
def test_each_event_is_counted_once(sink, event, expected):
    sink.send(event)
    assert counted(sink) == {expected: 1}

    sink.send(event)
    assert counted(sink) == {expected: 2}


def test_there_is_a_count_for_every_step(sink):
    assert set(sink._counts._counts) == {each.value for each in Step}


def test_an_action_goes_on_if_an_event_cannot_be_counted(sink, monkeypatch, caplog):
    accepted = document(Step.ATTEMPTED, desk="here", outcome=Outcome.ACCEPTED)
    with monkeypatch.context() as patched:
        patched.setattr(sink._counts, "count", lambda _: {}["hunter2"])
        sink.send(accepted)
    assert caplog.messages == ["metrics: an event was not counted: KeyError"]
    written(sink)
    assert figures(sink)[sample("conversations_with_agent", desk="here")] == 1

    sink.send(accepted)
    assert counted(sink) == {sample("attempts_total", desk="here", outcome="accepted"): 1}


def test_what_can_be_counted_is_zero_before_so_that_an_alert_sees_the_first_one(sink):
    told = figures(sink)

    zero = [
        sample("failed_later_total", desk="here"),
        sample("failed_later_total", desk="other"),  # of a desk that was taken out
        sample("attempts_total", desk="there", outcome="unconfirmed"),
        sample("requests_total", reason="asked", found="off_shift", because="opening_hours"),
    ]
    assert {told[key] for key in zero} == {0.0}
    assert len([key for key in told if key[0].endswith("requests_total")]) == 4 * len(FINDINGS)


@pytest.mark.parametrize("gone", ["gone", None, HOSTILE, "b" * 40])
def test_a_desk_that_is_not_configured_is_no_label_of_its_own(sink, gone):
    sink.send(document(Step.ATTEMPTED, desk=gone, outcome=Outcome.NOT_POSSIBLE))

    assert counted(sink) == {sample("attempts_total", desk="other", outcome="not_possible"): 1}


@pytest.mark.parametrize("accept", ["", OPENMETRICS])
def test_a_configured_desk_may_have_any_name(create, accept):
    sink = create(desks=(HOSTILE,))
    sink.send(document(Step.ATTEMPTED, desk=HOSTILE, outcome=Outcome.ACCEPTED))
    written(sink)

    told = figures(sink, accept)
    assert told[sample("attempts_total", desk=HOSTILE, outcome="accepted")] == 1
    assert told[sample("conversations_with_agent", desk=HOSTILE)] == 1


class Collecting:
    def __init__(self):
        self.documents = []

    def send(self, document):
        self.documents.append(document)


@settings(deadline=None, max_examples=25)
@given(
    outcomes=st.lists(st.sampled_from([REQUESTED, REFUSED]), min_size=1, max_size=4),
    later=st.booleans(),
)
def test_the_counters_are_the_numbers_of_the_events(outcomes, later):
    bot, events = handoff(Desk(*outcomes, REQUESTED), metrics=True), Collecting()
    bot.sinks = Sinks([bot.metrics, events])
    chat = Chat(bot)
    for _ in outcomes:
        chat.say("a person, I am Ada, ada@x.nl", "human_handoff").run(CheckShiftStatus)
        chat.transfer()
        if later and chat.slot("state") == "requested":
            chat.fail_later()
        chat.run(Returned)

    steps = Counter(event["step"] for event in events.documents)
    sums = Counter()
    for (name, _), value in figures(bot.metrics).items():
        sums[name.removeprefix("human_handoff_").removesuffix("_total")] += value
    assert steps["requested"] == sums["requests"]
    assert steps["attempted"] == sums["attempts"]
    assert steps["failed_later"] == sums["failed_later"]
    assert steps["ended"] == sums["endings"]
    told = text(bot.metrics)
    assert not [word for word in ("Ada", "ada@", "x.nl") if word in told]
    # No key of a conversation or of a request.
    assert not re.search("[0-9a-f]{20}", told)
