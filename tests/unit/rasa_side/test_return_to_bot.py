"""The way back, and a session that begins while an agent has the customer."""

from __future__ import annotations

import pytest

from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.transfer import Escalate
from tests.unit.rasa_side.rasa_stage import (
    DOMAIN,
    REQUESTED,
    Chat,
    Desk,
    handoff,
    listen,
    loop_event,
    ours,
    request,
    response,
    slot_event,
)

STARTED = {"event": "session_started", "timestamp": None}
LOOP = "human_handoff_with_agent"
FORGETFUL = DOMAIN | {"session_config": {"carry_over_slots_to_new_session": False}}


def start(chat):
    return chat.ask(SessionStart(handoff()))


@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_the_agent_gives_the_conversation_back(state):
    chat = Chat(state=state, attempts=2, desk="desk", name="Ada").enter(LOOP)
    chat.says("__agent_returned__", "human_handoff_returned")

    result = chat.run(Returned(handoff()))

    assert result.events == [loop_event(None), *ours(state="none", attempts=0, desk=None)]
    assert result.messages == [response("utter_human_handoff_returned")]
    assert (chat.loop, chat.slots["human_handoff_name"]) == ({}, "Ada")


@pytest.mark.parametrize("state", [None, "none", "failed", "gave_up"])
def test_a_return_while_no_agent_had_it_changes_nothing(state):
    result = Chat(state=state, attempts=2).says("__agent_returned__").ask(Returned(handoff()))

    assert result.events == ours(state=state or "none")
    assert result.messages == [response("utter_human_handoff_nothing_requested")]


def test_after_a_return_the_customer_can_be_transferred_again():
    desk = Desk(REQUESTED, REQUESTED)
    chat, hand = Chat(name="Ada"), handoff(desk)
    request(chat, hand)
    chat.says("__agent_returned__", "human_handoff_returned")
    chat.run(Returned(hand))
    chat.listen()
    request(chat, hand)

    assert len(desk.asked) == 2
    assert chat.slots["human_handoff_state"] == "requested"


@pytest.mark.parametrize("domain", [DOMAIN, FORGETFUL])
@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_a_new_session_carries_the_handoff_over_and_stays_silent(domain, state):
    chat = Chat(
        domain=domain, state=state, name="Ada", attempts=2, desk="desk", tried=["desk/human"]
    )
    chat.enter(LOOP, "human_handoff_silence")

    result = start(chat)

    assert result.messages == []
    assert result.events == [
        STARTED,
        *ours(state=state, name="Ada", attempts=2, desk="desk", tried=["desk/human"]),
        loop_event(LOOP),
        slot_event("requested_slot", "human_handoff_silence"),
        listen(),
    ]


def test_a_new_session_without_an_agent_begins_to_count_anew():
    chat = Chat(state="gave_up", attempts=4, desk="desk", name="Ada")
    chat.set_slot("favourite", "blue")

    result = start(chat)

    assert result.events[0] == STARTED
    assert result.events[-4:] == [*ours(state="none", attempts=0, desk=None), listen()]
    assert slot_event("favourite", "blue") in result.events
    assert slot_event("human_handoff_name", "Ada") in result.events
    assert loop_event(LOOP) not in result.events


def test_a_bot_that_forgets_forgets_who_the_customer_is_and_counts_requests_on():
    chat = Chat(
        domain=FORGETFUL, state="failed", name="Ada", email="ada@x.nl", request=3, skill="a"
    )
    chat.set_slot("favourite", "blue")

    assert start(chat).events == [
        STARTED,
        *ours(request=3),
        *ours(state="none", attempts=0, desk=None),
        listen(),
    ]


def test_a_bot_that_forgets_keeps_the_handoff_but_not_its_own_slots_while_away():
    chat = Chat(domain=FORGETFUL, state="requested", email="ada@x.nl")
    chat.set_slot("favourite", "blue")

    events = start(chat).events

    assert slot_event("human_handoff_email", "ada@x.nl") in events
    assert slot_event("favourite", "blue") not in events


def test_the_question_of_a_form_belongs_to_the_old_session():
    chat = Chat()
    chat.set_slot("requested_slot", "human_handoff_name")

    assert "requested_slot" not in {event.get("name") for event in start(chat).events}


@pytest.mark.parametrize(("domain", "kept"), [(DOMAIN, True), (FORGETFUL, False)])
@pytest.mark.parametrize("state", ["none", "requested"])
def test_the_channels_word_on_a_new_session_is_carried_over_as_rasa_does(domain, kept, state):
    """Rasa sets the slot before it runs the action, and the session's start empties it."""
    chat = Chat(domain=domain, state=state)
    chat.set_slot("session_started_metadata", {"page": "/prices"})

    event = slot_event("session_started_metadata", {"page": "/prices"})
    assert (event in start(chat).events) is kept


@pytest.mark.parametrize("domain", [DOMAIN, FORGETFUL])
def test_a_request_of_a_new_session_is_not_taken_for_an_old_one(domain):
    desk = Desk(REQUESTED, REQUESTED)
    chat, hand = Chat(domain=domain), handoff(desk)
    request(chat, hand)
    chat.set_slot("human_handoff_state", "none")
    new_session(chat, hand)
    request(chat, hand)

    assert len(desk.asked) == 2


def test_a_session_that_expires_in_the_agents_chat_leaves_the_request_made_once():
    desk = Desk(REQUESTED)
    chat, hand = Chat(), handoff(desk)
    request(chat, hand)
    new_session(chat, hand)
    result = chat.says("are you there?").ask(Escalate(hand))

    assert result.events == ours(state="requested")
    assert (len(desk.asked), chat.loop) == (1, {"name": LOOP})


def new_session(chat, hand):
    """Let Rasa begin a session: every slot is reset, then our action's events are applied."""
    action = SessionStart(hand)
    result = chat.ask(action)
    for name in chat.slots:
        chat.slots[name] = DOMAIN["slots"].get(name, {}).get("initial_value")
    chat.loop = {}
    chat.action(action.name())
    for event in result.events:
        chat._apply(event)
    chat.listen()
