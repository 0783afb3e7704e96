"""The figures: reckoned by hand for a few requests, and by rules for many."""

import json
import random
import tracemalloc
from collections import Counter
from contextlib import closing
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff.handoff_events.vocabulary import Ending, Outcome, Step
from actions.human_handoff.handoff_report import groups, request_events
from actions.human_handoff.handoff_report.document import report_document
from actions.human_handoff.handoff_report.groups import NONE, By, Counted
from actions.human_handoff.handoff_report.labels import share
from actions.human_handoff.handoff_report.reading import Reading, events_from_lines
from actions.human_handoff.handoff_report.request_record import Result
from tests.unit.handoff_report.made_events import event, made_events
from tests.unit.handoff_report.reports import document_of, figures_of, lines

WEEKEND = 5 * 24 * 3600
MANY_REQUESTS = 30_000


def accepted(request, seconds, **details):
    return [
        event(Step.REQUESTED, 0, request),
        event(Step.ATTEMPTED, seconds, request, outcome=Outcome.ACCEPTED, **details),
    ]


def test_without_requests_there_are_no_shares_and_no_times():
    document = document_of([])

    assert document["first_request"] is None
    assert document["all"]["requests"] == 0
    assert document["all"]["reached_share"] is None
    assert document["all"]["acceptance"]["p50_seconds"] is None
    assert document["all"]["acceptance"]["within"]["180"]["share_of_accepted"] is None


def test_times_are_those_of_customers_and_a_limit_is_kept_by_those_below_it():
    waits = [10, 49, 50, 119, 120, 179, 180, 4000]
    events = [each for wait in waits for each in accepted(f"r{wait}", wait)]
    events += [event(Step.REQUESTED, 0, "abandoned"), event(Step.REQUESTED, 0, "cancelled")]
    events += [event(Step.CANCELLED, 5, "cancelled", outcome=Outcome.CANCELLED)]

    figures = figures_of(events)
    acceptance = figures["acceptance"]

    assert acceptance["count"] == 8
    assert [acceptance[f"p{each}_seconds"] for each in (50, 95, 99)] == [119, 4000, 4000]
    assert [each["count"] for each in acceptance["within"].values()] == [2, 4, 6]
    assert acceptance["within"]["180"]["share_of_accepted"] == 0.75
    assert acceptance["within"]["180"]["share_where_a_desk_could_be_asked"] == 0.6
    assert acceptance["counts"] == [0, 1, 1, 2, 2, 1, 0, 1]
    assert (figures["results"]["cancelled"], figures["results"]["abandoned"]) == (1, 1)
    assert figures["cancelled_or_abandoned"] == 2
    assert figures["cancelled_or_abandoned_share"] == 0.2
    assert (figures["reached"], figures["reached_share"]) == (8, 0.8)


def test_the_time_to_the_first_word_is_told_of_those_of_whom_it_is_known():
    words = [10, 40, 100, 170, 500]
    events = [each for word in words for each in accepted(f"r{word}", 5)]
    events += [event(Step.ENDED, 900, f"r{word}", first_word_seconds=word) for word in words]
    events += [*accepted("unheard", 5), event(Step.ENDED, 900, "unheard")]

    known = figures_of(events)["first_word"]

    assert known["count"] == 5
    assert [known[f"p{each}_seconds"] for each in (50, 95, 99)] == [105, 505, 505]
    assert [each["count"] for each in known["within"].values()] == [2, 3, 4]
    assert known["within"]["180"]["share_of_told"] == 0.8


def test_a_promise_that_turned_out_untrue_is_counted_whatever_came_after_it():
    events = [*accepted("r1", 9), event(Step.FAILED_LATER, 20, outcome=Outcome.FAILED_LATER)]
    events += [event(Step.ATTEMPTED, 30, desk="cm", outcome=Outcome.ACCEPTED)]
    events += [*accepted("r2", 9), event(Step.ENDED, 99, "r2", ending=Ending.RETURNED)]

    figures = figures_of(events)

    assert (figures["promises"], figures["untrue_promises"]) == (3, 1)
    assert figures["untrue_promises_share"] == 0.3333
    assert figures["attempts_of_desks"] == {
        "cm": {"accepted": 1},
        "liveperson": {"accepted": 1, "failed_later": 1},
    }
    assert figures["endings"] == dict.fromkeys(map(str.lower, Ending.__members__), 0) | {
        "returned": 1,
        "not_told": 1,
    }


def test_a_person_who_never_came_is_an_untrue_promise():
    events = [*accepted("r1", 9), event(Step.ENDED, 99, ending=Ending.NOBODY_CAME)]
    events += [*accepted("r2", 9), event(Step.ENDED, 99, "r2", ending=Ending.LEFT)]

    figures = figures_of(events)

    assert (figures["promises"], figures["untrue_promises"]) == (2, 1)
    assert (figures["endings"]["nobody_came"], figures["endings"]["left"]) == (1, 1)


def test_the_latest_answer_of_each_customer_who_was_asked_whether_it_was_solved_counts():
    events = [event(Step.REQUESTED), event(Step.SOLVED, 9), event(Step.NOT_SOLVED, 99)]
    events += [event(Step.REQUESTED, 0, "r2"), event(Step.SOLVED, 9, "r2")]
    events += [event(Step.REQUESTED, 0, "r3")]

    assert figures_of(events)["solved"] == {"solved": 1, "not_solved": 1}


@pytest.mark.parametrize(
    ("reached", "shown"), [(0, "0 %"), (1, "< 0.1 %"), (29_999, "> 99.9 %"), (30_000, "100 %")]
)
def test_a_share_of_many_requests_is_not_rounded_to_none_or_all(reached, shown):
    counted = Counted(ZoneInfo("UTC"))
    counted.all.requests = MANY_REQUESTS
    counted.all.results[Result.REACHED] = reached
    figures = report_document(counted, Reading(), 0)["all"]

    assert share(figures["reached_share"]) == shown
    assert share(figures["reached_share_where_a_desk_could_be_asked"]) == shown


def test_demand_off_shift_is_counted_by_the_hour_of_the_customers_week():
    events = [event(Step.REQUESTED, WEEKEND, outcome=Outcome.OFF_SHIFT, reason=None, because=None)]

    figures = document_of(lines(events), zone="Europe/Amsterdam")["all"]

    assert figures["off_shift_by_weekday_and_hour"][5][10] == 1  # 9:00 UTC
    assert sum(map(sum, figures["off_shift_by_weekday_and_hour"])) == 1
    assert figures["reasons"]["not_told"] == 1
    assert figures["shift_answers"] == {"on_shift": {"not_told": 1}}
    assert figures["days"] == {"2025-11-08": {"requests": 1, "reached": 0}}


@pytest.mark.parametrize(
    ("by", "names"),
    [
        (By.SKILL, ["orders", "returns"]),
        (By.DESK, [NONE, "cm"]),
        (By.HOUR, ["09:00", "10:00"]),
        (By.CHANNEL, ["rest"]),
    ],
)
def test_requests_are_grouped_by_what_became_of_them(by, names):
    events = [
        *accepted("r1", 5, desk="cm"),
        event(Step.REQUESTED, 3600, "r2", desk=None, skill="returns", outcome=Outcome.UNKNOWN),
    ]

    document = document_of(lines(events), by)

    assert list(document["groups"]) == names
    assert document["by"] == by.value
    assert sum(each["requests"] for each in document["groups"].values()) == 2


def test_requests_before_the_beginning_are_left_out_with_all_of_their_events():
    old, new = accepted("old", 7200), [event(Step.REQUESTED, 3600, "new")]
    lost = [event(Step.ENDED, 10, "lost-old"), event(Step.ENDED, 3700, "lost-new")]

    document = document_of(lines([*old, *new, *lost]), since=new[0].time - 60)

    assert document["all"]["requests"] == 1
    assert document["requests_without_beginning"] == 1
    assert document["first_request"] == document["last_request"] == "2025-11-03T10:00:00+00:00"
    assert document["since"] == "2025-11-03T09:59:00+00:00"


def test_an_offer_of_the_bots_own_is_no_request_and_lacks_no_beginning():
    offered = [event(Step.OFFERED, 0, "offer"), event(Step.OFFER_DECLINED, 5, "offer")]

    document = document_of(lines([*offered, *accepted("r1", 60)]))

    assert document["all"]["requests"] == 1
    assert document["requests_without_beginning"] == 0


@pytest.mark.parametrize("by", [By.CHANNEL, By.SKILL, By.DESK])
def test_groups_that_are_too_many_are_counted_together(by, monkeypatch):
    monkeypatch.setattr(groups, "MAX_GROUPS", 3)
    events = [
        event(Step.REQUESTED, request=f"r{each}", **{by.value: f"name {each % 7}"})
        for each in range(70)
    ]

    document = document_of(lines(events), by)

    assert len(document["groups"]) == 4
    assert document["groups"][groups.OTHERS]["requests"] == 40
    assert sum(each["requests"] for each in document["groups"].values()) == 70


def test_repetitions_of_an_event_are_not_collected():
    repeated = 20_000
    again = next(events_from_lines(lines([event(Step.REQUESTED)]), "events", Reading()))
    with closing(request_events.RequestEvents(again for _ in range(repeated))) as requests:
        tracemalloc.start()
        try:
            [[found]] = requests
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()

    assert (found, requests.repeated) == (again, repeated - 1)
    assert most < 1_000_000


MANY = lines(made_events(150, seed=3))
ONCE = document_of(MANY, By.DESK)


@given(order=st.randoms(use_true_random=False), repeated=st.lists(st.sampled_from(MANY)))
def test_the_figures_do_not_depend_on_the_order_or_the_repetition_of_the_events(order, repeated):
    given_lines = MANY + repeated
    order.shuffle(given_lines)

    document = document_of(given_lines, By.DESK)

    assert document["repeated_events"] == len(repeated)
    assert document | {"events": 0, "repeated_events": 0} == ONCE | {
        "events": 0,
        "repeated_events": 0,
    }


@given(st.permutations(range(3)))
def test_of_an_event_that_was_reported_again_after_a_crash_the_first_one_counts(order):
    again = [event(Step.ATTEMPTED, 9 + each, outcome=Outcome.ACCEPTED) for each in range(3)]

    figures = figures_of([event(Step.REQUESTED), *(again[each] for each in order)])

    assert figures["attempts"]["accepted"] == 1
    assert figures["acceptance"]["p50_seconds"] == 9


@given(st.integers(0, 10_000), st.integers(1, 60))
def test_every_request_is_counted_once_in_every_list(seed, requests):
    events = list(made_events(requests, seed))
    document = document_of(lines(events), By.SKILL)
    figures = document["all"]

    assert figures["requests"] == requests
    for name in ("results", "reasons"):
        assert sum(figures[name].values()) == requests, name
    assert sum(sum(each.values()) for each in figures["shift_answers"].values()) == requests
    assert sum(map(sum, figures["requests_by_weekday_and_hour"])) == requests
    assert sum(each["requests"] for each in figures["days"].values()) == requests
    assert sum(each["requests"] for each in document["groups"].values()) == requests
    assert sum(figures["acceptance"]["counts"]) == figures["reached"]
    assert sum(figures["endings"].values()) == figures["reached"]
    steps = Counter(each.step for each in events)
    assert sum(figures["attempts"].values()) == steps[Step.ATTEMPTED]
    assert figures["untrue_promises"] == steps[Step.FAILED_LATER]


def test_more_events_than_are_inserted_at_a_time_are_all_counted(monkeypatch):
    monkeypatch.setattr(request_events, "CHUNK", 7)
    mixed = list(MANY)
    random.Random(5).shuffle(mixed)

    assert document_of(mixed, By.DESK) == ONCE


def test_the_document_is_json():
    assert json.loads(json.dumps(ONCE)) == ONCE
