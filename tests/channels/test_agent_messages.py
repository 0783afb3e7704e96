"""What agents write is kept in Rasa's tracker where the settings say so, and the bot is silent."""

import asyncio

import pytest
from rasa.shared.core.events import ActionExecuted, AgentUttered, SlotSet, UserUttered
from rasa.shared.core.training_data.story_writer.yaml_story_writer import YAMLStoryWriter

from human_handoff_channels.agent_messages import AgentMessage
from human_handoff_channels.delivery_queue import DeliveryQueue
from tests.channels.bot_under_test import begin
from tests.channels.cm.bot import delivery, text_message
from tests.channels.parley.bot import message as parley_message
from tests.channels.scripted_rasa import DOMAIN, tracker_of
from tests.channels.vendors import SENDING, only

HELLO = "Hello, this is Eve. What is your order's number?"


@pytest.fixture
def bot(loop, start):
    return loop.run_until_complete(start(keep_agent_messages=True))


@pytest.fixture
def queued(monkeypatch):
    """Return an event: what an agent has written has its place behind the other turns."""
    event, handle = asyncio.Event(), DeliveryQueue.handle

    def watched(queue, key, *given):
        if key and "agent_message/" in key:
            event.set()
        return handle(queue, key, *given)

    monkeypatch.setattr(DeliveryQueue, "handle", watched)
    return event


async def agent_writes(bot, text=HELLO, number=1):
    """Deliver what an agent writes, as the platform does."""
    if bot.channel.name() == "cm":
        body = delivery(text_message(text, number, direction="ClientTerminated"))
    else:
        body = parley_message(text, f"agents-{number}", typeId=2)
    return await bot.post(bot.message_path, body)


async def kept(bot):
    tracker = await bot.store.retrieve(bot.customer)
    return [event.text for event in tracker.events if isinstance(event, AgentUttered)]


async def transferred(bot):
    await bot.write("a person")
    await bot.hand_over(seconds_ago=5)
    return bot


@pytest.mark.parametrize(**only(SENDING))
async def test_what_agents_write_is_in_the_tracker_and_rasa_predicts_nothing(bot):
    await transferred(bot)
    responses = [await agent_writes(bot, text, n) for n, text in enumerate([HELLO, "Thank you."])]

    assert [response.status_code for response in responses] == [bot.accepted] * 2
    assert await kept(bot) == [HELLO, "Thank you."]
    assert bot.rasa.texts == ["a person"]
    assert bot.texts_to() == ["You said a person"]
    assert await bot.state() == "with_agent"


@pytest.mark.parametrize(**only(SENDING))
async def test_it_is_off_unless_the_settings_say_otherwise(start):
    bot = await transferred(await start())
    assert (await agent_writes(bot)).status_code == bot.accepted
    assert await kept(bot) == []


@pytest.mark.parametrize(**only(SENDING))
async def test_a_message_that_is_delivered_again_is_kept_once(bot, start):
    await transferred(bot)
    await asyncio.gather(*(agent_writes(bot) for _ in range(3)))
    # A server that knows nothing of these deliveries.
    await agent_writes(await start(keep_agent_messages=True, store=bot.store))
    await agent_writes(bot, number=2)  # the same words once more

    assert await kept(bot) == [HELLO, HELLO]


@pytest.mark.parametrize(**only(SENDING))
async def test_a_long_message_is_cut_off(bot):
    await transferred(bot)
    await agent_writes(bot, "x" * 5000)
    assert await kept(bot) == ["x" * 4000]


@pytest.mark.parametrize("text", [None, 5, " "])
@pytest.mark.parametrize(**only(SENDING))
async def test_a_picture_and_an_odd_text_are_not_kept_and_are_noted_as_an_agents(
    bot, text, monkeypatch
):
    noted = []

    async def note(_, conversation):
        noted.append(conversation)

    monkeypatch.setattr("human_handoff_channels.unanswered.Unanswered.agent_wrote", note)
    await transferred(bot)
    response = await agent_writes(bot, text)

    assert response.status_code == bot.accepted
    assert noted == [bot.customer]
    assert await kept(bot) == []


@pytest.mark.parametrize(**only(SENDING))
async def test_while_the_bot_has_the_conversation_nothing_is_kept(bot):
    assert (await agent_writes(bot)).status_code == bot.accepted  # of a customer nobody knows
    await bot.write("Hi")
    await agent_writes(bot, number=2)

    assert await kept(bot) == []


@pytest.mark.parametrize(**only(SENDING))
async def test_a_message_that_comes_during_the_turn_of_the_transfer_is_kept_after_it(bot, queued):
    bot.rasa.states["a person"] = "with_agent"
    gate = bot.rasa.holds_and_says_nothing("a person")
    turn = begin(bot.write("a person"))
    await gate.reached.wait()
    message = begin(agent_writes(bot))
    await queued.wait()
    gate.opened.set()
    await asyncio.gather(turn, message)

    tracker = await bot.store.retrieve(bot.customer)
    events = [type(each) for each in tracker.events if isinstance(each, UserUttered | AgentUttered)]
    assert events == [UserUttered, AgentUttered]


@pytest.mark.parametrize(**only(SENDING))
async def test_it_waits_for_rasas_lock_and_loses_nothing_that_its_holder_saves(bot, monkeypatch):
    await transferred(bot)
    lock, asked = bot.rasa.lock_store.lock, asyncio.Event()

    def watched(conversation):
        asked.set()
        return lock(conversation)

    async with lock(bot.customer):
        tracker = await bot.store.retrieve(bot.customer)
        monkeypatch.setattr(bot.rasa.lock_store, "lock", watched)
        message = begin(agent_writes(bot))
        await asked.wait()
        tracker.update(SlotSet("city", "Utrecht"))
        await bot.store.save(tracker)
    await message

    tracker = await bot.store.retrieve(bot.customer)
    assert (await kept(bot), tracker.get_slot("city")) == ([HELLO], "Utrecht")


@pytest.mark.parametrize("trouble", ["model", "store"])
@pytest.mark.parametrize(**only(SENDING))
async def test_what_cannot_be_kept_is_refused_and_kept_when_it_is_delivered_again(
    bot, trouble, monkeypatch, log_lines
):
    await transferred(bot)
    if trouble == "model":
        bot.rasa.ready = False
    else:
        monkeypatch.setattr(bot.store, "save", _fails)
    refused = await agent_writes(bot)
    bot.rasa.ready = True
    monkeypatch.undo()
    good = await agent_writes(bot)

    assert [refused.status_code, good.status_code] == [503, bot.accepted]
    assert await kept(bot) == [HELLO]
    assert HELLO not in " ".join(log_lines())


async def _fails(*_):
    raise ConnectionError(HELLO)


def test_no_policy_and_no_story_of_rasas_has_what_agents_write():
    before = [UserUttered("hi", {"name": "greet"}), SlotSet("city", "Utrecht")]
    after = [UserUttered("ho", {"name": "greet"}), ActionExecuted("action_listen")]
    with_agent = tracker_of("a", *before, AgentUttered(HELLO), *after)
    without = tracker_of("a", *before, *after)

    assert with_agent.past_states(DOMAIN) == without.past_states(DOMAIN)
    stories = [each.export_stories(YAMLStoryWriter()) for each in (with_agent, without)]
    assert stories[0] == stories[1]
    assert "greet" in stories[0]


def test_the_text_is_in_no_repr():
    assert HELLO not in repr(AgentMessage("a", "1", HELLO))
