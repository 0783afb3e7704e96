"""Customers, channels and desks that do not behave: an answer, a true state, nothing private."""

from __future__ import annotations

import asyncio
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.human_handoff import actions
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.rasa_side.base import HandoffAction
from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.forms import ValidateHandoffForm, ValidateWithAgentLoop
from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.take_back import LeaveQueue, NobodyCame
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed
from tests.unit.fake_desk import Desk, configuration, handoff
from tests.unit.handoff_events.schema import SCHEMA
from tests.unit.outcomes import REFUSED, REQUESTED
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup
from tests.unit.rasa_side.rasa_tracker import NOW

UNKNOWN, UNCONFIRMED = "utter_human_handoff_unknown", "utter_human_handoff_unconfirmed"
ALL = [getattr(actions, name) for name in actions.__all__]
# What runs while the desk has the conversation.
WITH_DESK = {Returned, NobodyCame, LeaveQueue, TransferFailed, SessionStart, ValidateWithAgentLoop}
SECRET = "ada@example.org"
SHORT, LONG = 3600.0, 25 * 3600.0


def listing(channels, *desks):
    """Return a handoff whose desks list these channels, in order."""
    settings = configuration(*desks)
    settings.channels.update(zip(settings.desks, map(frozenset, channels)))
    return Handoff(settings)


def asked(chat):
    """Let the customer ask for a person; return what the shift check does."""
    return chat.say("a person!", "human_handoff", human_handoff_conversation_id="x-1").run(
        CheckShiftStatus
    )


def broken(monkeypatch, action):
    """Let an action raise an error whose text is private."""

    async def act(*_):
        raise ValueError(SECRET)

    monkeypatch.setattr(action, "act", act)


# Channels


def test_on_a_channel_that_no_desk_names_nobody_is_transferred_and_the_log_says_what_is_missing(
    caplog,
):
    desk = Desk(REQUESTED)
    bot = listing([["liveperson"]], desk)

    refused = asked(Chat(bot, channel="rest"))

    assert refused.responses == [UNKNOWN]
    assert (desk.shift_calls, desk.escalations) == ([], [])
    assert "the channel rest" in caplog.text
    assert "`channels` of the desk" in caplog.text
    assert asked(Chat(bot, channel="liveperson")).slots["shift_status"] == "on_shift"


def test_a_desk_whose_id_is_not_known_is_passed_over():
    first, second = Desk(REFUSED), Desk(REQUESTED)
    chat = Chat(listing([["liveperson"], ["cm"]], first, second))

    assert chat.request().responses == ["utter_human_handoff_failed"]

    assert (len(first.escalations), second.escalations) == (1, [])
    assert chat.slot("tried") == ["a/human"]


def test_the_next_desk_gets_its_own_id_and_never_the_first_ones():
    first, second = Desk(REFUSED), Desk(REQUESTED)
    chat = Chat(listing([["liveperson"], ["cm"]], first, second), conversation_id={"b": "b-7"})

    chat.request(human_handoff_conversation_id="a-1")

    assert [escalation.conversation_id for escalation in first.escalations] == ["a-1"]
    assert [escalation.conversation_id for escalation in second.escalations] == ["b-7"]
    assert chat.slot("state") == "requested"


def test_a_desk_that_lost_the_id_before_the_transfer_sends_nothing(caplog):
    desk = Desk(REQUESTED)
    bot = listing([["liveperson"]], desk)
    chat = Chat(bot, channel="rest", desk="desk", requested_skill="human", request=1).say("Ada")

    assert chat.transfer().responses == ["utter_human_handoff_failed"]

    assert desk.escalations == []
    assert "desk desk has no id of this customer" in caplog.text


# Errors


@pytest.mark.parametrize("action", ALL, ids=lambda action: action.action_name)
def test_an_error_in_an_action_is_an_answer_and_its_text_is_not_in_the_log(
    monkeypatch, caplog, action
):
    caplog.set_level(logging.DEBUG)
    with monkeypatch.context() as patched:
        broken(patched, action)
        state = "requested" if action in WITH_DESK else "none"
        chat = Chat(state=state, desk="desk", last_handoff={"ending": "returned"})
        chat.say("Hello").dry_run(action)

    assert f"{action.action_name} failed: ValueError" in caplog.text
    assert SECRET not in caplog.text
    Chat(handoff(Desk(REQUESTED), offers={})).say("Hello").dry_run(action)


def test_after_an_error_in_the_transfer_nobody_knows_whether_it_was_made(monkeypatch):
    desk = Desk(REQUESTED)
    chat = Chat(desk, desk="desk", requested_skill="human", request=1).say("Ada")
    with monkeypatch.context() as patched:
        broken(patched, Escalate)
        failed = chat.run(Escalate)

    assert failed.responses == [UNCONFIRMED]
    assert (failed.slots["state"], failed.slots["failure"]) == ("failed", "unconfirmed")
    assert followup("action_listen") in failed.events
    assert chat.request().slots["state"] == "requested"


@pytest.mark.parametrize(
    ("action", "responses"),
    [
        (CheckShiftStatus, [UNKNOWN]),
        (Announce, []),
        (ValidateWithAgentLoop, []),
        (ValidateHandoffForm, []),
        (SessionStart, []),
        (TransferFailed, [UNCONFIRMED]),
    ],
)
def test_the_answer_after_an_error_is_true(monkeypatch, action, responses):
    broken(monkeypatch, action)

    assert Chat().say("Hello").dry_run(action).responses == responses


ANY = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=5) | st.just("human_handoff_conversation_id"), inner, max_size=3
        )
    ),
    max_leaves=5,
)
NAMES = [name.removeprefix("human_handoff_") for name in Chat().slots if "human_handoff" in name]


@given(st.sampled_from(ALL), st.dictionaries(st.sampled_from(NAMES), ANY, max_size=4), ANY, ANY)
def test_whatever_the_slots_and_the_metadata_hold_an_action_answers(action, slots, metadata, text):
    chat = Chat(Desk(*[REQUESTED] * 3), **slots).say("Hello", "human_handoff")
    chat.is_held_to_conditions = False  # no conversation has such slots
    chat.events[-1]["metadata"] = metadata
    chat.latest["metadata"], chat.latest["text"] = metadata, text

    result = chat.dry_run(action)

    assert isinstance(result.events, list)


# Time


@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_a_state_that_nobody_ended_is_believed_for_a_day(state):
    old, young = NOW - LONG, NOW - SHORT
    forgotten = Chat(Desk(REQUESTED), state=state, state_since=old)
    waiting = Chat(Desk(REQUESTED), state=state, state_since=young)

    assert asked(waiting).events == [followup("human_handoff_with_agent")]
    assert asked(forgotten).slots["state"] == "none"


@pytest.mark.parametrize(("ago", "is_back"), [(SHORT, False), (LONG, True)])
def test_in_a_new_session_the_bot_says_that_it_is_back_after_a_day(ago, is_back):
    chat = Chat(state="requested", state_since=NOW - ago)

    started = chat.dry_run(SessionStart)

    assert started.responses == (["utter_human_handoff_returned"] if is_back else [])
    assert started.slots["state"] == ("none" if is_back else "requested")


@pytest.mark.parametrize(("ago", "is_back"), [(SHORT, False), (LONG, True)])
def test_in_the_silent_loop_the_bot_comes_back_after_a_day(ago, is_back):
    chat = Chat(state="requested", state_since=NOW - ago)
    chat.enter("human_handoff_with_agent", "human_handoff_silence").say("Hello?")

    events = chat.dry_run(ValidateWithAgentLoop).events

    assert (followup("action_human_handoff_returned") in events) is is_back


@pytest.mark.parametrize(("ago", "asks"), [(1800, False), (4000, True)])
def test_after_too_many_failures_the_vendor_is_asked_again_after_an_hour(ago, asks):
    desk = Desk(REQUESTED)
    chat = Chat(desk, state="gave_up", attempts=4, state_since=NOW - ago)

    checked = asked(chat)

    assert bool(desk.shift_calls) is asks
    assert checked.responses == ([] if asks else ["utter_human_handoff_gave_up"])
    assert chat.slot("attempts") == (0 if asks else 4)


# Events that come twice


def test_a_failure_that_is_reported_twice_counts_once():
    desk = Desk(REQUESTED, REQUESTED)
    chat = Chat(desk)
    chat.request()

    assert chat.fail_later().responses == ["utter_human_handoff_failed"]
    assert chat.fail_later().responses == []
    assert (chat.slot("state"), chat.slot("attempts")) == ("failed", 1)
    assert chat.request().slots["state"] == "requested"


def test_a_repeated_failure_does_not_end_the_transfer_that_came_after_it():
    first, second = Desk(REQUESTED), Desk(REQUESTED)
    chat = Chat(first, second)
    chat.request()
    chat.fail_later()
    assert (chat.slot("desk"), chat.slot("state")) == ("b", "requested")

    repeated = chat.fail_later()

    assert repeated.events[-1] == followup("human_handoff_with_agent")
    assert (chat.slot("desk"), chat.slot("state")) == ("b", "requested")
    assert len(second.escalations) == 1


def test_a_stray_report_does_not_make_a_repetition_of_the_next_one():
    # The transfer of an earlier request had no answer, and is reported as failed while the
    # customer asks again. Then the transfer of the new request fails, too.
    chat = Chat(Desk(REFUSED), Desk(REQUESTED))
    chat.say("I want a person", "human_handoff").run(CheckShiftStatus)
    assert chat.fail_later().responses == ["utter_human_handoff_nothing_requested"]
    chat.say("jane@example.org", "inform").run(Escalate)
    chat.run(TransferFailed)
    assert (chat.slot("desk"), chat.slot("state")) == ("b", "requested")

    assert chat.fail_later().responses == ["utter_human_handoff_failed"]
    assert chat.slot("state") == "failed"


def test_a_repetition_after_a_crash_takes_no_other_desk_than_the_first_delivery():
    first, second = Desk(REQUESTED), Desk()
    chat = Chat(first, second).say("I want a person", "human_handoff")
    chat.run(CheckShiftStatus)
    assert chat.slot("desk") == "a"
    chat.dry_run(Escalate)  # the server is killed before it answers
    chat.set_slots(desk="b")  # the repetition has found nobody at the first desk

    repeated = chat.run(Escalate)

    assert (len(first.escalations), second.escalations) == (1, [])
    assert (repeated.slots["desk"], repeated.slots["state"]) == ("a", "requested")
    assert repeated.slots["tried"] == ["a/human"]


RUBBISH = "Jan Jansen <jan@example.org> +31612345678"


@pytest.mark.parametrize("channel", [RUBBISH, {"phone": RUBBISH}, [RUBBISH], 7, "\n" + RUBBISH])
def test_a_channel_that_names_itself_as_it_likes_is_shown_nowhere(channel, caplog):
    chat = Chat(listing([["liveperson"]], Desk()), channel=channel)
    chat.say("I want a person", "human_handoff").run(CheckShiftStatus)

    SCHEMA.validate(chat.reports[0])
    assert chat.reports[0]["channel"] in ("", "other")
    assert "jan@example.org" not in caplog.text + repr(chat.reports)


@pytest.mark.parametrize("slot", ["desk", "requested_skill", "skill", "tried"])
def test_what_a_bot_puts_into_our_slots_is_shown_nowhere(slot, caplog):
    chat = Chat(Desk(REQUESTED))
    chat.set_slots(**{slot: [f"{RUBBISH}/{RUBBISH}"] if slot == "tried" else RUBBISH})
    chat.request()
    chat.fail_later()

    assert chat.reports
    assert "jan@example.org" not in caplog.text + repr(chat.reports)


def test_the_first_report_is_about_the_desk_that_has_the_chat_however_soon_it_comes():
    chat = Chat(Desk(REFUSED), Desk(REQUESTED))
    chat.request()
    assert (chat.slot("desk"), chat.slot("state")) == ("b", "requested")

    assert chat.fail_later().responses == ["utter_human_handoff_failed"]
    assert chat.slot("state") == "failed"


def test_a_late_failure_of_an_earlier_desk_does_not_end_the_next_ones_transfer():
    first, second = Desk(REQUESTED), Desk(REQUESTED)
    first.tells_of_failures = True
    chat = Chat(first, second)
    chat.request()
    chat.fail_later()
    chat.set_slots(state_since=NOW - 600)

    assert chat.fail_later().events[-1] == followup("human_handoff_with_agent")
    second.tells_of_failures = True
    assert chat.fail_later().slots["state"] == "failed"


# The time for an answer


class HangingDesk(Desk):
    """A desk that reports no shift for a while."""

    def shift_report(self, skill, max_age):
        self.shift_calls.append(skill)
        self.released.wait(5)
        return super().shift_report(skill, max_age)


def test_three_desks_that_hang_leave_time_for_the_answer(held):
    desks = [HangingDesk() for _ in range(3)]
    for desk in desks:
        desk.released = held
    bot = handoff(*desks, deadline_seconds=1, skills={"default": "human", "fallback": "other"})
    chat = Chat(bot).say("a person!", "human_handoff")

    async def check():
        began = asyncio.get_running_loop().time()
        result = await chat.execute(CheckShiftStatus)
        return result, asyncio.get_running_loop().time() - began

    result, seconds = asyncio.run(check())

    assert result.responses == [UNKNOWN]
    assert seconds < 5, "each desk had the whole time"
    held.set()


def test_every_action_has_an_answer_after_an_error():
    assert [action for action in ALL if action.recover is HandoffAction.recover] == []
