"""The way back from an agent to the bot."""

import pytest
from rasa.shared.core.events import ActionExecuted, SlotSet
from rasa.shared.core.slots import CategoricalSlot
from rasa.shared.core.trackers import DialogueStateTracker

from tests.channels.liveperson.platform import BOT, CONVERSATION, said, text_event

BACK = "/human_handoff_returned"
TALK = f"/v1/bots/{BOT}/environments/draft/conversations/{CONVERSATION}"
TRANSFER = {"custom": {"human_handoff": {"transfer": {"skill": "Human"}}}}


class Store:
    """A tracker store whose conversation is with the agents, or not."""

    def __init__(self, state: str) -> None:
        self.state = state

    async def retrieve(self, sender_id):
        slot = CategoricalSlot("human_handoff_state", [{}], ["none", "requested"], "none")
        events = [ActionExecuted("action_listen"), SlotSet("human_handoff_state", self.state)]
        return DialogueStateTracker.from_events(sender_id, events, [slot])


async def transferred(bot):
    bot.rasa.says("a person", TRANSFER)
    bot.rasa.says(BACK, {"text": "I am back."})
    await bot.create()
    assert (await bot.say("a person", 1))[-1]["type"] == "ACTION"
    return bot


async def test_a_put_after_the_transfer_gives_the_conversation_back_before_the_next_message(bot):
    await transferred(bot)

    put = await bot.create()
    before = list(bot.rasa.words)
    items = await bot.say("Thanks, and now?", 7)

    assert (put.status_code, before) == (200, ["a person"])
    assert said(items) == ["I am back.", "You said Thanks, and now?"]
    assert bot.rasa.heard[1].metadata["human_handoff_conversation_id"] == CONVERSATION
    await bot.create()
    assert said(await bot.say("And?", 8)) == ["You said And?"]


async def test_a_message_in_flight_during_the_transfer_brings_nobody_back(bot):
    await transferred(bot)

    await bot.say("Hello?", 2)

    assert bot.rasa.words == ["a person", "Hello?"]


async def test_a_message_long_after_the_transfer_means_that_the_bot_has_it_again(start):
    bot = await transferred(await start(return_after_seconds=1e-9))

    assert said(await bot.say("Hello?", 2)) == ["I am back.", "You said Hello?"]


async def test_without_that_setting_only_the_put_counts(start):
    bot = await transferred(await start(return_after_seconds=None))

    assert said(await bot.say("Hello?", 2)) == ["You said Hello?"]


async def test_the_event_of_the_transfer_delivered_again_brings_nobody_back(bot):
    await transferred(bot)
    await bot.create()

    again = await bot.say("a person", 1)

    assert again[-1]["type"] == "ACTION"
    assert bot.rasa.words == ["a person"]


async def test_after_a_restart_the_tracker_tells_that_agents_had_it(start):
    bot = await start(tracker_store=Store("requested"))
    bot.rasa.says(BACK, {"text": "I am back."})
    await bot.create()

    assert said(await bot.say("Hello?", 9)) == ["I am back.", "You said Hello?"]


async def test_a_bot_that_was_told_otherwise_is_not_told_that_it_is_back(start):
    bot = await transferred(await start(tracker_store=Store("none")))
    await bot.create()

    assert said(await bot.say("Hello?", 2)) == ["You said Hello?"]


@pytest.mark.parametrize("body", [b"", b"{}", b"not json"])
async def test_the_return_call_tells_the_bot_and_answers_its_words(bot, body):
    await transferred(bot)

    answer = await bot.call("POST", f"{TALK}/return", content=body)
    await bot.create()

    assert said(answer.json()["response"]) == ["I am back."]
    assert said(await bot.say("Hello?", 2)) == ["You said Hello?"]
    assert bot.rasa.words == ["a person", BACK, "Hello?"]


async def test_the_return_call_of_a_conversation_that_nobody_knows_is_a_404(bot):
    assert (await bot.call("POST", f"{TALK}/return", {})).status_code == 404
    assert bot.rasa.heard == []


async def test_the_return_call_works_after_a_restart(start):
    bot = await start(tracker_store=Store("requested"))

    answer = await bot.call("POST", f"{TALK}/return", {})

    assert (answer.status_code, bot.rasa.words) == (200, [BACK])


async def test_a_second_transfer_and_a_second_return_work_like_the_first(bot):
    await transferred(bot)
    await bot.create()
    await bot.say("Hello?", 2)

    again = await bot.say("a person", 3)
    await bot.create()

    assert again[-1]["type"] == "ACTION"
    assert said(await bot.say("Hi again", 4)) == ["I am back.", "You said Hi again"]


async def test_the_close_after_a_transfer_is_no_return(bot):
    await transferred(bot)
    await bot.create()

    await bot.deliver({"type": "CLOSE_CONVERSATION", "source": "CONVERSATION"})

    assert bot.rasa.words == ["a person"]
    assert said((await bot.deliver(text_event("Hi", 9))).json()["response"])[0] == "I am back."
