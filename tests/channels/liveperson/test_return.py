"""The platform's `PUT`, a late message or a call gives a conversation back to the bot."""

import pytest
from rasa.shared.core.events import SlotSet

from human_handoff_channels.incoming import RETURNED
from human_handoff_channels.plugin import STATE
from tests.channels.liveperson.bot import CONVERSATION, public_texts, text_event
from tests.channels.scripted_rasa import memory_store

TRANSFER = {"custom": {"human_handoff": {"transfer": {"skill": "Human"}}}}


async def transferred(bot):
    bot.rasa.replies("a person", TRANSFER)
    bot.rasa.states["a person"] = "requested"
    assert (await bot.say("a person", 1))[-1]["type"] == "ACTION"
    return bot


async def test_a_put_after_the_transfer_gives_the_conversation_back_before_the_next_message(bot):
    await transferred(bot)

    put = await bot.create()
    before = list(bot.rasa.texts)
    items = await bot.say("Thanks, and now?", 7)

    assert (put.status_code, before) == (200, ["a person"])
    assert public_texts(items) == ["I am back.", "You said Thanks, and now?"]
    assert bot.rasa.messages[1].metadata["human_handoff_conversation_id"] == CONVERSATION
    await bot.create()
    assert public_texts(await bot.say("And?", 8)) == ["You said And?"]


async def test_a_return_of_which_rasa_cannot_be_told_is_tried_again_with_the_next_message(bot):
    await transferred(bot)
    await bot.create()
    bot.rasa.fails(RETURNED, ConnectionError("the action server"))

    failed = await bot.say("what is my balance", 2)

    assert len(public_texts(failed)) == 1
    assert "went wrong" in public_texts(failed)[0]
    assert bot.rasa.texts == ["a person", RETURNED]
    bot.rasa.replies(RETURNED, {"text": "I am back."})
    assert public_texts(await bot.say("what is my balance", 3)) == [
        "I am back.",
        "You said what is my balance",
    ]


async def test_a_message_long_after_the_transfer_means_that_the_bot_has_it_again(start):
    bot = await transferred(await start(return_after_seconds=1e-9))

    assert public_texts(await bot.say("Hello?", 2)) == ["I am back.", "You said Hello?"]


async def test_without_that_setting_only_the_put_counts(start):
    bot = await transferred(await start(return_after_seconds=None))

    assert public_texts(await bot.say("Hello?", 2)) == ["You said Hello?"]


async def test_the_event_of_the_transfer_delivered_again_brings_nobody_back(bot):
    await transferred(bot)

    again = await bot.say("a person", 1)

    assert again[-1]["type"] == "ACTION"
    assert bot.rasa.texts == ["a person"]


async def test_a_bot_that_was_told_otherwise_is_not_told_that_it_is_back(bot):
    bot = await transferred(bot)
    await bot.rasa.save(CONVERSATION, SlotSet(STATE, "none"))
    await bot.create()

    assert public_texts(await bot.say("Hello?", 2)) == ["You said Hello?"]


@pytest.mark.parametrize("body", [b"", b"{}", b"not json"])
async def test_the_return_call_tells_the_bot_and_answers_its_words(bot, body):
    await transferred(bot)

    response = await bot.give_back(content=body)

    assert public_texts(response.json()["response"]) == ["I am back."]
    assert public_texts(await bot.say("Hello?", 2)) == ["You said Hello?"]
    assert bot.rasa.texts == ["a person", RETURNED, "Hello?"]


async def test_the_return_call_of_a_conversation_that_nobody_knows_is_a_404(bot):
    assert (await bot.give_back()).status_code == 404
    assert bot.rasa.messages == []


async def test_the_return_call_works_after_a_restart(start):
    bot = await start(store=memory_store())
    await bot.hand_over()

    assert ((await bot.give_back()).status_code, bot.rasa.texts) == (200, [RETURNED])


async def test_a_second_transfer_and_a_second_return_work_like_the_first(bot):
    await transferred(bot)
    await bot.say("Hello?", 2)
    in_flight = list(bot.rasa.texts)

    again = await bot.say("a person", 3)
    await bot.create()

    assert in_flight == ["a person", "Hello?"], "a message in flight brings nobody back"

    assert again[-1]["type"] == "ACTION"
    assert public_texts(await bot.say("Hi again", 4)) == ["I am back.", "You said Hi again"]


async def test_the_close_after_a_transfer_is_no_return(bot):
    await transferred(bot)
    await bot.create()

    await bot.deliver({"type": "CLOSE_CONVERSATION", "source": "CONVERSATION"})

    assert bot.rasa.texts == ["a person"]
    assert (
        public_texts((await bot.deliver(text_event("Hi", 9))).json()["response"])[0] == "I am back."
    )
