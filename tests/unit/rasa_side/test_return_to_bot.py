"""The return of a conversation to the bot, and a session that begins while an agent has it."""

import pytest

from actions.human_handoff.rasa_side.return_to_bot import Returned, SessionStart
from actions.human_handoff.rasa_side.transfer import Escalate
from tests.unit.cases import cases
from tests.unit.fake_desk import Desk
from tests.unit.outcomes import REQUESTED
from tests.unit.rasa_side.chat import Chat
from tests.unit.rasa_side.events import (
    followup,
    handoff_slots,
    listen,
    loop_event,
    result,
    slot_event,
)
from tests.unit.rasa_side.rasa_tracker import DOMAIN

STARTED = {"event": "session_started", "timestamp": None}
LOOP = "human_handoff_with_agent"
FORGETFUL = DOMAIN | {"session_config": {"carry_over_slots_to_new_session": False}}
COUNT_ANEW = handoff_slots(state="none", attempts=0, desk=None)


def new_session(chat):
    return chat.dry_run(SessionStart).events


@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_the_agent_gives_the_conversation_back(state):
    chat = Chat(state=state, attempts=2, desk="desk", name="Ada").enter(LOOP)
    chat.say("__agent_returned__", "human_handoff_returned")

    returned = chat.run(Returned)
    memory = handoff_slots(last_handoff=chat.slot("last_handoff"))
    events = [loop_event(None), *COUNT_ANEW, *memory]
    assert returned == result(events, "utter_human_handoff_returned")
    assert (chat.loop, chat.slot("name")) == ({}, "Ada")


def test_a_return_that_the_loop_has_chosen_is_the_last_thing_that_the_bot_says():
    chat = Chat(state="requested", desk="desk").enter(LOOP).say("hello?", "greet")

    returned = chat.run(Returned)
    memory = handoff_slots(last_handoff=chat.slot("last_handoff"))
    events = [loop_event(None), *COUNT_ANEW, *memory, followup("action_listen")]
    assert returned == result(events, "utter_human_handoff_returned")


@pytest.mark.parametrize("state", [None, "none", "failed", "gave_up"])
def test_a_return_while_no_agent_had_it_changes_nothing(state):
    chat = Chat(state=state, attempts=2).say("__agent_returned__")

    events = handoff_slots(state=state or "none")
    assert chat.dry_run(Returned) == result(events, "utter_human_handoff_nothing_requested")


def test_after_a_return_the_customer_can_be_transferred_again():
    desk = Desk(REQUESTED, REQUESTED)
    chat = Chat(desk, name="Ada")
    chat.request()
    chat.say("__agent_returned__", "human_handoff_returned")
    chat.run(Returned)
    chat.listen()
    chat.request()

    assert len(desk.escalations) == 2
    assert chat.slot("state") == "requested"


@pytest.mark.parametrize("domain", [DOMAIN, FORGETFUL])
@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_a_new_session_carries_the_handoff_over_and_stays_silent(domain, state):
    slots = {"state": state, "name": "Ada", "attempts": 2, "desk": "desk", "tried": ["desk/human"]}
    chat = Chat(domain=domain, **slots).enter(LOOP, "human_handoff_silence")

    in_the_loop = [loop_event(LOOP), slot_event("requested_slot", "human_handoff_silence")]
    events = [STARTED, *handoff_slots(**slots), *in_the_loop, listen()]
    assert chat.dry_run(SessionStart) == result(events)


def test_a_new_session_without_an_agent_begins_to_count_anew():
    events = new_session(Chat(state="gave_up", attempts=4, desk="desk", name="Ada"))

    assert events[0] == STARTED
    assert events[-4:] == [*COUNT_ANEW, listen()]
    assert loop_event(LOOP) not in events


METADATA = ("session_started_metadata", {"page": "/prices"})
NAME, EMAIL = ("human_handoff_name", "Ada"), ("human_handoff_email", "ada@x.nl")
BLUE = ("favourite", "blue")


@cases(
    "domain state slot kept",
    {
        "the bot's own": (DOMAIN, "gave_up", BLUE, True),
        "who the customer is": (DOMAIN, "gave_up", NAME, True),
        # A bot that forgets keeps the handoff, but not its own slots.
        "of a bot that forgets, while handed over": (FORGETFUL, "requested", EMAIL, True),
        "of a bot that forgets, its own": (FORGETFUL, "requested", BLUE, False),
        # The question of a form belongs to the old session.
        "the question of a form": (DOMAIN, "none", ("requested_slot", NAME[0]), False),
        # Rasa sets this slot before it runs the action, and the session's start empties it.
        "the channel's metadata": (DOMAIN, "none", METADATA, True),
        "the channel's metadata, while handed over": (DOMAIN, "requested", METADATA, True),
        "of a bot that forgets, metadata": (FORGETFUL, "none", METADATA, False),
        "of a bot that forgets, metadata, too": (FORGETFUL, "requested", METADATA, False),
    },
)
def test_a_new_session_carries_a_slot_over_as_rasa_does(domain, state, slot, kept):
    chat = Chat(domain=domain, state=state)
    chat.set_slot(*slot)

    events = new_session(chat)

    assert (slot_event(*slot) in events) is kept
    assert (slot[0] in {event.get("name") for event in events}) is kept


def test_a_bot_that_forgets_forgets_who_the_customer_is_and_counts_requests_on():
    slots = {"state": "failed", "name": "Ada", "email": "ada@x.nl", "request": 3, "skill": "a"}
    chat = Chat(domain=FORGETFUL, **slots)
    chat.set_slot("favourite", "blue")

    assert new_session(chat) == [STARTED, *handoff_slots(request=3), *COUNT_ANEW, listen()]


@pytest.mark.parametrize("domain", [DOMAIN, FORGETFUL])
def test_a_request_of_a_new_session_is_not_taken_for_an_old_one(domain):
    desk = Desk(REQUESTED, REQUESTED)
    chat = Chat(desk, domain=domain)
    chat.request()
    chat.set_slots(state="none")
    chat.start_session(SessionStart)
    chat.request()

    assert len(desk.escalations) == 2


def test_a_session_that_expires_in_the_agents_chat_leaves_the_request_made_once():
    desk = Desk(REQUESTED)
    chat = Chat(desk)
    chat.request()
    chat.start_session(SessionStart)

    chat.say("are you there?")
    assert chat.dry_run(Escalate).events == handoff_slots(state="requested")
    assert (len(desk.escalations), chat.loop) == (1, {"name": LOOP})
