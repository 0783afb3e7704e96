"""The shift check, the transfer message, and bot messages that ask for a human."""

from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff import Shift
from actions.human_handoff.rasa_side import before_transfer
from tests.unit.cases import cases
from tests.unit.fake_desk import OFF, ON, Desk, handoff
from tests.unit.outcomes import SILENT, UNREACHABLE
from tests.unit.rasa_side.chat import Chat, transfer_responses
from tests.unit.rasa_side.events import followup, handoff_slots, response, result

NEW = {"desk": "desk", "requested_skill": "human", "request": 1}
BEGUN = result(handoff_slots(shift_status="on_shift", **NEW))
OFF_SHIFT, TRANSFER = "utter_human_handoff_off_shift", "utter_human_handoff_transfer"
NOW = datetime.now(timezone.utc)
SOON = NOW.replace(hour=9, minute=0) + timedelta(days=2)
UNTIL = response("utter_human_handoff_off_shift_until", opens_at=f"{SOON:%A} at 09:00")


def check(*bot, **slots):
    """Let a customer ask for a person; return the result of the shift check."""
    chat = Chat(*bot, **slots).say("I want a person", "human_handoff")
    return chat.dry_run(before_transfer.CheckShiftStatus)


def shift_status(status, *responses):
    """Return the result of a check that begins no request."""
    return result(handoff_slots(shift_status=status), *responses)


@cases(
    "slots skill",
    {
        "the default": ({}, "human"),
        "the skill that was set": ({"skill": "billing"}, "billing"),
        "the skill that the topic names": ({"topic": "billing"}, "billing"),
        "a topic that is no desk's skill changes nothing": ({"topic": "weather"}, "human"),
        "what the builder has set counts more": ({"skill": "offers", "topic": "billing"}, "offers"),
    },
)
def test_on_shift_begins_a_request_for_the_skill_and_says_nothing(slots, skill):
    desk = Desk(skills={"human": ON, "billing": ON, "offers": ON})

    begun = handoff_slots(shift_status="on_shift", **(NEW | {"requested_skill": skill}))
    assert check(desk, **slots) == result(begun)
    assert desk.shift_calls == [skill]


def test_a_second_request_after_a_failed_one_begins_anew():
    """What an earlier request has left behind is taken back; what is right is not sent."""
    earlier = {"state": "failed", "attempts": 1, "request": 1, "tried": ["desk/human"]}

    checked = check(**earlier, announced=True, withheld=["email"], bad_answers=2)

    taken_back = {"state": "none", "tried": [], "withheld": [], "announced": False}
    slots = NEW | {"request": 2} | taken_back
    assert checked.events == handoff_slots(shift_status="on_shift", **slots, bad_answers=0)


@cases(
    "shift message",
    {
        "without an opening": (Shift(OFF), OFF_SHIFT),
        "with the opening of the next shift": (Shift(OFF, opens_at=SOON), UNTIL),
        "without an opening that is past": (Shift(OFF, opens_at=NOW - timedelta(1)), OFF_SHIFT),
    },
)
def test_off_shift_is_a_response_and_no_request_begins(shift, message):
    assert check(Desk(skills={"human": shift})) == shift_status("off_shift", message)


def test_unknown_is_treated_as_off_shift_and_recovers_with_the_vendor():
    desk = Desk(shift_errors=[UNREACHABLE])

    assert check(desk) == shift_status("unknown", "utter_human_handoff_unknown")
    assert check(desk) == BEGUN


def test_unknown_is_treated_as_on_shift_if_so_configured(pauses_end):
    bot = handoff(Desk(shift_errors=[SILENT]), unknown_means="on_shift")

    form = followup("human_handoff_form")
    assert check(bot) == result(
        [*handoff_slots(shift_status="unknown"), form, *handoff_slots(**NEW)]
    )
    pauses_end()
    assert check(bot) == BEGUN


def test_a_skill_no_desk_has_is_a_failure_and_another_skill_goes_on():
    desk = Desk(skills={"human": ON})

    assert check(desk, skill="nonsense") == shift_status("unknown", "utter_human_handoff_failed")
    assert check(desk) == BEGUN


def test_the_first_desk_that_is_on_shift_takes_the_request():
    desks = [Desk(skills={"human": OFF}), Desk(skills={"other": ON}), Desk()]

    begun = handoff_slots(shift_status="on_shift", **(NEW | {"desk": "c"}))
    assert check(*desks).events == begun
    assert [len(desk.shift_calls) for desk in desks] == [1, 0, 1]


@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_a_request_while_an_agent_has_the_customer_asks_nobody(state):
    desk = Desk()

    assert check(desk, state=state) == result([followup("human_handoff_with_agent")])
    assert desk.shift_calls == []


def test_after_giving_up_no_vendor_is_called_and_a_new_session_may_ask_again():
    desk = Desk()

    gave_up = shift_status("unknown", "utter_human_handoff_gave_up")
    assert check(desk, state="gave_up", attempts=4) == gave_up
    assert desk.shift_calls == []
    assert check(desk, state="none").slots["shift_status"] == "on_shift"


ANNOUNCED = result(handoff_slots(announced=True), TRANSFER)
BLANK = transfer_responses({"text": "BLANK_MESSAGE"})
NOT_WRITTEN = {"responses": {"utter_human_handoff_transfer": None}}


@cases(
    "conversation announced",
    {
        "where the transfer does not carry the message": ({"channel": "web"}, ANNOUNCED),
        "not where it travels with the transfer": ({"channel": "liveperson"}, result()),
        "not where it was sent": ({"channel": "web", "announced": True}, result()),
        "not without a desk": ({"channel": "web", "desk": None}, result()),
        "not where the desk is gone": ({"channel": "web", "desk": "gone"}, result()),
        "not where it is blank": ({"channel": "web", "domain": BLANK}, result()),
        "not without a variant": ({"channel": "web", "domain": transfer_responses()}, result()),
        "not where it is not written": ({"channel": "web", "domain": NOT_WRITTEN}, result()),
    },
)
def test_the_bot_announces_the_transfer(conversation, announced):
    desk = Desk()
    desk.silent_channels = {"web"}

    chat = Chat(desk, **({"desk": "desk"} | conversation)).say("Ada")

    assert chat.dry_run(before_transfer.Announce) == announced


CHECK = result([followup("action_human_handoff_check_shift_status")])
TRIGGER = {"triggerEvent": "human_handoff"}
NESTED = {"utter_action": "utter_account", "metadata": TRIGGER}


@cases(
    "messages followed_by",
    {
        "the trigger": ([TRIGGER], CHECK),
        "the trigger of a response": ([NESTED], CHECK),
        "no metadata": ([{}], result()),
        "another trigger": ([{"triggerEvent": "other"}], result()),
        "metadata without a trigger": ([{"metadata": {}}], result()),
        "a trigger that is not the latest": ([TRIGGER, {}], result()),
        "no message at all": ([], result()),
    },
)
def test_a_bot_message_that_carries_the_trigger_starts_the_check(messages, followed_by):
    chat = Chat().say("my account")
    for metadata in messages:
        chat.bot("Let me see.", **metadata)

    assert chat.dry_run(before_transfer.FollowTrigger) == followed_by


def test_the_trigger_is_configurable():
    chat = Chat(handoff(trigger_event="agent")).bot("Let me see.", triggerEvent="agent")

    assert chat.dry_run(before_transfer.FollowTrigger) == CHECK
