"""The shift check, the transfer message, and bot messages that ask for a human."""

from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff import Shift
from actions.human_handoff.rasa_side.before_transfer import (
    Announce,
    CheckShiftStatus,
    FollowTrigger,
)
from tests.unit.fake_desk import OFF, ON, SILENT, UNREACHABLE, Desk, handoff
from tests.unit.rasa_side.chat import Chat, transfer_responses
from tests.unit.rasa_side.events import Result, followup, handoff_slots, response, result

NEW = {"desk": "desk", "requested_skill": "human", "request": 1}
BEGUN = Result(handoff_slots(shift_status="on_shift", **NEW))
OFF_SHIFT = "utter_human_handoff_off_shift"
# What an earlier request has left behind is taken back; what is as it should be is not sent.
TAKEN_BACK = {
    "state": "none",
    "tried": [],
    "withheld": [],
    "announced": False,
    "bad_answers": 0,
}


def check(desks=None, **slots):
    """Let a customer ask for a person; return the result of the shift check."""
    return Chat(desks, **slots).say("I want a person", "human_handoff").dry_run(CheckShiftStatus)


def shift_status(status, *responses):
    """Return the result of a check that begins no request."""
    return result(handoff_slots(shift_status=status), *responses)


def test_on_shift_begins_a_request_and_says_nothing():
    assert check() == BEGUN


def test_a_second_request_after_a_failed_one_begins_anew():
    earlier = {"state": "failed", "attempts": 1, "request": 1, "tried": ["desk/human"]}

    checked = check(**earlier, announced=True, withheld=["email"], bad_answers=2)

    slots = NEW | {"request": 2} | TAKEN_BACK
    assert checked.events == handoff_slots(shift_status="on_shift", **slots)


@pytest.mark.parametrize("slots", [{"skill": "billing"}, {"topic": "billing"}])
def test_the_skill_that_was_set_or_that_the_topic_names_is_asked_for(slots):
    desk = Desk(skills={"human": OFF, "billing": ON})

    checked = check(desk, **slots).slots

    assert (checked["shift_status"], checked["requested_skill"]) == ("on_shift", "billing")
    assert check(desk).slots["shift_status"] == "off_shift"
    assert desk.shift_calls == ["billing", "human"]


def test_a_topic_that_is_no_desks_skill_changes_nothing():
    desk = Desk(skills={"human": ON})

    assert check(desk, topic="weather") == BEGUN
    assert desk.shift_calls == ["human"]


def test_what_the_builder_has_set_counts_more_than_the_topic():
    desk = Desk(skills={"human": ON, "billing": ON, "offers": ON})

    assert check(desk, skill="offers", topic="billing").slots["requested_skill"] == "offers"


def test_a_second_customer_gets_the_report_that_the_first_one_got():
    desk = Desk()
    bot = handoff(desk, shift_cache={"fresh_minutes": 15, "usable_minutes": 60})

    assert check(bot) == check(bot) == BEGUN
    assert desk.shift_calls == ["human"]


def test_off_shift_is_a_response_and_no_request_begins():
    assert check(Desk(skills={"human": OFF})) == shift_status("off_shift", OFF_SHIFT)


def test_off_shift_says_when_the_next_shift_begins():
    opening = datetime.now(timezone.utc).replace(hour=9, minute=0) + timedelta(days=2)

    until = response("utter_human_handoff_off_shift_until", opens_at=f"{opening:%A} at 09:00")
    desk = Desk(skills={"human": Shift(OFF, opens_at=opening)})
    assert check(desk) == shift_status("off_shift", until)


def test_an_opening_that_is_past_is_left_out():
    past = datetime.now(timezone.utc) - timedelta(minutes=1)

    desk = Desk(skills={"human": Shift(OFF, opens_at=past)})
    assert check(desk).messages == [response(OFF_SHIFT)]


def test_unknown_is_treated_as_off_shift_and_recovers_with_the_vendor():
    desk = Desk(shift_errors=[UNREACHABLE])

    assert check(desk) == shift_status("unknown", "utter_human_handoff_unknown")
    assert check(desk) == BEGUN


def test_unknown_is_treated_as_on_shift_if_so_configured():
    bot = handoff(Desk(shift_errors=[SILENT]), unknown_means="on_shift")

    form = followup("human_handoff_form")
    assert check(bot) == Result(
        [*handoff_slots(shift_status="unknown"), form, *handoff_slots(**NEW)]
    )
    assert check(bot) == BEGUN


def test_a_skill_no_desk_has_is_a_failure_and_another_skill_goes_on():
    desk = Desk(skills={"human": ON})

    assert check(desk, skill="nonsense") == shift_status("unknown", "utter_human_handoff_failed")
    assert check(desk) == BEGUN


def test_the_first_desk_that_is_on_shift_takes_the_request():
    desks = {"a": Desk(skills={"human": OFF}), "b": Desk(skills={"other": ON}), "c": Desk()}

    slots = NEW | {"desk": "c"}
    assert check(desks).events == handoff_slots(shift_status="on_shift", **slots)
    assert [len(desk.shift_calls) for desk in desks.values()] == [1, 0, 1]


@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_a_request_while_an_agent_has_the_customer_asks_nobody(state):
    desk = Desk()

    assert check(desk, state=state) == Result([followup("human_handoff_with_agent")])
    assert desk.shift_calls == []


def test_after_giving_up_no_vendor_is_called_and_a_new_session_may_ask_again():
    desk = Desk()

    gave_up = shift_status("unknown", "utter_human_handoff_gave_up")
    assert check(desk, state="gave_up", attempts=4) == gave_up
    assert desk.shift_calls == []
    assert check(desk, state="none").slots["shift_status"] == "on_shift"


def announce(carries=False, **conversation):
    return Chat(Desk(carries=carries), **conversation).say("Ada").dry_run(Announce)


def test_the_bot_announces_where_the_transfer_does_not_carry_the_message():
    transfer = "utter_human_handoff_transfer"

    assert announce(desk="desk") == result(handoff_slots(announced=True), transfer)


@pytest.mark.parametrize(
    ("carries", "slots"),
    [
        (True, {"desk": "desk"}),
        (False, {"desk": "desk", "announced": True}),
        (False, {}),
        (False, {"desk": "gone"}),
    ],
)
def test_nothing_is_announced_where_it_travels_was_sent_or_there_is_no_desk(carries, slots):
    assert announce(carries, **slots) == Result()


@pytest.mark.parametrize("variants", [[{"text": "BLANK_MESSAGE"}], [], None])
def test_a_blank_transfer_message_is_not_announced(variants):
    domain = transfer_responses() | {"responses": {"utter_human_handoff_transfer": variants}}

    assert announce(domain=domain, desk="desk") == Result()


def test_announcing_depends_on_the_channel():
    desk = Desk()
    desk.silent_channels = {"web"}

    web, liveperson = (
        Chat(desk, channel=channel, desk="desk").say("Ada").dry_run(Announce)
        for channel in ("web", "liveperson")
    )
    assert web.responses == ["utter_human_handoff_transfer"]
    assert liveperson.responses == []


CHECK = Result([followup("action_human_handoff_check_shift_status")])


@pytest.mark.parametrize(
    "metadata",
    [
        {"triggerEvent": "human_handoff"},
        {"utter_action": "utter_account", "metadata": {"triggerEvent": "human_handoff"}},
    ],
)
def test_an_answer_that_carries_the_trigger_starts_the_check(metadata):
    chat = Chat().say("my account").bot("Let me see.", **metadata)

    assert chat.dry_run(FollowTrigger) == CHECK


@pytest.mark.parametrize("metadata", [{}, {"triggerEvent": "other"}, {"metadata": {}}])
def test_an_answer_without_the_trigger_starts_nothing(metadata):
    chat = Chat().say("my account").bot("Let me see.", **metadata)

    assert chat.dry_run(FollowTrigger) == Result()


def test_only_the_latest_answer_counts_as_a_trigger():
    chat = Chat().bot("Old.", triggerEvent="human_handoff").bot("New.")

    assert chat.dry_run(FollowTrigger) == Result()


def test_a_conversation_without_an_answer_has_no_trigger():
    assert Chat().say("Hi").dry_run(FollowTrigger) == Result()


def test_the_trigger_is_configurable():
    chat = Chat(handoff(trigger_event="agent")).bot("Let me see.", triggerEvent="agent")

    assert chat.dry_run(FollowTrigger) == CHECK
