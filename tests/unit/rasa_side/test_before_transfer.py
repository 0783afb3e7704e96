"""The shift check, the last words, and answers that ask for a human."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff.desk import Shift
from actions.human_handoff.rasa_side.before_transfer import (
    Announce,
    CheckShiftStatus,
    FollowTrigger,
)
from tests.unit.rasa_side.rasa_stage import (
    DOMAIN,
    OFF,
    ON,
    SILENT,
    UNREACHABLE,
    Chat,
    Desk,
    followup,
    handoff,
    ours,
    response,
)

NEW = {"desk": "desk", "requested_skill": "human", "request": 1}
# What an earlier request has left behind is taken back; what is as it should be is not sent.
TAKEN_BACK = {
    "state": "none",
    "tried": [],
    "withheld": [],
    "announced": False,
    "bad_answers": 0,
}


def asking(**slots):
    return Chat(**slots).says("I want a person", "human_handoff")


def with_skills(desk=None, /, **skills):
    desk = desk or Desk()
    desk.skills = skills
    return desk


def test_on_shift_begins_a_request_and_says_nothing():
    result = asking().ask(CheckShiftStatus(handoff()))

    assert result.events == ours(shift_status="on_shift", **NEW)
    assert result.messages == []


def test_a_second_request_after_a_failed_one_begins_anew():
    chat = asking(state="failed", attempts=1, request=1, tried=["desk/human"], announced=True,
                  withheld=["email"], bad_answers=2)  # fmt: skip

    result = chat.ask(CheckShiftStatus(handoff()))

    assert result.events == ours(shift_status="on_shift", **(NEW | {"request": 2} | TAKEN_BACK))


@pytest.mark.parametrize("slots", [{"skill": "billing"}, {"topic": "billing"}])
def test_the_skill_that_was_set_or_that_the_topic_names_is_asked_for(slots):
    desk = with_skills(human=OFF, billing=ON)
    action = CheckShiftStatus(handoff(desk))

    found = asking(**slots).ask(action).slots
    assert (found["shift_status"], found["requested_skill"]) == ("on_shift", "billing")
    assert asking().ask(action).slots["shift_status"] == "off_shift"
    assert desk.shift_questions == ["billing", "human"]


def test_a_topic_that_is_no_desks_skill_changes_nothing():
    desk = with_skills(human=ON)

    result = asking(topic="weather").ask(CheckShiftStatus(handoff(desk)))

    assert result.events == ours(shift_status="on_shift", **NEW)
    assert desk.shift_questions == ["human"]


def test_what_the_builder_has_set_counts_more_than_the_topic():
    action = CheckShiftStatus(handoff(with_skills(human=ON, billing=ON, offers=ON)))

    found = asking(skill="offers", topic="billing").ask(action).slots

    assert found["requested_skill"] == "offers"


def test_a_second_customer_is_answered_with_what_the_first_was_told():
    desk = Desk()
    hand = handoff(desk, shift_cache={"fresh_minutes": 15, "usable_minutes": 60})

    results = [asking().ask(CheckShiftStatus(hand)) for _ in range(2)]

    assert [each.events for each in results] == [ours(shift_status="on_shift", **NEW)] * 2
    assert desk.shift_questions == ["human"]


def test_off_shift_is_said_and_no_request_begins():
    result = asking().ask(CheckShiftStatus(handoff(with_skills(human=OFF))))

    assert result.events == ours(shift_status="off_shift")
    assert result.messages == [response("utter_human_handoff_off_shift")]


def test_off_shift_says_when_the_next_shift_begins():
    tomorrow = datetime.now(timezone.utc).replace(hour=9, minute=0) + timedelta(days=2)
    desk = with_skills(human=Shift(OFF, opens_at=tomorrow))

    result = asking().ask(CheckShiftStatus(handoff(desk)))

    assert result.events == ours(shift_status="off_shift")
    assert result.messages == [
        response("utter_human_handoff_off_shift_until", opens_at=f"{tomorrow:%A} at 09:00")
    ]


def test_an_opening_that_is_past_is_not_said():
    past = datetime.now(timezone.utc) - timedelta(minutes=1)
    desk = with_skills(human=Shift(OFF, opens_at=past))

    assert asking().ask(CheckShiftStatus(handoff(desk))).messages == [
        response("utter_human_handoff_off_shift")
    ]


def test_unknown_is_treated_as_off_shift_and_recovers_with_the_vendor():
    desk = Desk()
    desk.shift_problems.append(UNREACHABLE)
    action = CheckShiftStatus(handoff(desk))

    down, up = asking().ask(action), asking().ask(action)

    assert down.events == ours(shift_status="unknown")
    assert down.messages == [response("utter_human_handoff_unknown")]
    assert up.events == ours(shift_status="on_shift", **NEW)


def test_unknown_is_treated_as_on_shift_if_so_configured():
    desk = Desk()
    desk.shift_problems.append(SILENT)
    action = CheckShiftStatus(handoff(desk, unknown_means="on_shift"))

    down, up = asking().ask(action), asking().ask(action)

    assert down.events == [
        *ours(shift_status="unknown"),
        followup("human_handoff_form"),
        *ours(**NEW),
    ]
    assert down.messages == []
    assert up.events == ours(shift_status="on_shift", **NEW)


def test_a_skill_no_desk_has_is_a_failure_and_another_skill_goes_on():
    action = CheckShiftStatus(handoff(with_skills(human=ON)))

    wrong, right = asking(skill="nonsense").ask(action), asking().ask(action)

    assert wrong.events == ours(shift_status="unknown")
    assert wrong.messages == [response("utter_human_handoff_failed")]
    assert right.events == ours(shift_status="on_shift", **NEW)


def test_the_first_desk_that_is_on_shift_takes_the_request():
    desks = {"a": with_skills(human=OFF), "b": with_skills(other=ON), "c": Desk()}

    result = asking().ask(CheckShiftStatus(handoff(desks)))

    assert result.events == ours(shift_status="on_shift", **(NEW | {"desk": "c"}))
    assert [len(desk.shift_questions) for desk in desks.values()] == [1, 0, 1]


@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_a_request_while_an_agent_has_the_customer_asks_nobody(state):
    desk = Desk()

    result = asking(state=state).ask(CheckShiftStatus(handoff(desk)))

    assert (result.events, result.messages) == ([followup("human_handoff_with_agent")], [])
    assert desk.shift_questions == []


def test_after_giving_up_no_vendor_is_called_and_a_new_session_may_ask_again():
    desk = Desk()
    action = CheckShiftStatus(handoff(desk))

    result = asking(state="gave_up", attempts=4).ask(action)

    assert result.events == ours(shift_status="unknown")
    assert result.messages == [response("utter_human_handoff_gave_up")]
    assert desk.shift_questions == []
    assert asking(state="none").ask(action).slots["shift_status"] == "on_shift"


def test_the_bot_announces_where_the_transfer_does_not_carry_the_message():
    result = Chat(desk="desk").says("Ada").ask(Announce(handoff(Desk(carries=False))))

    assert result.events == ours(announced=True)
    assert result.messages == [response("utter_human_handoff_transfer")]


@pytest.mark.parametrize(
    ("carries", "slots"),
    [
        (True, {"desk": "desk"}),
        (False, {"desk": "desk", "announced": True}),
        (False, {}),
        (False, {"desk": "gone"}),
    ],
)
def test_nothing_is_announced_where_it_travels_was_said_or_there_is_no_desk(carries, slots):
    result = Chat(**slots).says("Ada").ask(Announce(handoff(Desk(carries=carries))))

    assert (result.events, result.messages) == ([], [])


@pytest.mark.parametrize("variants", [[{"text": "BLANK_MESSAGE"}], [], None])
def test_a_blank_transfer_message_is_not_announced(variants):
    domain = DOMAIN | {"responses": {"utter_human_handoff_transfer": variants}}
    chat = Chat(domain=domain, desk="desk").says("Ada")

    result = chat.ask(Announce(handoff(Desk(carries=False))))

    assert (result.events, result.messages) == ([], [])


def test_announcing_depends_on_the_channel():
    desk = Desk()
    desk.not_carried_on = {"web"}
    action = Announce(handoff(desk))

    assert Chat(channel="web", desk="desk").says("Ada").ask(action).said == [
        "utter_human_handoff_transfer"
    ]
    assert Chat(channel="liveperson", desk="desk").says("Ada").ask(action).said == []


@pytest.mark.parametrize(
    "metadata",
    [
        {"triggerEvent": "human_handoff"},
        {"utter_action": "utter_account", "metadata": {"triggerEvent": "human_handoff"}},
    ],
)
def test_an_answer_that_carries_the_trigger_starts_the_check(metadata):
    chat = Chat().says("my account").bot("Let me see.", **metadata)

    result = chat.ask(FollowTrigger(handoff()))

    assert result.events == [followup("action_human_handoff_check_shift_status")]
    assert result.messages == []


@pytest.mark.parametrize("metadata", [{}, {"triggerEvent": "other"}, {"metadata": {}}])
def test_an_answer_without_the_trigger_starts_nothing(metadata):
    result = Chat().says("my account").bot("Let me see.", **metadata).ask(FollowTrigger(handoff()))

    assert (result.events, result.messages) == ([], [])


def test_only_the_latest_answer_counts_as_a_trigger():
    chat = Chat().bot("Old.", triggerEvent="human_handoff").bot("New.")

    assert chat.ask(FollowTrigger(handoff())).events == []


def test_a_conversation_without_an_answer_has_no_trigger():
    assert Chat().says("Hi").ask(FollowTrigger(handoff())).events == []


def test_the_trigger_is_configurable():
    chat = Chat().bot("Let me see.", triggerEvent="agent")

    assert chat.ask(FollowTrigger(handoff(trigger_event="agent"))).events == [
        followup("action_human_handoff_check_shift_status")
    ]
