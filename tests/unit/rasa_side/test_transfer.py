"""The transfer and the failure ladder, through the real actions."""

from __future__ import annotations

import asyncio
from itertools import cycle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.human_handoff.desk import Contact, Escalation, Transfer, TransferState
from actions.human_handoff.errors import VendorBusyError, VendorRefusedError, VendorResponseError
from actions.human_handoff.rasa_side.before_transfer import Announce, CheckShiftStatus
from actions.human_handoff.rasa_side.transfer import Escalate, TransferFailed
from tests.unit.rasa_side.rasa_stage import (
    DOMAIN,
    NO_SKILL,
    OFF,
    ON,
    REFUSED,
    REQUESTED,
    SILENT,
    TRANSFER_TEXT,
    UNKNOWN,
    UNREACHABLE,
    WITH_AGENT,
    Chat,
    Desk,
    failed_later,
    followup,
    handoff,
    loop_event,
    ours,
    request,
    response,
    slot_event,
    transferred,
)

CLOSING = {
    "utter_human_handoff_failed",
    "utter_human_handoff_unconfirmed",
    "utter_human_handoff_gave_up",
}


def ready(**slots):
    """A conversation whose form is filled, at the desk that is called `desk`."""
    asked = {"desk": "desk", "requested_skill": "human", "request": 1, "tried": []}
    return Chat(**(asked | slots)).says("Ada")


@pytest.mark.parametrize(
    ("answer", "state"), [(REQUESTED, "requested"), (WITH_AGENT, "with_agent")]
)
def test_an_accepted_transfer_sets_the_state_and_carries_the_message(answer, state):
    desk = Desk(answer)

    result = ready(name="Ada", email="ada@x.nl").ask(Escalate(handoff(desk)))

    assert result.events == ours(
        tried=["desk/human"], desk="desk", state=state, failure=None, announced=True
    )
    assert result.messages == []
    assert desk.asked == [
        Escalation(
            *("customer-1", None, "human", TRANSFER_TEXT, Contact("Ada", "ada@x.nl")),
            channel="liveperson",
            last_messages=[],
        )
    ]


class AnsweringDesk(Desk):
    """Its vendor's platform reads the transfer in the bot's answer."""

    def transfers_in_reply(self, channel: str) -> bool:
        return channel == "liveperson"


def test_a_transfer_that_travels_in_the_answer_is_made_again_when_the_answer_was_lost():
    told = {"human_handoff": {"transfer": {"skill": "Human"}}}
    answer = Transfer(TransferState.REQUESTED, channel_payload=told)
    desk = AnsweringDesk(answer, answer)
    chat, hand = ready(), handoff(desk)

    lost, result = chat.ask(Escalate(hand)), chat.run(Escalate(hand))

    assert result.messages == lost.messages == [response(None, custom=told)]
    assert chat.slots["human_handoff_state"] == "requested"


@pytest.mark.parametrize(
    ("problem", "failure"),
    [
        (NO_SKILL, "skill"),
        (UNREACHABLE, "unreachable"),
        (REFUSED, "refused"),
        (VendorBusyError("Stand-in", "too many", 3.0), "refused"),
        (VendorRefusedError("Stand-in", "gateway", 504), "unconfirmed"),
        (VendorResponseError("Stand-in", "HTML"), "unconfirmed"),
        (SILENT, "unconfirmed"),
    ],
)
def test_a_failed_transfer_says_nothing_and_the_next_request_is_made(problem, failure):
    desk = Desk(problem, REQUESTED)
    chat, hand = ready(), handoff(desk)

    result = chat.run(Escalate(hand))
    chat.set_slot("human_handoff_request", 2)
    again = chat.run(Escalate(hand))

    assert result.events == ours(tried=["desk/human"], desk="desk", state="failed", failure=failure)
    assert result.messages == again.messages == []
    assert again.slots["state"] == "requested"


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

    result = ready(**slots).ask(Escalate(handoff(desk)))

    assert (result.events, result.messages, desk.asked) == (ours(state=state), [], [])


def test_the_skill_is_the_one_that_was_found_on_shift_whatever_is_spoken_of_since():
    desk = Desk(REQUESTED)
    chat = ready(requested_skill="billing", skill="offers", topic="account")

    chat.ask(Escalate(handoff(desk)))

    assert [asked.skill for asked in desk.asked] == ["billing"]


def test_a_desk_that_is_no_longer_configured_is_a_failed_transfer(caplog):
    desk = Desk()

    result = ready(desk="gone").ask(Escalate(handoff(desk)))

    assert result.events == ours(tried=["gone/human"], desk="gone", state="failed", failure="skill")
    assert (result.messages, desk.asked) == ([], [])
    assert caplog.messages == ["no transfer: desk gone is no longer configured"]


def test_another_desk_takes_the_request_of_one_that_is_no_longer_configured():
    desk = Desk(REQUESTED)
    chat, hand = ready(desk="gone"), handoff(desk)

    result = transferred(chat, hand)

    assert result.messages == []
    assert result.slots["state"] == "requested"
    assert chat.slots["human_handoff_desk"] == "desk"
    assert chat.slots["human_handoff_tried"] == ["gone/human", "desk/human"]


def test_a_customer_whose_desk_is_gone_with_no_other_in_its_place_is_told_and_may_ask_again():
    desk = Desk(REQUESTED)
    desk.skills = {"human": OFF}
    chat, hand = ready(desk="gone"), handoff(desk)

    result = transferred(chat, hand)
    desk.skills = {"human": ON}

    assert result.messages == [response("utter_human_handoff_failed")]
    assert (result.slots["state"], result.slots["attempts"]) == ("failed", 1)
    assert (result.slots["failure"], result.slots["desk"]) == ("skill", None)
    assert request(chat, hand).slots["state"] == "requested"


def test_a_failure_reported_by_a_desk_that_is_no_longer_configured_gives_the_conversation_back():
    chat = ready(desk="gone", state="requested", tried=["gone/human", "desk/human"])

    assert failed_later(chat, handoff(Desk())).said == ["utter_human_handoff_failed"]
    assert chat.slots["human_handoff_state"] == "failed"


def test_the_vendors_answer_sets_the_builders_slots_last():
    desk = Desk(Transfer(TransferState.REQUESTED, {"ticket": "T-1", "position": 3}))

    result = ready().ask(Escalate(handoff(desk)))

    assert result.events[-2:] == [slot_event("ticket", "T-1"), slot_event("position", 3)]


def test_on_a_channel_that_does_not_show_it_the_bot_says_the_message_itself_once():
    desk = Desk(REQUESTED)
    desk.not_carried_on = {"web"}
    chat = Chat(channel="web")

    result = request(chat, handoff(desk))

    assert result.messages == [response("utter_human_handoff_transfer")]
    assert [asked.message for asked in desk.asked] == [None]


def test_the_message_is_said_after_acceptance_where_nobody_announced_it():
    desk = Desk(REFUSED, REQUESTED, carries=False)
    chat, hand = ready(), handoff(desk)

    refused = chat.run(Escalate(hand))
    chat.set_slot("human_handoff_request", 2)
    accepted = chat.run(Escalate(hand))

    assert refused.messages == []
    assert accepted.messages == [response("utter_human_handoff_transfer")]


@pytest.mark.parametrize("carries", [True, False])
def test_a_blank_message_is_neither_carried_nor_said(carries):
    domain = DOMAIN | {"responses": {"utter_human_handoff_transfer": [{"text": "BLANK_MESSAGE"}]}}
    desk = Desk(REQUESTED, carries=carries)

    result = request(Chat(domain=domain), handoff(desk))

    assert result.messages == []
    assert [asked.message for asked in desk.asked] == [None]


def test_a_message_that_was_announced_is_not_carried_as_well():
    desk = Desk(REQUESTED)

    result = ready(announced=True).ask(Escalate(handoff(desk)))

    assert result.messages == []
    assert [asked.message for asked in desk.asked] == [None]


def test_a_turn_that_is_handled_again_after_a_crash_makes_one_transfer():
    desk = Desk(WITH_AGENT)
    chat, action = ready(), Escalate(handoff(desk))

    results = [chat.ask(action) for _ in range(3)]

    assert [result.slots["state"] for result in results] == ["with_agent"] * 3
    assert len(desk.asked) == 1


def test_a_turn_that_failed_and_is_handled_again_fails_the_same_way():
    desk = Desk(REFUSED)
    chat, action = ready(), Escalate(handoff(desk))

    results = [chat.ask(action) for _ in range(2)]

    assert [result.slots["failure"] for result in results] == ["refused"] * 2
    assert len(desk.asked) == 1


def test_two_deliveries_at_once_make_one_transfer_and_neither_claims_another():
    desk = Desk(REQUESTED)
    chat, action = ready(), Escalate(handoff(desk))

    async def both():
        return await asyncio.gather(*(chat.call(action) for _ in range(5)))

    results = asyncio.run(both())
    afterwards = chat.ask(action)

    states = [(result.slots["state"], result.slots["failure"]) for result in results]
    assert len(desk.asked) == 1
    assert ("requested", None) in states
    assert set(states) <= {("requested", None), ("failed", "unconfirmed")}
    assert afterwards.slots["state"] == "requested"


def test_a_new_request_and_an_old_id_with_a_new_tracker_are_transferred_again():
    desk = Desk(REQUESTED, REQUESTED, REQUESTED, REQUESTED)
    action = Escalate(handoff(desk))
    restarted = ready().restart().says("Ada")
    restarted.set_slot("human_handoff_desk", "desk")
    restarted.set_slot("human_handoff_requested_skill", "human")
    restarted.set_slot("human_handoff_request", 1)

    for chat in (ready(), ready(request=2), ready(began=1_789_000_000.0), restarted):
        assert chat.ask(action).slots["state"] == "requested"

    assert len(desk.asked) == 4


def test_a_transfer_waits_for_the_messages_the_customer_is_still_to_read(slept):
    desk = Desk(REQUESTED, REQUESTED)
    action = Escalate(handoff(desk, seconds_per_message=2))

    ready(request=1).ask(action)
    ready(request=2).bot().bot().ask(action)

    assert slept == [4]


def test_a_further_rung_does_not_wait_for_the_same_messages_again(slept):
    hand = handoff({"a": Desk(REFUSED), "b": Desk(REQUESTED)}, seconds_per_message=2)
    chat = ready(desk="a").bot().bot()

    transferred(chat, hand)

    assert chat.slots["human_handoff_desk"] == "b"
    assert slept == [4]


def test_the_wait_takes_no_more_than_half_of_what_is_left(slept):
    desk = Desk(REQUESTED)
    chat = Chat(desk="desk", requested_skill="human", request=1).says("Ada", ago=4)
    for _ in range(9):
        chat.bot()

    chat.ask(Escalate(handoff(desk, seconds_per_message=2, deadline_seconds=10)))

    assert slept == [pytest.approx(3, abs=0.2)]


def test_a_deadline_that_is_used_up_still_leaves_the_call_a_moment(slept):
    desk = Desk(REQUESTED)
    chat = Chat(desk="desk", requested_skill="human", request=1).says("Ada", ago=3600).bot()

    result = chat.ask(Escalate(handoff(desk, seconds_per_message=2)))

    assert result.slots["state"] == "requested"
    assert slept == [0.5]


def test_a_failure_that_is_reported_later_gives_the_conversation_back():
    desk = Desk(REQUESTED)
    chat, hand = Chat(), handoff(desk)
    request(chat, hand)

    result = failed_later(chat, hand)

    assert result.events == [
        loop_event(None),
        *ours(state="failed", attempts=1, failure="later", tried=["desk/human"], desk=None),
    ]
    assert result.messages == [response("utter_human_handoff_failed")]


def test_after_a_failure_the_customer_can_ask_again_and_is_transferred():
    desk = Desk(REFUSED, REQUESTED)
    chat, hand = Chat(), handoff(desk)

    first, second = request(chat, hand), request(chat, hand)

    assert first.said == ["utter_human_handoff_failed"]
    assert (second.said, chat.slots["human_handoff_state"]) == ([], "requested")


def test_the_next_rung_takes_a_refused_request():
    first, second = Desk(REFUSED), Desk(WITH_AGENT)
    chat = Chat(skill="billing")
    hand = handoff({"a": first, "b": second}, skills={"default": "human", "fallback": "human"})
    first.skills = {"billing": ON, "human": OFF}

    result = request(chat, hand)

    assert result.events[-6:] == [
        loop_event(None),
        *ours(
            tried=["a/billing", "b/billing"],
            desk="b",
            state="with_agent",
            failure=None,
            announced=True,
        ),
    ]
    assert result.messages == []
    assert chat.slots["human_handoff_attempts"] is None


def test_the_last_words_are_read_before_the_next_desk_is_asked():
    first, second = Desk(REFUSED), Desk(REQUESTED, carries=False)
    chat, hand = Chat(), handoff({"a": first, "b": second})
    chat.says("I want a person", "human_handoff")
    for action in (CheckShiftStatus, Announce, Escalate):
        assert chat.run(action(hand)).said == []

    spoken = chat.run(TransferFailed(hand))
    assert spoken.said == ["utter_human_handoff_transfer"]
    assert spoken.events == [
        loop_event(None),
        *ours(state="failed", failure="refused", tried=["a/human"], desk="b", announced=True),
        followup("action_human_handoff_transfer_failed"),
    ]
    assert second.asked == [], "Rasa delivers what is said when the action is over"
    transferred = chat.run(TransferFailed(hand))

    assert (transferred.said, len(second.asked), second.asked[0].message) == ([], 1, None)
    assert (chat.slots["human_handoff_state"], chat.slots["human_handoff_desk"]) == (
        "requested",
        "b",
    )


def test_where_the_next_desk_refuses_after_the_last_words_the_customer_is_told():
    first, second = Desk(REFUSED), Desk(REFUSED, REQUESTED, carries=False)
    chat, hand = Chat(), handoff({"a": first, "b": second})

    result = request(chat, hand)

    assert result.said == ["utter_human_handoff_transfer", "utter_human_handoff_failed"]
    first.answers.append(REFUSED)
    assert request(chat, hand).slots["state"] == "requested"


def test_the_fallback_skill_is_tried_once():
    desk = Desk(REQUESTED, REFUSED)
    chat = Chat(skill="billing")
    hand = handoff(desk, skills={"default": "human", "fallback": "human"})
    request(chat, hand)

    result = failed_later(chat, hand)

    assert [asked.skill for asked in desk.asked] == ["billing", "human"]
    assert result.events == [
        loop_event(None),
        *ours(
            state="failed",
            attempts=1,
            failure="refused",
            tried=["desk/billing", "desk/human"],
            desk=None,
        ),
    ]
    assert request(chat, handoff(Desk(REQUESTED))).slots["state"] == "requested"


def test_where_the_vendor_may_have_acted_no_other_rung_is_tried():
    first, second = Desk(SILENT), Desk()
    chat, hand = Chat(), handoff({"a": first, "b": second})

    result = request(chat, hand)

    assert second.asked == []
    assert result.said == ["utter_human_handoff_unconfirmed"]
    assert chat.slots["human_handoff_state"] == "failed"
    first.answers.append(REQUESTED)
    assert request(chat, hand).slots["state"] == "requested"


def test_an_unconfirmed_last_failure_does_not_claim_that_there_was_no_transfer():
    desk = Desk(SILENT)
    chat, hand = Chat(), handoff(desk, failures_announced=0)

    result = request(chat, hand)

    assert result.said == ["utter_human_handoff_unconfirmed"]
    assert chat.slots["human_handoff_state"] == "gave_up"
    assert request(chat, hand).said == ["utter_human_handoff_gave_up"]


def test_three_failures_are_announced_and_the_fourth_is_the_last():
    desk = Desk(*[REFUSED] * 4)
    chat, hand = Chat(), handoff(desk)

    results = [request(chat, hand) for _ in range(6)]

    assert [result.said for result in results] == [
        ["utter_human_handoff_failed"],
        ["utter_human_handoff_failed"],
        ["utter_human_handoff_failed"],
        ["utter_human_handoff_gave_up"],
        ["utter_human_handoff_gave_up"],
        ["utter_human_handoff_gave_up"],
    ]
    assert len(desk.asked) == len(desk.shift_questions) == 4
    assert chat.slots["human_handoff_attempts"] == 4
    assert chat.slots["human_handoff_state"] == "gave_up"


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
    chat = Chat(**slots).says("__agent_escalation_failed__", "human_handoff_failed")

    result = chat.ask(TransferFailed(handoff(desk)))

    assert result.events == ours(state=state)
    assert result.messages == [response("utter_human_handoff_nothing_requested")]
    assert (desk.asked, desk.shift_questions) == ([], [])


def test_a_failure_typed_after_a_cancelled_second_request_transfers_nobody():
    desk = Desk(REFUSED)
    chat, hand = Chat(), handoff(desk)
    request(chat, hand)
    chat.says("a person!", "human_handoff")
    chat.run(CheckShiftStatus(hand))
    chat.says("forget it", "human_handoff_cancel")

    result = failed_later(chat, hand)

    assert result.said == ["utter_human_handoff_nothing_requested"]
    assert len(desk.asked) == 1


# The ladder, whatever the vendors do ------------------------------------------------------

ANSWERS = {
    "requested": REQUESTED,
    "with_agent": WITH_AGENT,
    "refused": REFUSED,
    "silent": SILENT,
    "garbage": VendorResponseError("Stand-in", "half a JSON"),
    "unreachable": UNREACHABLE,
    "no skill": NO_SKILL,
}
MAY_HAVE_ACTED = {"requested", "with_agent", "silent", "garbage"}
SKILLS = ["billing", "human"]


class WhimsicalDesk(Desk):
    """Answers from a script that begins anew at its end; tells a journal what it was asked."""

    def __init__(self, name, journal, *, carries, answers, shifts, skills):
        super().__init__(carries=carries)
        self.name, self.journal, self.known = name, journal, skills
        self.words, self.shift_words = cycle(answers), cycle(shifts)
        self.skills = dict.fromkeys(skills, ON)

    def shift_report(self, skill, max_age):
        self.journal.append(("shift", self.name, skill, None))
        word = next(self.shift_words)
        if isinstance(word, Exception):
            raise word
        self.skills = dict.fromkeys(self.known, word)
        return super().shift_report(skill, max_age)

    def escalate(self, escalation):
        word = next(self.words)
        self.journal.append(("transfer", self.name, escalation.skill, word))
        self.answers.append(ANSWERS[word])
        return super().escalate(escalation)


def scripts(names):
    of_one = st.fixed_dictionaries(
        {
            "carries": st.booleans(),
            "answers": st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=6),
            "shifts": st.lists(
                st.sampled_from([ON, ON, ON, OFF, UNKNOWN, SILENT, UNREACHABLE]),
                min_size=1,
                max_size=6,
            ),
            "skills": st.sampled_from([SKILLS, SKILLS, SKILLS[:1], SKILLS[1:]]),
        }
    )
    return st.fixed_dictionaries(dict.fromkeys(names, of_one))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(["a", "ab", "abc"]).flatmap(scripts),
    st.sampled_from([None, *SKILLS]),
    st.sampled_from([None, *SKILLS]),
    st.sampled_from(["on_shift", "off_shift"]),
    st.integers(0, 2),
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
)
def test_the_ladder_ends_well_whatever_the_vendors_do(
    script, skill, fallback, unknown_means, announced, failing_later
):
    journal, failures = [], 0
    desks = {name: WhimsicalDesk(name, journal, **of) for name, of in script.items()}
    hand = handoff(
        desks,
        skills={"default": "human", "fallback": fallback},
        unknown_means=unknown_means,
        failures_announced=announced,
    )
    chat = Chat(skill=skill)
    for later in failing_later:
        gave_up = chat.slots["human_handoff_state"] == "gave_up"
        journal.clear()
        for desk in desks.values():
            desk.asked.clear()
        said = list(request(chat, hand).said)
        if gave_up:
            assert (said, journal) == (["utter_human_handoff_gave_up"], [])
            assert failures == announced + 1
            continue
        if not any(entry[0] == "transfer" for entry in journal):
            assert len(said) == 1, "why nobody is there is said once"
            assert not chat.slots["human_handoff_desk"]
            continue
        for _ in range(later):
            if chat.slots["human_handoff_state"] in {"requested", "with_agent"}:
                said += failed_later(chat, hand).said
        failures += _check_a_request(chat, desks, journal, said)
        assert (chat.slots["human_handoff_attempts"] or 0) == failures
        assert (chat.slots["human_handoff_state"] == "gave_up") == (failures > announced)
        if chat.slots["human_handoff_state"] in {"requested", "with_agent"}:
            break  # an agent has the customer


def _check_a_request(chat, desks, journal, said):
    """Check what must hold of every request; answers how many failures it was."""
    state = chat.slots["human_handoff_state"]
    transfers = [entry[1:] for entry in journal if entry[0] == "transfer"]
    routes = [(desk, skill) for desk, skill, _ in transfers]
    unsure = [number for number, each in enumerate(transfers) if each[2] in {"silent", "garbage"}]
    read = said.count("utter_human_handoff_transfer") + sum(
        asked.message is not None and word in MAY_HAVE_ACTED
        for name, desk in desks.items()
        for asked, word in zip(desk.asked, [each[2] for each in transfers if each[0] == name])
    )
    closing = [word for word in said if word in CLOSING]
    away = state in {"requested", "with_agent"}

    assert state in {"requested", "with_agent", "failed", "gave_up"}
    assert len(routes) == len(set(routes)), "a route was asked twice"
    assert unsure in ([], [len(transfers) - 1]), "a route was tried after an unconfirmed one"
    assert set(chat.slots["human_handoff_tried"]) >= {f"{desk}/{skill}" for desk, skill in routes}
    assert len(closing) == (0 if away else 1)
    assert set(said) <= CLOSING | {"utter_human_handoff_transfer"}
    assert read <= 1
    if away:
        assert read == 1
        assert transfers[-1][2] == state
        assert chat.slots["human_handoff_desk"] == routes[-1][0]
    else:
        assert chat.slots["human_handoff_desk"] is None
    if unsure:
        assert closing == ["utter_human_handoff_unconfirmed"]
    return 0 if away else 1
