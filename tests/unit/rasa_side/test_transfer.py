"""The transfer and the routes after a failure, through the real actions."""

from __future__ import annotations

import asyncio
import re

import pytest

from actions.human_handoff import Contact, Escalation, Transfer, TransferState, errors
from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed
from tests.unit.cases import cases
from tests.unit.fake_desk import OFF, ON, Desk, handoff
from tests.unit.outcomes import NO_SKILL, REFUSED, REQUESTED, SILENT, UNREACHABLE, WITH_AGENT
from tests.unit.rasa_side.chat import TRANSFER_TEXT, Chat, transfer_responses
from tests.unit.rasa_side.events import (
    followup,
    handoff_slots,
    loop_event,
    response,
    result,
)
from tests.unit.rasa_side.rasa_tracker import NOW

TRANSFER, FAILED = "utter_human_handoff_transfer", "utter_human_handoff_failed"
UNCONFIRMED, GAVE_UP = "utter_human_handoff_unconfirmed", "utter_human_handoff_gave_up"
GAVE_UP_UNCONFIRMED = "utter_human_handoff_gave_up_unconfirmed"
BLANK = transfer_responses({"text": "BLANK_MESSAGE"})
AGAIN = {"default": "human", "fallback": "human"}


def ready(*bot, **slots):
    """A conversation whose form is filled, at the desk that is called `desk`."""
    requested = {"desk": "desk", "requested_skill": "human", "request": 1, "tried": []}
    return Chat(*bot, **(requested | slots)).say("Ada")


@pytest.mark.parametrize(
    ("outcome", "state"), [(REQUESTED, "requested"), (WITH_AGENT, "with_agent")]
)
def test_an_accepted_transfer_sets_the_state_carries_the_message_and_is_made_once(outcome, state):
    desk = Desk(outcome)
    chat = ready(desk, name="Ada", email="ada@x.nl")

    results = [chat.dry_run(Escalate) for _ in range(3)]

    slots = {"tried": ["desk/human"], "desk": "desk", "state": state, "state_since": NOW}
    assert results == [result(handoff_slots(**slots, failure=None, announced=True))] * 3
    assert desk.escalations == [
        Escalation(
            *("customer-1", None, "human", TRANSFER_TEXT, Contact("Ada", "ada@x.nl")),
            channel="liveperson",
            last_messages=[],
        )
    ]


class ReplyDesk(Desk):
    """A desk whose vendor's platform reads the transfer in the bot's reply."""

    def transfers_in_reply(self, channel: str) -> bool:
        return channel == "liveperson"


def test_a_transfer_that_travels_in_the_answer_is_made_again_when_the_answer_was_lost():
    payload = {"human_handoff": {"transfer": {"skill": "Human"}}}
    chat = ready(ReplyDesk(*[Transfer(TransferState.REQUESTED, channel_payload=payload)] * 2))

    lost, arrived = chat.dry_run(Escalate), chat.run(Escalate)

    assert arrived.messages == lost.messages == [response(None, custom=payload)]
    assert chat.slot("state") == "requested"


@pytest.mark.parametrize(
    ("problem", "failure"),
    [
        (NO_SKILL, "skill"),
        (UNREACHABLE, "unreachable"),
        (REFUSED, "refused"),
        (errors.VendorBusyError("Stand-in", "too many", 3.0), "refused"),
        (errors.ConfigurationError("found late"), "unconfirmed"),
        (ValueError("a bug in a desk of the bot's own"), "unconfirmed"),
        (errors.VendorRefusedError("Stand-in", "gateway", 504), "unconfirmed"),
        (errors.VendorResponseError("Stand-in", "HTML"), "unconfirmed"),
        (SILENT, "unconfirmed"),
    ],
)
def test_a_failure_says_nothing_and_a_repetition_shares_it_and_a_new_request_does_not(
    problem, failure
):
    desk = Desk(problem, REQUESTED)
    chat = ready(desk)

    slots = {"tried": ["desk/human"], "desk": "desk", "state": "failed", "state_since": NOW}
    slots["failure"] = failure
    results = [chat.dry_run(Escalate), chat.run(Escalate)]
    assert results == [result(handoff_slots(**slots))] * 2
    chat.set_slots(request=2)
    again = chat.run(Escalate)
    assert (again.slots["state"], again.messages) == ("requested", [])
    assert len(desk.escalations) == 2


@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_nothing_is_sent_where_an_agent_has_the_conversation(state):
    desk = Desk()

    assert ready(desk, state=state).dry_run(Escalate) == result(handoff_slots(state=state))
    assert desk.escalations == []


@pytest.mark.parametrize("state", ["none", None, "failed", "gave_up"])
def test_nothing_is_sent_where_nothing_is_requested_and_the_customer_gets_an_answer(state):
    desk = Desk()

    escalated = ready(desk, desk=None, state=state).dry_run(Escalate)

    assert escalated == result([followup("action_listen")], "utter_human_handoff_nothing_requested")
    assert desk.escalations == []


def test_the_skill_is_the_one_that_was_found_on_shift_whatever_is_spoken_of_since():
    desk = Desk(REQUESTED)

    ready(desk, requested_skill="billing", skill="offers", topic="account").dry_run(Escalate)

    assert [escalation.skill for escalation in desk.escalations] == ["billing"]


def test_a_desk_that_is_no_longer_configured_is_a_failed_transfer(caplog):
    desk = Desk()

    slots = {"tried": ["gone/human"], "desk": "gone", "state": "failed", "state_since": NOW}
    slots["failure"] = "skill"
    assert ready(desk, desk="gone").dry_run(Escalate) == result(handoff_slots(**slots))
    assert desk.escalations == []
    (line,) = caplog.messages
    assert re.fullmatch(
        "no transfer in the conversation [0-9a-f]{40}: desk gone is no longer configured", line
    )


def test_what_is_no_desks_name_in_the_slot_is_not_logged(caplog):
    ready(Desk(), desk="Jan Jansen 0612345678").dry_run(Escalate)

    (line,) = caplog.messages
    assert line.endswith(": desk whose name is not shown is no longer configured")


def test_another_desk_takes_the_request_of_one_that_is_no_longer_configured():
    chat = ready(Desk(REQUESTED), desk="gone")

    assert chat.transfer().messages == []
    slots = [chat.slot(name) for name in ("state", "desk", "tried")]
    assert slots == ["requested", "desk", ["gone/human", "desk/human"]]


def test_a_customer_whose_desk_is_gone_with_no_other_gets_the_failure_and_may_ask_again():
    desk = Desk(REQUESTED, skills={"human": OFF})
    chat = ready(desk, desk="gone")

    assert chat.transfer().messages == [response(FAILED)]
    slots = [chat.slot(name) for name in ("state", "attempts", "failure", "desk")]
    assert slots == ["failed", 1, "skill", None]
    desk.skills = {"human": ON}
    assert chat.request().slots["state"] == "requested"


def test_a_failure_reported_by_a_desk_that_is_no_longer_configured_gives_the_conversation_back():
    chat = ready(desk="gone", state="requested", tried=["gone/human", "desk/human"])

    assert chat.fail_later().responses == [FAILED]
    assert chat.slot("state") == "failed"


def test_the_vendors_answer_sets_the_builders_slots_last():
    slots = {"ticket": "T-1", "position": 3}

    accepted = ready(Desk(Transfer(TransferState.REQUESTED, slots))).dry_run(Escalate)

    assert list(accepted.slots.items())[-2:] == list(slots.items())


@cases(
    "desk conversation responses",
    {
        "not shown on the channel": (Desk(carries=False), {"channel": "web"}, [TRANSFER]),
        "announced": (Desk(), {"announced": True}, []),
        "blank, carried": (Desk(), {"domain": BLANK}, []),
        "blank, not carried": (Desk(carries=False), {"domain": BLANK}, []),
    },
)
def test_a_message_that_is_sent_or_blank_is_not_carried_as_well(desk, conversation, responses):
    desk.outcomes.append(REQUESTED)

    transferred = ready(desk, **conversation).transfer()

    assert transferred.responses == responses
    assert [escalation.message for escalation in desk.escalations] == [None]


def test_the_message_is_sent_after_acceptance_where_nobody_announced_it():
    chat = ready(Desk(REFUSED, REQUESTED, carries=False))

    assert chat.run(Escalate).messages == []
    chat.set_slots(request=2)
    assert chat.run(Escalate).messages == [response(TRANSFER)]


def test_two_deliveries_at_once_make_one_transfer_and_neither_claims_another():
    desk = Desk(REQUESTED)
    chat = ready(desk)

    async def together():
        return await asyncio.gather(*(chat.execute(Escalate) for _ in range(5)))

    results = asyncio.run(together())
    afterwards = chat.dry_run(Escalate)

    states = [(each.slots["state"], each.slots["failure"]) for each in results]
    assert len(desk.escalations) == 1
    assert ("requested", None) in states
    assert set(states) <= {("requested", None), ("failed", "unconfirmed")}
    assert afterwards.slots["state"] == "requested"


def test_a_new_request_and_an_old_id_with_a_new_tracker_are_transferred_again():
    desk = Desk(*[REQUESTED] * 4)
    bot = handoff(desk)
    restarted = ready(bot).restart().say("Ada")
    restarted.set_slots(desk="desk", requested_skill="human", request=1)

    for chat in (ready(bot), ready(bot, request=2), ready(bot, began=1_789_000_000.0), restarted):
        assert chat.dry_run(Escalate).slots["state"] == "requested"

    assert len(desk.escalations) == 4


@cases(
    "seconds_ago messages waited",
    {
        "without messages, not at all": (0, 0, []),
        "for the messages that the customer is still to read": (0, 2, [4]),
        "no more than half of what is left": (4, 9, [pytest.approx(3, abs=0.2)]),
        "not at all where the deadline is used up": (59, 1, []),
    },
)
def test_a_transfer_waits_and_leaves_time_for_the_call(waits, seconds_ago, messages, waited):
    chat = ready(handoff(Desk(REQUESTED), seconds_per_message=2, deadline_seconds=10))
    chat.say("Ada", ago=seconds_ago)
    for _ in range(messages):
        chat.bot()
    chat.time = NOW - 0.01
    chat.listen()

    assert chat.dry_run(Escalate).slots["state"] == "requested"
    assert waits == waited


def test_a_further_route_does_not_wait_for_the_same_messages_again(waits):
    bot = handoff(Desk(REFUSED), Desk(REQUESTED), seconds_per_message=2)
    chat = ready(bot, desk="a").bot().bot()

    chat.transfer()

    assert chat.slot("desk") == "b"
    assert waits == [4]


def test_a_failure_that_is_reported_later_gives_the_conversation_back():
    chat = Chat(Desk(REQUESTED))
    chat.request()

    slots = {"state": "failed", "state_since": NOW, "attempts": 1, "failure": "later"}
    slots["tried"] = ["desk/human"]
    assert chat.fail_later() == result(
        [loop_event(None), *handoff_slots(**slots, desk=None)], FAILED
    )


FOUR_REFUSALS, FOUR_FAILURES = [Desk(*[REFUSED] * 4)], [[FAILED]] * 3 + [[GAVE_UP]] * 3


@cases(
    "desks announced responses state attempts",
    {
        "one failure": ([Desk(REFUSED, REQUESTED)], 3, [[FAILED], []], "requested", 1),
        "unconfirmed last failure": (
            [Desk(SILENT)],
            0,
            [[GAVE_UP_UNCONFIRMED], [GAVE_UP]],
            "gave_up",
            1,
        ),
        "three announced, the fourth is the last": (FOUR_REFUSALS, 3, FOUR_FAILURES, "gave_up", 4),
        "where the vendor may have acted no other route is tried": (
            [Desk(SILENT, REQUESTED), Desk()],
            3,
            [[UNCONFIRMED], []],
            "requested",
            1,
        ),
        "the next desk refuses after the transfer message": (
            [Desk(REFUSED, REFUSED), Desk(REFUSED, REQUESTED, carries=False)],
            3,
            [[TRANSFER, FAILED], [TRANSFER]],
            "requested",
            1,
        ),
    },
)
def test_after_a_failure_the_customer_can_ask_again(desks, announced, responses, state, attempts):
    chat = Chat(handoff(*desks, failures_announced=announced))

    assert [chat.request().responses for _ in responses] == responses
    assert (chat.slot("state"), chat.slot("attempts")) == (state, attempts)
    assert not any(desk.outcomes for desk in desks), "fewer transfers than expected"
    assert len(desks[0].escalations) == len(desks[0].shift_calls)


@pytest.mark.parametrize("seconds", [2, 3, 4])
def test_the_next_desk_takes_a_refused_request_also_with_a_short_deadline(seconds):
    first, second = Desk(REFUSED), Desk(WITH_AGENT)
    chat = Chat(handoff(first, second, deadline_seconds=seconds))

    assert chat.request().slots["state"] == "with_agent"


def test_the_next_route_takes_a_refused_request():
    first, second = Desk(REFUSED, skills={"billing": ON, "human": OFF}), Desk(WITH_AGENT)
    chat = Chat(handoff(first, second, skills=AGAIN), skill="billing")

    transferred = chat.request()

    slots = {"tried": ["a/billing", "b/billing"], "desk": "b", "state": "with_agent"}
    slots["state_since"] = NOW
    assert transferred.events[-7:] == [
        loop_event(None),
        *handoff_slots(**slots, failure=None, announced=True),
    ]
    assert transferred.messages == []
    assert chat.slot("attempts") is None


def test_the_transfer_message_is_read_before_the_next_desk_is_asked():
    second = Desk(REQUESTED, carries=False)
    chat = Chat(Desk(REFUSED), second)
    chat.say("I want a person", "human_handoff")
    for action in (CheckShiftStatus, Announce, Escalate):
        assert chat.run(action).responses == []

    slots = {"state": "failed", "state_since": NOW, "failure": "refused"}
    slots |= {"tried": ["a/human"], "desk": "b"}
    asks_to_be_run_again = followup("action_human_handoff_transfer_failed")
    assert chat.run(TransferFailed) == result(
        [loop_event(None), *handoff_slots(**slots, announced=True), asks_to_be_run_again], TRANSFER
    )
    assert second.escalations == [], "Rasa delivers the messages when the action is over"

    assert chat.run(TransferFailed).responses == []
    assert [escalation.message for escalation in second.escalations] == [None]
    assert (chat.slot("state"), chat.slot("desk")) == ("requested", "b")


def test_the_fallback_skill_is_tried_once():
    desk = Desk(REQUESTED, REFUSED)
    chat = Chat(handoff(desk, skills=AGAIN), skill="billing")
    chat.request()

    failed = chat.fail_later()

    assert [escalation.skill for escalation in desk.escalations] == ["billing", "human"]
    slots = {"state": "failed", "state_since": NOW, "attempts": 1, "failure": "refused"}
    tried = ["desk/billing", "desk/human"]
    assert failed.events == [loop_event(None), *handoff_slots(**slots, tried=tried, desk=None)]
    desk.outcomes.append(REQUESTED)
    assert chat.request().slots["state"] == "requested"


@pytest.mark.parametrize(
    ("slots", "state"),
    [
        ({"state": None}, "none"),
        ({"state": "none"}, "none"),
        ({"state": "none", "desk": "desk"}, "none"),
        ({"state": "failed"}, "failed"),
        ({"state": "gave_up", "attempts": 4}, "gave_up"),
    ],
)
def test_a_failure_while_nothing_was_requested_changes_nothing(slots, state):
    desk = Desk()
    chat = Chat(desk, **slots).say("__agent_escalation_failed__", "human_handoff_failed")

    nothing_requested = result(handoff_slots(state=state), "utter_human_handoff_nothing_requested")
    assert chat.dry_run(TransferFailed) == nothing_requested
    assert (desk.escalations, desk.shift_calls) == ([], [])


def test_a_failure_typed_after_a_cancelled_second_request_transfers_nobody():
    desk = Desk(REFUSED)
    chat = Chat(desk)
    chat.request()
    chat.say("a person!", "human_handoff")
    chat.run(CheckShiftStatus)
    chat.say("forget it", "human_handoff_cancel")

    assert chat.fail_later().responses == ["utter_human_handoff_nothing_requested"]
    assert len(desk.escalations) == 1
