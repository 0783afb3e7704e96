"""The transfer and the routes after a failure, through the real actions."""

from __future__ import annotations

import asyncio

import pytest

from actions.human_handoff import Contact, Escalation, Transfer, TransferState, errors
from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed
from tests.unit.fake_desk import (
    NO_SKILL,
    OFF,
    ON,
    REFUSED,
    REQUESTED,
    SILENT,
    UNREACHABLE,
    WITH_AGENT,
    Desk,
    handoff,
)
from tests.unit.rasa_side.chat import TRANSFER_TEXT, Chat, transfer_responses
from tests.unit.rasa_side.events import (
    Result,
    followup,
    handoff_slots,
    loop_event,
    response,
    result,
    slot_event,
)

FAILED, GAVE_UP = "utter_human_handoff_failed", "utter_human_handoff_gave_up"
UNCONFIRMED = "utter_human_handoff_unconfirmed"
BLANK = transfer_responses({"text": "BLANK_MESSAGE"})
AGAIN = {"default": "human", "fallback": "human"}


def ready(desks=None, **slots):
    """A conversation whose form is filled, at the desk that is called `desk`."""
    requested = {"desk": "desk", "requested_skill": "human", "request": 1, "tried": []}
    return Chat(desks, **(requested | slots)).say("Ada")


@pytest.mark.parametrize(
    ("outcome", "state"), [(REQUESTED, "requested"), (WITH_AGENT, "with_agent")]
)
def test_an_accepted_transfer_sets_the_state_and_carries_the_message(outcome, state):
    desk = Desk(outcome)

    assert ready(desk, name="Ada", email="ada@x.nl").dry_run(Escalate) == Result(
        handoff_slots(tried=["desk/human"], desk="desk", state=state, failure=None, announced=True)
    )
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
        (errors.VendorRefusedError("Stand-in", "gateway", 504), "unconfirmed"),
        (errors.VendorResponseError("Stand-in", "HTML"), "unconfirmed"),
        (SILENT, "unconfirmed"),
    ],
)
def test_a_failed_transfer_says_nothing_and_the_next_request_is_made(problem, failure):
    chat = ready(Desk(problem, REQUESTED))

    assert chat.run(Escalate) == Result(
        handoff_slots(tried=["desk/human"], desk="desk", state="failed", failure=failure)
    )
    chat.set_slots(request=2)
    again = chat.run(Escalate)
    assert (again.slots["state"], again.messages) == ("requested", [])


@pytest.mark.parametrize(
    ("slots", "state"),
    [
        ({"desk": None}, "none"),
        ({"desk": None, "state": None}, "none"),
        ({"desk": None, "state": "failed"}, "failed"),
        ({"desk": None, "state": "gave_up"}, "gave_up"),
        ({"state": "requested"}, "requested"),
        ({"state": "with_agent"}, "with_agent"),
    ],
)
def test_nothing_is_sent_where_nothing_is_requested_or_an_agent_has_it(slots, state):
    desk = Desk()

    assert ready(desk, **slots).dry_run(Escalate) == Result(handoff_slots(state=state))
    assert desk.escalations == []


def test_the_skill_is_the_one_that_was_found_on_shift_whatever_is_spoken_of_since():
    desk = Desk(REQUESTED)

    ready(desk, requested_skill="billing", skill="offers", topic="account").dry_run(Escalate)

    assert [escalation.skill for escalation in desk.escalations] == ["billing"]


def test_a_desk_that_is_no_longer_configured_is_a_failed_transfer(caplog):
    desk = Desk()

    assert ready(desk, desk="gone").dry_run(Escalate) == Result(
        handoff_slots(tried=["gone/human"], desk="gone", state="failed", failure="skill")
    )
    assert desk.escalations == []
    assert caplog.messages == ["no transfer: desk gone is no longer configured"]


def test_another_desk_takes_the_request_of_one_that_is_no_longer_configured():
    chat = ready(Desk(REQUESTED), desk="gone")

    transferred = chat.transfer()

    assert (transferred.slots["state"], transferred.messages) == ("requested", [])
    assert chat.slot("desk") == "desk"
    assert chat.slot("tried") == ["gone/human", "desk/human"]


def test_a_customer_whose_desk_is_gone_with_no_other_gets_the_failure_and_may_ask_again():
    desk = Desk(REQUESTED, skills={"human": OFF})
    chat = ready(desk, desk="gone")

    failed = chat.transfer()
    desk.skills = {"human": ON}

    assert failed.messages == [response(FAILED)]
    assert (failed.slots["state"], failed.slots["attempts"]) == ("failed", 1)
    assert (failed.slots["failure"], failed.slots["desk"]) == ("skill", None)
    assert chat.request().slots["state"] == "requested"


def test_a_failure_reported_by_a_desk_that_is_no_longer_configured_gives_the_conversation_back():
    chat = ready(desk="gone", state="requested", tried=["gone/human", "desk/human"])

    assert chat.fail_later().responses == [FAILED]
    assert chat.slot("state") == "failed"


def test_the_vendors_answer_sets_the_builders_slots_last():
    slots = {"ticket": "T-1", "position": 3}

    accepted = ready(Desk(Transfer(TransferState.REQUESTED, slots))).dry_run(Escalate)

    assert accepted.events[-2:] == [slot_event("ticket", "T-1"), slot_event("position", 3)]


@pytest.mark.parametrize(
    ("desk", "conversation", "responses"),
    [
        (Desk(carries=False), {"channel": "web"}, ["utter_human_handoff_transfer"]),
        (Desk(), {"announced": True}, []),
        (Desk(), {"domain": BLANK}, []),
        (Desk(carries=False), {"domain": BLANK}, []),
    ],
    ids=["not shown on the channel", "announced", "blank, carried", "blank, not carried"],
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
    assert chat.run(Escalate).messages == [response("utter_human_handoff_transfer")]


@pytest.mark.parametrize(
    ("outcome", "slot", "value", "times"),
    [
        pytest.param(WITH_AGENT, "state", "with_agent", 3, id="accepted"),
        pytest.param(REFUSED, "failure", "refused", 2, id="refused"),
    ],
)
def test_a_turn_that_is_handled_again_makes_one_transfer(outcome, slot, value, times):
    desk = Desk(outcome)
    chat = ready(desk)

    results = [chat.dry_run(Escalate) for _ in range(times)]

    assert [repeated.slots[slot] for repeated in results] == [value] * times
    assert len(desk.escalations) == 1


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


def test_a_transfer_waits_for_the_messages_the_customer_is_still_to_read(waits):
    bot = handoff(Desk(REQUESTED, REQUESTED), seconds_per_message=2)

    ready(bot, request=1).dry_run(Escalate)
    ready(bot, request=2).bot().bot().dry_run(Escalate)

    assert waits == [4]


def test_a_further_route_does_not_wait_for_the_same_messages_again(waits):
    desks = {"a": Desk(REFUSED), "b": Desk(REQUESTED)}
    chat = ready(handoff(desks, seconds_per_message=2), desk="a").bot().bot()

    chat.transfer()

    assert chat.slot("desk") == "b"
    assert waits == [4]


@pytest.mark.parametrize(
    ("seconds_ago", "messages", "waited"),
    [
        pytest.param(4, 9, pytest.approx(3, abs=0.2), id="no more than half of what is left"),
        pytest.param(3600, 1, 0.5, id="the deadline is used up"),
    ],
)
def test_the_wait_leaves_time_for_the_call(waits, seconds_ago, messages, waited):
    bot = handoff(Desk(REQUESTED), seconds_per_message=2, deadline_seconds=10)
    chat = Chat(bot, desk="desk", requested_skill="human", request=1).say("Ada", ago=seconds_ago)
    for _ in range(messages):
        chat.bot()

    assert chat.dry_run(Escalate).slots["state"] == "requested"
    assert waits == [waited]


def test_a_failure_that_is_reported_later_gives_the_conversation_back():
    chat = Chat(Desk(REQUESTED))
    chat.request()

    slots = {"state": "failed", "attempts": 1, "failure": "later", "tried": ["desk/human"]}
    assert chat.fail_later() == result(
        [loop_event(None), *handoff_slots(**slots, desk=None)], "utter_human_handoff_failed"
    )


@pytest.mark.parametrize(
    ("outcomes", "announced", "responses", "state"),
    [
        ([REFUSED, REQUESTED], 3, [[FAILED], []], "requested"),
        ([SILENT], 0, [[UNCONFIRMED], [GAVE_UP]], "gave_up"),
        ([REFUSED] * 4, 3, [[FAILED]] * 3 + [[GAVE_UP]] * 3, "gave_up"),
    ],
    ids=["one failure", "unconfirmed last failure", "three announced, the fourth is the last"],
)
def test_after_a_failure_the_customer_can_ask_again(outcomes, announced, responses, state):
    desk = Desk(*outcomes)
    chat = Chat(handoff(desk, failures_announced=announced))

    assert [chat.request().responses for _ in responses] == responses
    assert chat.slot("state") == state
    assert chat.slot("attempts") == sum(outcome is not REQUESTED for outcome in outcomes)
    assert len(desk.escalations) == len(desk.shift_calls) == len(outcomes)


def test_the_next_route_takes_a_refused_request():
    first, second = Desk(REFUSED, skills={"billing": ON, "human": OFF}), Desk(WITH_AGENT)
    chat = Chat(handoff({"a": first, "b": second}, skills=AGAIN), skill="billing")

    transferred = chat.request()

    slots = {"tried": ["a/billing", "b/billing"], "desk": "b", "state": "with_agent"}
    assert transferred.events[-6:] == [
        loop_event(None),
        *handoff_slots(**slots, failure=None, announced=True),
    ]
    assert transferred.messages == []
    assert chat.slot("attempts") is None


def test_the_transfer_message_is_read_before_the_next_desk_is_asked():
    second = Desk(REQUESTED, carries=False)
    chat = Chat({"a": Desk(REFUSED), "b": second})
    chat.say("I want a person", "human_handoff")
    for action in (CheckShiftStatus, Announce, Escalate):
        assert chat.run(action).responses == []

    slots = {"state": "failed", "failure": "refused", "tried": ["a/human"], "desk": "b"}
    assert chat.run(TransferFailed) == result(
        [
            loop_event(None),
            *handoff_slots(**slots, announced=True),
            followup("action_human_handoff_transfer_failed"),
        ],
        "utter_human_handoff_transfer",
    )
    assert second.escalations == [], "Rasa delivers the messages when the action is over"

    assert chat.run(TransferFailed).responses == []
    assert [escalation.message for escalation in second.escalations] == [None]
    assert (chat.slot("state"), chat.slot("desk")) == ("requested", "b")


def test_where_the_next_desk_refuses_after_the_transfer_message_the_failure_is_sent():
    first, second = Desk(REFUSED), Desk(REFUSED, REQUESTED, carries=False)
    chat = Chat({"a": first, "b": second})

    assert chat.request().responses == ["utter_human_handoff_transfer", FAILED]
    first.outcomes.append(REFUSED)
    assert chat.request().slots["state"] == "requested"


def test_the_fallback_skill_is_tried_once():
    desk = Desk(REQUESTED, REFUSED)
    chat = Chat(handoff(desk, skills=AGAIN), skill="billing")
    chat.request()

    failed = chat.fail_later()

    assert [escalation.skill for escalation in desk.escalations] == ["billing", "human"]
    slots = {"state": "failed", "attempts": 1, "failure": "refused"}
    assert failed.events == [
        loop_event(None),
        *handoff_slots(**slots, tried=["desk/billing", "desk/human"], desk=None),
    ]
    desk.outcomes.append(REQUESTED)
    assert chat.request().slots["state"] == "requested"


def test_where_the_vendor_may_have_acted_no_other_route_is_tried():
    first, second = Desk(SILENT), Desk()
    chat = Chat({"a": first, "b": second})

    assert chat.request().responses == [UNCONFIRMED]
    assert second.escalations == []
    assert chat.slot("state") == "failed"
    first.outcomes.append(REQUESTED)
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

    assert chat.dry_run(TransferFailed) == result(
        handoff_slots(state=state), "utter_human_handoff_nothing_requested"
    )
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
