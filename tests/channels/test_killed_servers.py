"""A Rasa server that is killed at a bad moment: what the customer reads from the other one."""

import asyncio
import warnings
from types import SimpleNamespace

import pytest
from rasa.core.channels.channel import UserMessage

from human_handoff_channels.failed_actions import must_be_told, observed_turn
from human_handoff_channels.liveperson.conversations import Conversations
from human_handoff_channels.shared_state import SharedState
from tests.channels.bot_under_test import begin
from tests.channels.conftest import cancel_turns
from tests.channels.liveperson.bot import public_texts, text_event
from tests.channels.scripted_rasa import DOMAIN, memory_store, tracker_of
from tests.channels.test_failed_actions import (
    NOT_UNDERSTOOD,
    UNCONFIRMED,
    WRONG,
    _run_action,
    fails,
)
from tests.channels.vendors import VENDORS, only

LIVEPERSON = {"liveperson": VENDORS["liveperson"]}
HANDOFF = ({"text": "Hold on."}, {"custom": {"human_handoff": {"transfer": {"skill": "Human"}}}})
MOMENT = {"text": "One moment."}
INTENT = {"name": "ask_person", "confidence": 0.9}


@pytest.fixture
def both(loop, start, tmp_path):
    """Two servers with the same tracker store and the same state store."""
    state = {"url": f"sqlite:///{tmp_path}/state.db"}
    first = loop.run_until_complete(start(store=memory_store(), state=state))
    return first, loop.run_until_complete(start(store=first.store, state=state))


async def write_and_be_killed(bot, text, number):
    """Write to a server that ends when Rasa has saved the turn, before anything else happens."""
    handle, saved = bot.rasa.handle_message, asyncio.Event()

    async def handle_and_hang(message):
        await handle(message)
        saved.set()
        await asyncio.Event().wait()

    bot.rasa.handle_message = handle_and_hang
    call = begin(bot.write(text, number))
    await asyncio.wait_for(saved.wait(), 10)
    await cancel_turns()
    call.cancel()


@pytest.mark.parametrize("after", [(), (NOT_UNDERSTOOD,)], ids=["nothing", "utter_default"])
@pytest.mark.parametrize("before", [(), (MOMENT,)], ids=["first", "later"])
async def test_a_failure_that_a_killed_server_could_not_tell_is_told_by_the_other(
    both, before, after
):
    fails(both[0], "a person", *after, before=before)
    await both[0].open_conversation()
    await write_and_be_killed(both[0], "a person", 1)
    response = await both[1].write("a person", 1)

    assert response.status_code == both[1].accepted
    assert both[1].texts_to() == [*(each["text"] for each in before), WRONG]
    assert both[1].rasa.texts == []
    await both[1].write("Hello", 2)
    assert both[1].texts_to()[-1] == "You said Hello"


@pytest.mark.parametrize("reply", [UNCONFIRMED, NOT_UNDERSTOOD], ids=["told", "no failure"])
async def test_what_is_no_failure_or_was_told_otherwise_is_repeated_as_it_was(both, reply):
    if reply is UNCONFIRMED:
        fails(both[0], "a person", NOT_UNDERSTOOD, reply)
    else:
        both[0].rasa.replies("a person", reply)
    await both[0].open_conversation()
    await write_and_be_killed(both[0], "a person", 1)
    await both[1].write("a person", 1)

    assert both[1].texts_to() == [reply["text"]]
    await both[1].write("Hello", 2)
    assert both[1].texts_to()[-1] == "You said Hello"


@pytest.mark.parametrize(**only({name: VENDORS[name] for name in ("cm", "liveperson")}))
async def test_during_the_chat_with_an_agent_the_other_server_tells_no_failure_either(both):
    both[0].rasa.states["a person"] = "with_agent"
    await both[0].write("a person", 1)
    fails(both[0], "Hello?", NOT_UNDERSTOOD)
    await write_and_be_killed(both[0], "Hello?", 2)
    await both[1].write("Hello?", 2)

    assert WRONG not in both[1].texts_to()
    assert NOT_UNDERSTOOD["text"] not in both[1].texts_to()
    await both[1].give_back()
    await both[1].write("Hello", 3)
    assert both[1].texts_to()[-1] == "You said Hello"


async def test_rasa_saves_a_failure_with_the_turn():
    """The real Rasa keeps the metadata itself, not a copy, in the event that it saves later."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what Rasa imports
        from rasa.core.processor import MessageProcessor
    metadata = {"human_handoff_conversation_id": "c"}
    message = UserMessage("Hi", sender_id="c", message_id="1", metadata=metadata)
    message.parse_data = {"intent": {}, "entities": []}
    tracker = tracker_of("c")
    with observed_turn(message.metadata, tells_failure=True):
        await MessageProcessor._handle_message_with_tracker(
            SimpleNamespace(domain=DOMAIN), message, tracker
        )
        _run_action()

    assert must_be_told(tracker.events[-1].as_dict()["metadata"])


@pytest.mark.parametrize("late", [(), ({"text": "At last."},)], ids=["alone", "after a late one"])
@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_a_transfer_whose_reply_a_killed_server_has_kept_is_not_asked_for_again(
    both, monkeypatch, late
):
    """The first is killed after its reply was kept, and before it has noted what is in it."""
    first, second = both
    gate = first.rasa.holds("a person", *late, *HANDOFF)
    first.rasa.intents["a person"] = INTENT
    first.rasa.states["a person"] = "with_agent"
    await first.create()
    calls = [begin(first.deliver(text_event("a person", 1)))]
    await asyncio.wait_for(gate.reached.wait(), 10)
    calls.append(begin(second.deliver(text_event("a person", 1))))
    await second.write("Hello", 2, "another")  # the event has arrived by now
    change, kills = Conversations.change, [ConnectionAbortedError()]

    async def change_unless_killed(self, *args):
        if kills:
            raise kills.pop()
        await change(self, *args)

    monkeypatch.setattr(Conversations, "change", change_unless_killed)
    gate.opened.set()
    killed, reply = await asyncio.gather(*calls)

    assert killed.status_code == 500
    assert [item["type"] for item in reply.json()["response"]][-1] == "ACTION"
    assert reply.json()["analytics"]["intents"][0]["id"] == "ask_person"
    await second.create()  # the agents give it back
    items = await second.say("Thanks", 3)
    assert not any(item["type"] == "ACTION" for item in items)
    assert public_texts(items) == ["I am back.", "You said Thanks"]


@pytest.mark.parametrize("is_killed", [True, False], ids=["killed", "alive"])
@pytest.mark.parametrize("comes", ["in the turn", "late"])
@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_a_server_whose_time_is_over_repeats_later_nothing_of_the_others_reply(
    start, tmp_path, monkeypatch, comes, is_killed
):
    """Both have got the event; the first is slow, or is killed, when it has kept its reply."""
    state = {"url": f"sqlite:///{tmp_path}/state.db"}
    first = await start(store=memory_store(), state=state)
    # Over in the first turn; in the next one, a busy disk has written everything by then.
    second = await start(store=first.store, state=state, answer_seconds=5)
    await first.create()
    if comes == "late":
        await first.deliver(text_event("Hi", 0))
        late = first.rasa.messages[0].output_channel
        await late.send_response(first.customer, dict(HANDOFF[1]))
    gate = first.rasa.holds("a person", *(HANDOFF if comes == "in the turn" else HANDOFF[:1]))
    calls = [begin(first.deliver(text_event("a person", 1)))]
    await asyncio.wait_for(gate.reached.wait(), 10)
    calls.append(begin(second.deliver(text_event("a person", 1))))
    await second.write("Hello", 3, "another")  # the event has arrived by now
    change, kept, opened = Conversations.change, asyncio.Event(), asyncio.Event()

    async def change_slowly_at_first(self, *args):
        if not kept.is_set():
            kept.set()
            await asyncio.wait_for(opened.wait(), 10)
            if is_killed:
                raise ConnectionAbortedError
        await change(self, *args)

    monkeypatch.setattr(Conversations, "change", change_slowly_at_first)
    gate.opened.set()
    reply = (await calls[1]).json()
    opened.set()
    await calls[0]
    items = await second.say("Thanks", 2)

    assert public_texts(reply["response"]) == ["Hold on."]
    assert reply["response"][-1]["type"] == "ACTION"
    assert [item["data"]["message"] for item in items] == ["You said Thanks"]


@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_a_customer_who_writes_after_the_repeated_transfer_is_not_taken_back(both):
    both[0].rasa.replies("a person", *HANDOFF)
    both[0].rasa.states["a person"] = "with_agent"
    await both[0].create()
    await write_and_be_killed(both[0], "a person", 1)
    await both[1].write("a person", 1)
    await both[1].write("Are you there?", 2)

    assert both[1].rasa.texts == ["Are you there?"]
    assert await both[1].state() == "with_agent"


async def test_two_messages_at_one_server_are_handled_in_the_order_of_their_arrival(
    bot, monkeypatch
):
    """The state store is slow for the first of them."""
    await bot.open_conversation()
    await bot.open_conversation("another")
    get, reached, opened = SharedState.get, asyncio.Event(), asyncio.Event()

    async def get_slowly_at_first(self, *name):
        if not reached.is_set():
            reached.set()
            await asyncio.wait_for(opened.wait(), 10)
        return await get(self, *name)

    monkeypatch.setattr(SharedState, "get", get_slowly_at_first)
    calls = [begin(bot.write("first", 1))]
    await asyncio.wait_for(reached.wait(), 10)
    calls.append(begin(bot.write("second", 2)))
    for number in (3, 4):
        await bot.write("Hello", number, "another")  # the second has arrived by now
    opened.set()
    await asyncio.gather(*calls)

    assert bot.rasa.texts == ["Hello", "Hello", "first", "second"]
