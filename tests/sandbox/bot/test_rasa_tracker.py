"""What Rasa's tracker says of a handoff."""

from typing import Any

import pytest

from tests.sandbox.driver import NOBODY, Driver, complaint
from tests.sandbox.handoff_reports import accepted, report
from tests.sandbox.stand_in import Answer, Received

ABSENT = ["state", "shift_status", "desk", "skill", "attempts", "failure", "loop", "asking"]
NOTHING = {**dict.fromkeys(ABSENT), "tried": [], "knows_name": False, "knows_email": False}
NO_FORM = {"slots": {"requested_slot": "human_handoff_silence"}, "active_loop": {}}


def with_tracker(control: Driver, tracker: object, status: int = 200) -> None:
    """Let the bot have a tracker, say nothing over REST, and be written to."""

    def answer(request: Received) -> Answer:
        return (status, tracker) if request.method == "GET" else (200, [])

    control.bot.answer = answer
    control.writes("Hi")


def readable(control: Driver) -> dict[str, Any]:
    """What is said of every tracker that can be read."""
    return {"reachable": True, "problem": None, "rasa": control.bot.url}


def read(control: Driver) -> list[str]:
    requests = [request for request in control.bot.requests if request.method == "GET"]
    return [f"{request.path}?{request.query}" for request in requests]


def test_it_tells_how_far_a_handoff_is_but_not_of_whom(control: Driver) -> None:
    tracker = {
        "sender_id": "c1",
        "slots": {
            "human_handoff_state": "failed",
            "human_handoff_shift_status": "on_shift",
            "human_handoff_desk": "cm",
            "human_handoff_skill": "offers",
            "human_handoff_requested_skill": "billing",
            "human_handoff_attempts": 2,
            "human_handoff_tried": ["cm/billing"],
            "human_handoff_failure": "refused",
            "human_handoff_name": "Jane Doe",
            "human_handoff_email": None,
            "requested_slot": "human_handoff_email",
            "another": "1",
        },
        "active_loop": {"name": "human_handoff_form"},
    }
    with_tracker(control, tracker)

    assert control.tracker("c1") == {
        **readable(control),
        "state": "failed",
        "shift_status": "on_shift",
        "desk": "cm",
        "skill": "billing",
        "attempts": 2,
        "tried": ["cm/billing"],
        "failure": "refused",
        "loop": "human_handoff_form",
        "asking": "human_handoff_email",
        "knows_name": True,
        "knows_email": False,
    }


def test_it_asks_for_what_rasa_calls_the_customer(control: Driver) -> None:
    control.map_sender("c1", "customer/7")
    with_tracker(control, {})
    control.tracker("c1")

    assert read(control) == ["/conversations/customer%2F7/tracker?include_events=ALL"]


def test_a_tracker_that_is_empty_is_not_asked_for(control: Driver) -> None:
    """Rasa would begin a session, perhaps in the middle of the customer's first turn."""
    control.map_sender("c1", "c1")
    control.bot.answers_in_turn((200, {}))

    assert control.tracker("c1") == {**readable(control), **NOTHING}
    assert read(control) == ["/version?"]


@pytest.mark.parametrize(
    "tracker", [{}, {"slots": None, "active_loop": None}, NO_FORM, [], "text", None]
)
def test_where_no_handoff_is_under_way_there_is_nothing_to_tell(
    control: Driver, tracker: Any
) -> None:
    with_tracker(control, tracker)

    assert control.tracker("c1") == {**readable(control), **NOTHING}


def test_it_tells_what_became_of_the_requests(control: Driver) -> None:
    with_tracker(control, {"events": [{"event": "action"}, *accepted(), "text", None]})
    for _ in range(2):
        control.tracker("c1")

    (request,) = control.requests_of("c1")
    accepted_by = {"desk": "liveperson", "skill": "human", "outcome": "accepted"}
    assert (request["reason"], request["attempts"]) == ("asked", [accepted_by])
    assert control.figures()["requests"] == 1
    reported = control.happened("handoff_reported")
    assert [each["step"] for each in reported] == ["requested", "attempted"]
    assert {each["conversation"] for each in reported} == {"c1"}


@pytest.mark.parametrize("events", [None, "text", 7, {}, [7], [{"name": "human_handoff_event"}]])
def test_events_that_are_none_do_no_harm(control: Driver, events: Any) -> None:
    with_tracker(control, {"events": events})
    assert control.tracker("c1") == {**readable(control), **NOTHING}
    assert control.requests_of("c1") == []

    with_tracker(control, {"events": [report("requested")]})
    control.tracker("c1")
    assert len(control.requests_of("c1")) == 1


@pytest.mark.parametrize(
    ("status", "tracker", "problem"),
    [
        (404, {}, "no_api"),
        (401, {}, "no_token"),
        (403, {}, "no_token"),
        (500, {}, "no_tracker"),
        (200, b"no JSON", "no_tracker"),
    ],
)
def test_why_a_tracker_cannot_be_read_is_told_until_it_can(
    control: Driver, status: int, tracker: object, problem: str
) -> None:
    with_tracker(control, tracker, status)
    unreadable = {"reachable": False, "problem": problem, "rasa": control.bot.url}
    assert control.tracker("c1") == {**unreadable, **NOTHING}

    with_tracker(control, {})
    assert control.tracker("c1")["reachable"]


def test_a_rasa_without_api_is_told_before_the_first_message(control: Driver) -> None:
    control.map_sender("c1", "c1")
    control.bot.answers_in_turn((404, {}))

    assert control.tracker("c1")["problem"] == "no_api"


@pytest.mark.parametrize("url", [NOBODY, "http://[", "no address"])
def test_where_no_rasa_answers_it_is_told_at_which_address(control: Driver, url: str) -> None:
    with_tracker(control, {})
    control.set_bot(url)
    unreadable = {"reachable": False, "problem": "no_answer", "rasa": url}
    assert control.tracker("c1") == {**unreadable, **NOTHING}

    control.set_bot(control.bot.url)
    assert control.tracker("c1")["reachable"]


def test_an_unknown_conversation_has_no_tracker(control: Driver) -> None:
    assert "no conversation 'unknown' has begun" in complaint(control.tracker, "unknown")
