"""The bot seems to type only while something comes: no pause outlives its turn."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_handoff_channels import heartbeat
from human_handoff_channels.liveperson.reply import compose
from tests.channels.liveperson.bot import CONVERSATION, public_texts, text_event
from tests.sandbox.vendors.liveperson.items import action, text

PAUSE = {"type": "DELAY", "data": {"seconds": 2, "typing": True}}
TYPING = {"custom": {"liveperson": PAUSE}}
ITEMS = st.sampled_from([PAUSE, text("Hello"), text("Bye"), action("TRANSFER", skillName="Human")])


def kinds(items):
    return [item["type"] for item in items]


@given(st.lists(ITEMS, max_size=8), st.integers(0, 2))
def test_after_a_pause_something_always_comes(items, delay_seconds):
    response = compose(items, "The bot has nothing to say.", delay_seconds)["response"]

    assert response[-1]["type"] != "DELAY"
    said = [item for item in items if item["type"] == "TEXT"]
    assert [item for item in response if item in said] == said


async def test_a_pause_at_the_end_of_a_turn_is_not_sent(bot):
    assert kinds(await bot.reply_to_hi(TYPING, {"text": "Hello"}, TYPING, TYPING)) == [
        "DELAY",
        "TEXT",
    ]


async def test_a_pause_before_the_transfer_is_sent(bot):
    handoff = {"custom": {"human_handoff": {"transfer": {"skill": "Human"}}}}
    items = await bot.reply_to_hi({"text": "Hold on."}, TYPING, handoff)

    assert kinds(items) == ["TEXT", "DELAY", "ACTION"]


async def test_a_turn_that_fails_after_a_pause_ends_in_a_message(bot):
    async def script(message):
        await bot.rasa.send(message, TYPING)
        raise RuntimeError

    bot.rasa.scripts["Hi"] = script
    items = await bot.say("Hi", 1)

    assert kinds(items) == ["DELAY", "TEXT"]
    assert kinds(await bot.say("And?", 2)) == ["TEXT"]


async def test_a_pause_that_comes_too_late_is_not_kept_for_the_next_turn(start):
    bot = await start(answer_seconds=2)
    gate = bot.rasa.holds("Hi", TYPING, {"text": "At last."}, TYPING, first=(TYPING,))
    in_time = await bot.say("Hi", 1)
    gate.opened.set()
    await gate.passed.wait()
    items = await bot.say("And?", 2)

    assert kinds(in_time) == ["DELAY", "TEXT"]
    assert public_texts(items) == ["At last.", "You said And?"]
    assert kinds(items) == ["TEXT", "TEXT"]


async def test_nothing_is_left_of_a_turn_that_was_cancelled(start, monkeypatch):
    monkeypatch.setattr(heartbeat, "TURN_SECONDS", 0.2)
    bot = await start(answer_seconds=10)
    bot.rasa.holds("Hi", first=(TYPING,))
    await bot.create()
    await bot.deliver(text_event("Hi", 1))

    assert kinds(await bot.say("And?", 2)) == ["TEXT"]


@pytest.mark.parametrize("seconds_ago", [1])
async def test_a_file_for_the_agents_is_not_the_bots_business(bot, seconds_ago):
    await bot.say("Hi", 1)
    await bot.hand_over(seconds_ago=seconds_ago)
    file = {"type": "hosted-file", "data": {"relativePath": "a/b", "fileType": "PNG"}}
    response = await bot.deliver(file)
    assert public_texts(response.json()["response"]) == []

    await bot.show_return()
    again = await bot.deliver(file | {"data": {"relativePath": "a/c", "fileType": "PNG"}})
    (told,) = public_texts(again.json()["response"])
    assert "when a colleague has the chat" in told
    assert bot.customer == CONVERSATION
