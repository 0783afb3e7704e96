"""README's table "When things go wrong": every row is proven, and every row is in the table."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from types import SimpleNamespace

import pytest

from actions.human_handoff import Shift
from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.forms import ValidateWithAgentLoop
from actions.human_handoff.rasa_side.return_to_bot import SessionStart
from actions.human_handoff.rasa_side.transfer import Escalate
from tests.docs import test_when_actions_fail
from tests.docs.failure_rows import PROVEN, TABLE, FailureRow, proves, value_of
from tests.unit.fake_desk import OFF, ON, Desk, configuration, handoff
from tests.unit.outcomes import REFUSED, REQUESTED, SILENT, UNREACHABLE, WITH_AGENT
from tests.unit.pauses import after_all_pauses
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import followup
from tests.unit.rasa_side.rasa_tracker import NOW

FAILED, UNKNOWN = "utter_human_handoff_failed", "utter_human_handoff_unknown"
UNCONFIRMED, GAVE_UP = "utter_human_handoff_unconfirmed", "utter_human_handoff_gave_up"
GAVE_UP_UNCONFIRMED = "utter_human_handoff_gave_up_unconfirmed"
RETURNED = "utter_human_handoff_returned"
OFF_SHIFT, UNTIL = "utter_human_handoff_off_shift", "utter_human_handoff_off_shift_until"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock at the time of the customers' messages."""
    clock = SimpleNamespace(time=lambda: NOW, monotonic=time.monotonic)
    for module in ("tracker", "transfer_events"):
        monkeypatch.setattr(f"actions.human_handoff.rasa_side.{module}.time", clock)


def test_every_row_is_proven_and_every_proof_has_its_row() -> None:
    assert set(TABLE) == PROVEN | {test_when_actions_fail.SITUATION}


@proves("no agent is on shift")
def test_nobody_is_on_shift(row: FailureRow) -> None:
    opens_at = datetime.now(timezone.utc) + timedelta(days=1)
    for shift, response in ((Shift(OFF), OFF_SHIFT), (Shift(OFF, opens_at=opens_at), UNTIL)):
        chat = Chat(Desk(skills={"human": shift}))

        assert chat.request().responses == [response]
        row.assert_describes(chat, [response])


@proves("the vendor does not answer, and the cached report is too old")
def test_the_vendor_does_not_answer(row: FailureRow) -> None:
    for usable_minutes, shift_status in ((60, "on_shift"), (0, "unknown")):
        desk = Desk(REQUESTED)
        bot = handoff(desk, shift_cache={"fresh_minutes": 0, "usable_minutes": usable_minutes})
        Chat(bot).say("I want a person", "human_handoff").run(CheckShiftStatus)
        desk.shift_errors.extend([SILENT] * 2)
        chat = Chat(bot).say("I want a person", "human_handoff")
        responses = chat.run(CheckShiftStatus).responses

        assert (chat.slot("shift_status"), len(desk.shift_calls)) == (shift_status, 2)
        assert responses == ([UNKNOWN] if shift_status == "unknown" else [])
    row.assert_describes(chat, responses)
    with after_all_pauses():
        desk.shift_errors.clear()
        assert chat.request().slots["state"] == "requested"


@proves("the vendor does not answer, and the cached report is too old")
def test_the_transfer_is_tried_nevertheless_where_the_configuration_says_so(
    row: FailureRow,
) -> None:
    assert "(or the transfer is tried: `unknown_means: on_shift`)" in row.reads
    desk = Desk(REQUESTED, shift_errors=[SILENT])
    chat = Chat(handoff(desk, unknown_means="on_shift")).say("A person", "human_handoff")

    checked = chat.run(CheckShiftStatus)

    assert followup("human_handoff_form") in checked.events
    row.assert_describes(chat, checked.responses)
    assert chat.transfer().responses == []
    assert chat.slot("state") == "requested"


@proves("the skill is not configured")
def test_the_skill_is_not_configured(row: FailureRow) -> None:
    desk = Desk(skills={"human": ON})
    chat = Chat(desk, skill="nonsense")

    assert chat.request().responses == [FAILED]
    row.assert_describes(chat, [FAILED])
    assert (desk.shift_calls, desk.escalations) == ([], [])


@proves("the transfer is refused, or the vendor is not reached")
@pytest.mark.parametrize("failure", [REFUSED, UNREACHABLE], ids=["refused", "unreachable"])
def test_the_transfer_is_refused_or_the_vendor_not_reached(
    row: FailureRow, failure: Exception
) -> None:
    fallback = handoff(Desk(failure, REQUESTED), skills={"default": "human", "fallback": "human"})
    next_desk = handoff(Desk(failure), Desk(WITH_AGENT))
    for bot in (fallback, next_desk):
        chat = Chat(bot, skill="billing")
        assert chat.request().responses == []
        assert chat.slot("state") in ("requested", "with_agent")

    chat = Chat(handoff(Desk(failure), Desk(failure)))
    assert chat.request().responses == [FAILED]
    row.assert_describes(chat, [FAILED])
    assert row.values["failure"] == {"refused", "unreachable"}


@proves("the vendor may have accepted, but did not confirm it")
def test_the_vendor_did_not_confirm(row: FailureRow) -> None:
    first, second = Desk(SILENT), Desk()
    chat = Chat(handoff(first, second))

    assert chat.request().responses == [UNCONFIRMED]
    row.assert_describes(chat, [UNCONFIRMED])
    assert (len(first.escalations), second.escalations) == (1, [])


@proves("the vendor fails the transfer later")
def test_the_transfer_fails_later(row: FailureRow) -> None:
    assert row.reads == "the same as after a refusal"
    other_route = Chat(handoff(Desk(REQUESTED), Desk(REQUESTED)))
    other_route.request()
    assert other_route.fail_later().responses == []

    chat = Chat(Desk(REQUESTED))
    chat.request()

    assert chat.fail_later().responses == [FAILED]
    refusal = TABLE["the transfer is refused, or the vendor is not reached"]
    assert FAILED in refusal.responses
    row.assert_describes(chat, [])


@proves("the fourth failed request of a session")
@pytest.mark.parametrize(("last", "response"), [(REFUSED, GAVE_UP), (SILENT, GAVE_UP_UNCONFIRMED)])
def test_the_fourth_failed_request(row: FailureRow, last: Exception, response: str) -> None:
    desk = Desk(REFUSED, REFUSED, REFUSED, last, REQUESTED)
    chat = Chat(desk)
    for _ in range(3):
        assert chat.request().responses == [FAILED]

    assert chat.request().responses == [response]
    row.assert_describes(chat, [response])
    calls = len(desk.shift_calls)
    assert chat.request().responses == [GAVE_UP]
    assert (len(desk.shift_calls), len(desk.escalations)) == (calls, 4)

    chat.set_slots(state_since=NOW - value_of(row, "gave_up_minutes") * 60 - 1)
    assert chat.request().slots["state"] == "requested"


@proves("the session expires while an agent has the chat")
def test_the_session_expires_in_the_agents_chat(row: FailureRow) -> None:
    assert (row.reads.startswith("nothing"), row.slots) == (True, "unchanged")
    chat = Chat(Desk(REQUESTED))
    chat.request()
    before = {name: value for name, value in chat.slots.items() if name != "requested_slot"}

    chat.start_session(SessionStart)
    chat.say("are you there?")
    assert chat.run(ValidateWithAgentLoop).messages == []
    assert {**chat.slots, **before} == chat.slots

    chat.set_slots(state_since=NOW - value_of(row, "handed_over_hours") * 3600 - 1)
    assert chat.dry_run(SessionStart).responses == [RETURNED]


@proves("the customer writes on a channel that no desk names")
def test_no_desk_names_the_channel(row: FailureRow, caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()
    named = {"desk": frozenset({"liveperson"})}
    bot = Handoff(replace(configuration(desk), channels=named))
    chat = Chat(bot, channel="rest")

    assert chat.request().responses == [UNKNOWN]
    row.assert_describes(chat, [UNKNOWN])
    assert (desk.shift_calls, desk.escalations) == ([], [])
    assert "the channel rest" in caplog.text
    assert "`channels`" in caplog.text


@proves("the same message arrives three times")
def test_the_same_message_three_times(row: FailureRow) -> None:
    desk = Desk(REQUESTED)
    chat = Chat(desk, desk="desk", requested_skill="human", request=1).say("jane@example.org")

    states = [chat.dry_run(Escalate).slots["state"] for _ in range(3)]

    assert row.reads == "one transfer"
    assert (states, len(desk.escalations)) == (["requested"] * 3, 1)
