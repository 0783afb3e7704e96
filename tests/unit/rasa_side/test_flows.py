"""Bots of flows, which have no forms: every action names what follows in a slot instead."""

import pytest

from actions.human_handoff import actions
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.messages.noting import Messages
from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.flows import FORM_SLOTS
from actions.human_handoff.rasa_side.silent_step import AskNothing, ValidateSilence
from actions.human_handoff.rasa_side.slots import RETURNED_INTENT
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed
from tests.unit.cases import cases
from tests.unit.fake_desk import OFF, UNKNOWN, Desk, configuration, handoff
from tests.unit.lost_store import LostStore
from tests.unit.outcomes import REFUSED, REQUESTED
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import handoff_slots, result
from tests.unit.rasa_side.test_messages import NOBODY

OLD = "whatever an earlier action has left"
OF_FORMS = {"active_loop", "followup", "action_execution_rejected"}
HOUR = 3600.0
FAILED, RETURNED = "action_human_handoff_transfer_failed", "action_human_handoff_returned"
NOBODY_CAME, LEAVE = "action_human_handoff_nobody_came", "action_human_handoff_leave_queue"
SILENT = result(handoff_slots(silence=None, next=None))


def of_flows(*bot, **slots):
    """Return the conversation of a bot whose domain has the slot that only flows read."""
    return Chat(*bot, **{"next": OLD, "silence": None, **slots})


def asking(*bot, **slots):
    return of_flows(*bot, **slots).say("a person please", "human_handoff")


@pytest.mark.parametrize("name", actions.__all__)
@pytest.mark.parametrize("state", ["none", "requested", "failed"])
def test_no_action_returns_what_only_forms_understand_and_each_says_what_follows(name, state):
    chat = asking(Desk(REFUSED), state=state)
    chat.is_held_to_conditions = False

    events = chat.dry_run(getattr(actions, name)).events

    assert OF_FORMS.isdisjoint(event["event"] for event in events)
    assert FORM_SLOTS.isdisjoint(event.get("name") for event in events)
    assert events[-1]["name"] == "human_handoff_next"
    assert events[-1]["value"] != OLD


def test_what_a_form_would_ask_is_named_but_its_slots_are_not_set(monkeypatch):
    monkeypatch.setattr(Messages, "start", lambda self: None)  # nothing is delivered here
    nobody = configuration(Desk(skills={"human": OFF}), messages=NOBODY)
    bot = Handoff(nobody, LostStore(is_lost=False))

    checked = asking(bot).run(CheckShiftStatus)

    assert checked.slots["next"] == "human_handoff_message_form"
    assert "message_offer" not in checked.slots


@cases(
    "chat action follows",
    {
        "a request while agents have the chat: the silent step": (
            asking(state="requested"),
            CheckShiftStatus,
            "human_handoff_with_agent",
        ),
        "nobody is on shift: nothing": (
            asking(Desk(skills={"human": OFF})),
            CheckShiftStatus,
            None,
        ),
        "on shift: nothing, the flow asks for the name": (asking(), CheckShiftStatus, None),
        "unknown, but the bot transfers all the same: the contact questions": (
            asking(handoff(Desk(skills={"human": UNKNOWN}), unknown_means="on_shift")),
            CheckShiftStatus,
            "human_handoff_form",
        ),
        "announced: nothing": (asking(desk="desk"), Announce, None),
        "a transfer that nobody has asked for: the end": (asking(), Escalate, "action_listen"),
    },
)
def test_the_slot_names_what_rasa_would_run_next(chat, action, follows):
    assert chat.dry_run(action).slots["next"] == follows


def test_a_route_that_is_announced_first_runs_the_action_again():
    first, second = Desk(REFUSED), Desk(REQUESTED, carries=False)
    chat = asking(first, second, channel="web")
    chat.run(CheckShiftStatus)
    chat.run(Escalate)

    assert chat.run(TransferFailed).slots["next"] == FAILED
    assert chat.run(TransferFailed).slots["next"] is None
    assert chat.slot("state") == "requested"


def test_a_bot_with_forms_knows_no_such_slot():
    assert "next" not in Chat().say("a person", "human_handoff").run(CheckShiftStatus).slots


# The silent step


def silent(text, intent="", **slots):
    """Return the chat in which the step has taken this message, and the engine no intent."""
    slots = {"state": "requested", "silence": text, "state_since": None, **slots}
    chat = of_flows(handoff(Desk(), handed_over_hours=2), **slots)
    return chat.say(text, intent, 0.9 if intent else 0)


def test_the_step_asks_without_a_word():
    assert of_flows(state="requested").say("Hello?").run(AskNothing) == result(
        handoff_slots(next=None)
    )


def test_a_step_that_begins_has_nothing_to_read():
    chat = of_flows(state="requested").say("ada@example.org")

    assert chat.run(ValidateSilence) == result(handoff_slots(next=None))


@cases(
    "chat",
    {
        "a message for the agent": silent("It is about order 7."),
        "a request for what the bot could do": silent("What is my balance?"),
        "a text that an engine takes for the platform's": silent("Back!", RETURNED_INTENT),
        "a button of the bot": silent("/human_handoff_wait"),
        "an intent in the middle of a text": silent("see /human_handoff_returned"),
    },
)  # fmt: skip
def test_every_message_is_taken_in_silence_and_the_step_goes_on(chat):
    assert chat.run(ValidateSilence) == SILENT


@cases(
    "chat follows",
    {
        "the platform's words for a failure": (silent("__agent_escalation_failed__"), FAILED),
        "its words for the return": (silent(" __agent_returned__ "), RETURNED),
        "its intent for a failure": (silent("/human_handoff_failed"), FAILED),
        "its intent for the return": (silent("/human_handoff_returned"), RETURNED),
        "an intent through Rasa's HTTP API": (
            silent("EXTERNAL: human_handoff_nobody_came"),
            NOBODY_CAME,
        ),
        "an intent with entities": (silent('/human_handoff_nobody_came{"a": 1}'), NOBODY_CAME),
        "an intent that the engine has recognised": (
            silent("/human_handoff_returned", "human_handoff_returned"),
            RETURNED,
        ),
    },
)
def test_the_platforms_messages_end_the_step_and_the_slot_names_the_action(chat, follows):
    assert chat.run(ValidateSilence) == result(handoff_slots(next=follows))
    assert chat.slot("silence") is not None, "an empty slot would go on with the step"


def test_agents_are_not_believed_for_ever():
    chat = silent("Hello?")
    chat.set_slots(state_since=chat.time - 3 * HOUR)

    assert chat.run(ValidateSilence) == result(handoff_slots(next=RETURNED))
