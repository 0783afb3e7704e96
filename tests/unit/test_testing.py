"""The scripted desk that bot builders test with."""

import asyncio
from datetime import datetime, timezone

import pytest

from actions.human_handoff import Escalation, SkillError
from actions.human_handoff.testing import ScriptedDesk, scripted_handoff
from tests.unit.rasa_side.chat import Chat

# A scripted desk waits before a transfer as a real one does; nothing here is about that.
pytestmark = pytest.mark.usefixtures("waits")


def test_without_a_script_everything_goes_well_and_the_desk_remembers():
    desk = ScriptedDesk()
    chat = Chat(scripted_handoff(desk), name="Jane Doe")

    chat.request()

    assert chat.slot("state") == "requested"
    (escalation,) = desk.escalations
    assert (escalation.conversation_id, escalation.contact.name) == (chat.sender, "Jane Doe")


@pytest.mark.parametrize(
    ("shift", "response"),
    [
        ("off_shift", "utter_human_handoff_off_shift"),
        ("unknown", "utter_human_handoff_unknown"),
    ],
)
def test_nobody_is_there_as_the_script_has_it(shift, response):
    desk = ScriptedDesk(shift=shift)

    assert Chat(scripted_handoff(desk)).request().responses == [response]
    assert desk.escalations == []


def test_the_script_may_change_between_two_questions():
    desk = ScriptedDesk(shift="off_shift", opens_at=datetime(2090, 1, 1, 9, tzinfo=timezone.utc))
    chat = Chat(scripted_handoff(desk))
    assert chat.request().responses == ["utter_human_handoff_off_shift_until"]

    desk.script = type(desk.script)(shift="on_shift")
    chat.request()

    assert chat.slot("state") == "requested"


@pytest.mark.parametrize(
    ("outcome", "state", "failure"),
    [
        ("requested", "requested", None),
        ("with_agent", "with_agent", None),
        ("refused", "failed", "refused"),
        ("unreachable", "failed", "unreachable"),
        ("unconfirmed", "failed", "unconfirmed"),
    ],
)
def test_each_transfer_is_what_the_script_says_and_the_next_is_accepted(outcome, state, failure):
    bot = scripted_handoff(ScriptedDesk(transfers=[outcome]))
    chat, other = Chat(bot), Chat(bot, sender="customer-2")

    chat.request()
    other.request()

    assert (chat.slot("state"), chat.slot("failure")) == (state, failure)
    assert other.slot("state") == "requested"


def test_several_desks_stand_in_for_each_other():
    first, second = ScriptedDesk(transfers=["refused"]), ScriptedDesk(carries_message=True)
    chat = Chat(scripted_handoff(first, second, failures_announced=0))

    assert chat.request().responses == ["utter_human_handoff_transfer"]
    assert chat.slot("desk") == "scripted_2"
    assert (len(first.escalations), len(second.escalations)) == (1, 1)


def test_a_skill_the_script_has_not_sends_nothing():
    desk = ScriptedDesk(skills=["billing"])

    with pytest.raises(SkillError):
        desk.escalate(Escalation("c-1", None, "human"))

    assert desk.escalations == []
    assert (
        asyncio.run(scripted_handoff(desk).available_desk("billing", ["scripted"], 5)).desk
        == "scripted"
    )


def test_the_script_says_how_long_customers_wait_and_whether_the_bot_may_take_them_back():
    desk = ScriptedDesk(waiting_minutes=4, takes_back=True)
    waiting = desk.waiting("human")
    assert (waiting.seconds, waiting.people, desk.tells_waiting_time) == (240, None, True)
    desk.take_back("customer-1", None)
    assert (desk.taken_back, desk.takes_back) == (["customer-1"], True)

    other = ScriptedDesk()
    assert (other.waiting("human"), other.tells_waiting_time) == (None, False)
    assert other.takes_back is False
