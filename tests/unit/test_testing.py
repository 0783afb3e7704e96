"""The scripted desk that bot builders test with."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone

import pytest

from actions.human_handoff import Escalation, SkillError
from actions.human_handoff.testing import ScriptedDesk, scripted_handoff
from tests.unit.rasa_side.rasa_stage import Chat, request

ASKED = Escalation("c-1", None, "human")


def test_without_a_script_everything_goes_well_and_the_desk_remembers():
    desk = ScriptedDesk()
    chat = Chat(name="Jane Doe")

    request(chat, scripted_handoff(desk))

    assert chat.slots["human_handoff_state"] == "requested"
    (asked,) = desk.escalations
    assert (asked.conversation_id, asked.contact.name) == (chat.sender, "Jane Doe")


@pytest.mark.parametrize(
    ("shift", "said"),
    [
        ("off_shift", "utter_human_handoff_off_shift"),
        ("unknown", "utter_human_handoff_unknown"),
    ],
)
def test_nobody_is_there_as_the_script_has_it(shift, said):
    desk = ScriptedDesk(shift=shift)

    assert request(Chat(), scripted_handoff(desk)).said == [said]
    assert desk.escalations == []


def test_the_script_may_change_between_two_questions():
    desk = ScriptedDesk(shift="off_shift", opens_at=datetime(2090, 1, 1, 9, tzinfo=timezone.utc))
    chat, hand = Chat(), scripted_handoff(desk)
    assert request(chat, hand).said == ["utter_human_handoff_off_shift_until"]

    desk.script = type(desk.script)(shift="on_shift")
    request(chat, hand)

    assert chat.slots["human_handoff_state"] == "requested"


@pytest.mark.parametrize(
    ("answer", "state", "failure"),
    [
        ("requested", "requested", None),
        ("with_agent", "with_agent", None),
        ("refused", "failed", "refused"),
        ("unreachable", "failed", "unreachable"),
        ("unconfirmed", "failed", "unconfirmed"),
    ],
)
def test_each_transfer_is_what_the_script_says_and_the_next_is_accepted(answer, state, failure):
    desk = ScriptedDesk(transfers=[answer])
    chat, hand = Chat(), scripted_handoff(desk)

    request(chat, hand)

    assert chat.slots["human_handoff_state"] == state
    assert chat.slots["human_handoff_failure"] == failure
    other = Chat(sender="customer-2")
    request(other, hand)
    assert other.slots["human_handoff_state"] == "requested"


def test_several_desks_stand_in_for_each_other():
    first, second = ScriptedDesk(transfers=["refused"]), ScriptedDesk(carries_message=True)
    chat = Chat()

    result = request(chat, scripted_handoff(first, second, failures_announced=0))

    assert chat.slots["human_handoff_desk"] == "scripted_2"
    assert result.said == ["utter_human_handoff_transfer"]
    assert (len(first.escalations), len(second.escalations)) == (1, 1)


def test_a_skill_the_script_has_not_sends_nothing():
    desk = ScriptedDesk(skills=["billing"])

    with pytest.raises(SkillError):
        desk.escalate(ASKED)

    assert desk.escalations == []
    assert asyncio.run(scripted_handoff(desk).available_desk("billing", 5)).desk == "scripted"
