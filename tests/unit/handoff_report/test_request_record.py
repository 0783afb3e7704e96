"""What became of one request, for every way that its events can go."""

import pytest

from actions.human_handoff.handoff_events.vocabulary import Ending, Outcome, Step
from actions.human_handoff.handoff_report.reading import Reading, events_from_lines
from actions.human_handoff.handoff_report.request_record import Result, request_record
from tests.unit.handoff_report.made_events import event
from tests.unit.handoff_report.reports import lines

ASKED = event(Step.REQUESTED, waited_seconds=0.5)
ACCEPTED = event(Step.ATTEMPTED, 20, outcome=Outcome.ACCEPTED)
AT_CM = event(Step.ATTEMPTED, 50, outcome=Outcome.ACCEPTED, desk="cm")
LATER = event(Step.FAILED_LATER, 40, outcome=Outcome.FAILED_LATER)


def record_of(*events):
    return request_record(list(events_from_lines(lines(events), "events", Reading())))


def attempt(outcome, seconds=10):
    return event(Step.ATTEMPTED, seconds, outcome=outcome)


def asked(outcome):
    return event(Step.REQUESTED, outcome=outcome)


@pytest.mark.parametrize(
    ("events", "result"),
    [
        ([ASKED, ACCEPTED], Result.REACHED),
        ([ASKED, attempt(Outcome.REFUSED), AT_CM], Result.REACHED),
        ([ASKED, ACCEPTED, LATER, AT_CM], Result.REACHED),
        ([ASKED, ACCEPTED, LATER], Result.FAILED),
        ([ASKED, attempt(Outcome.FAILED_LATER)], Result.FAILED),
        ([ASKED, attempt(Outcome.UNCONFIRMED)], Result.FAILED),
        ([ASKED, event(Step.CANCELLED, 9, outcome=Outcome.CANCELLED)], Result.CANCELLED),
        ([ASKED], Result.ABANDONED),
        ([asked(Outcome.CANCELLED)], Result.CANCELLED),
        ([ASKED, event(Step.CHOSEN, 9, outcome=Outcome.CANCELLED)], Result.CANCELLED),
        ([ASKED, event(Step.CHOSEN, 9)], Result.ABANDONED),
        ([asked(Outcome.OFF_SHIFT)], Result.OFF_SHIFT),
        ([asked(Outcome.UNKNOWN)], Result.UNKNOWN),
        ([asked(Outcome.NOT_POSSIBLE)], Result.NOT_POSSIBLE),
        ([asked(Outcome.GAVE_UP)], Result.GAVE_UP),
        ([asked(Outcome.REFUSED)], Result.UNKNOWN),
    ],
)
def test_every_request_has_exactly_one_result(events, result):
    assert record_of(*events).result is result


def test_the_time_counts_from_the_customers_message_to_the_acceptance_that_stood():
    record = record_of(ASKED, ACCEPTED, LATER, AT_CM)

    assert record.seconds == 50.5
    assert (record.desk, record.skill, record.accepted) == ("cm", "orders", 2)
    assert record.attempts == [("liveperson", "failed_later"), ("cm", "accepted")]


def test_clocks_that_differ_make_no_negative_time():
    assert record_of(ASKED, event(Step.ATTEMPTED, -7, outcome=Outcome.ACCEPTED)).seconds == 0.0


def test_a_request_without_an_acceptance_has_no_time_and_the_desk_that_was_asked_last():
    record = record_of(ASKED, event(Step.ATTEMPTED, 9, desk="cm", outcome=Outcome.REFUSED))

    assert (record.seconds, record.desk, record.accepted) == (None, "cm", 0)


def test_an_attempt_whose_outcome_is_missing_is_not_confirmed():
    assert record_of(ASKED, event(Step.ATTEMPTED, 9)).attempts == [("liveperson", "unconfirmed")]


def test_the_ending_is_the_one_that_was_reported():
    end = event(Step.ENDED, 900, ending=Ending.RETURNED)

    assert record_of(ASKED, ACCEPTED, end).ending == "returned"
    assert record_of(ASKED, ACCEPTED).ending == ""


@pytest.mark.parametrize(
    ("events", "seconds"),
    [
        ([ACCEPTED, event(Step.ENDED, 900, first_word_seconds=12.5)], 33.0),
        ([ACCEPTED, event(Step.ENDED, 900, first_word_seconds=0.0)], 20.5),
        ([ACCEPTED, event(Step.ENDED, 900)], None),
        ([ACCEPTED], None),
        ([event(Step.ENDED, 900, first_word_seconds=12.5)], None),
    ],
    ids=["later", "at once", "the bot was not told", "still open", "no desk has accepted"],
)
def test_the_agents_first_word_is_reckoned_from_the_customers_message(events, seconds):
    assert record_of(event(Step.REQUESTED, waited_seconds=0.5), *events).first_word_seconds == (
        seconds
    )


def test_without_the_event_with_which_a_request_begins_there_is_no_record():
    assert record_of(ACCEPTED) is None
