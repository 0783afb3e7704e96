"""Replies that are repeated, late, or lost in a crash."""

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered

from human_handoff_channels.liveperson.payloads import read_event
from tests.channels.liveperson.bot import CONVERSATION, public_texts, text_event
from tests.channels.scripted_rasa import memory_store

TRANSFER = {"human_handoff": {"transfer": {"skill": "Human"}, "summary": ["Name: A"]}}


async def test_a_delivery_long_after_the_first_gets_the_same_answer(bot):
    responses = [await bot.say("Hi", 4) for _ in range(2)]
    await bot.create()
    responses.append(await bot.say("Hi", 4))

    assert responses[0] == responses[1] == responses[2]
    assert bot.rasa.texts == ["Hi"]


async def test_a_late_answer_comes_with_the_next_one(start):
    bot = await start(answer_seconds=2)
    late = ({"text": "One"}, {"text": "Two"})
    gate = bot.rasa.holds("Hi", *late, first=({"text": "Let me see."},))

    in_time = await bot.say("Hi", 1)
    again = await bot.say("Hi", 1)
    gate.opened.set()
    await gate.passed.wait()

    assert public_texts(in_time) == [
        "Let me see.",
        "One moment please, I am still looking into it.",
    ]
    assert again == in_time
    assert public_texts(await bot.say("And?", 2)) == ["One", "Two", "You said And?"]
    assert public_texts(await bot.say("So?", 3)) == ["You said So?"]


async def test_a_late_transfer_is_the_next_answers_action_and_no_return(start):
    bot = await start(answer_seconds=2, return_after_seconds=1e-9)
    gate = bot.rasa.holds("a person", {"custom": TRANSFER})
    bot.rasa.states["a person"] = "requested"

    await bot.say("a person", 1)
    gate.opened.set()
    await gate.passed.wait()
    items = await bot.say("Hello?", 2)

    assert items[-1]["data"] == {"name": "TRANSFER", "parameters": {"skillName": "Human"}}
    assert bot.rasa.texts == ["a person", "Hello?"]


async def test_what_is_said_too_late_is_kept_up_to_a_limit_and_a_transfer_always(bot, caplog):
    await bot.say("Hi", 1)
    late = bot.rasa.messages[0].output_channel

    for number in range(60):
        await late.send_response(CONVERSATION, {"text": str(number)})
    for _ in range(2):
        await late.send_response(CONVERSATION, {"custom": TRANSFER})
    items = await bot.say("Yes", 2)

    assert public_texts(items) == [*(str(number) for number in range(50)), "You said Yes"]
    assert items[-1]["data"]["name"] == "TRANSFER"
    assert "dropped: too many late messages in one conversation" in caplog.messages


async def test_a_bot_that_says_nothing_is_answered_for_agents_only(bot):
    bot.rasa.replies("Hi")

    items = await bot.say("Hi")

    assert (public_texts(items), len(items)) == ([], 1)


def message_of(text: str, number: int) -> UserUttered:
    key = read_event(text_event(text, number)).key
    return UserUttered(text, message_id=f"{CONVERSATION}/{key}")


async def test_a_message_delivered_again_after_a_crash_is_answered_from_the_tracker(start):
    bot = await start(store=memory_store())
    await bot.rasa.save(
        CONVERSATION,
        ActionExecuted("action_listen"),
        message_of("a person", 3),
        BotUttered("Hold on."),
        BotUttered(None, {"custom": TRANSFER}),
        SlotSet("human_handoff_state", "requested"),
        ActionExecuted("action_listen"),
    )

    lost = await bot.deliver(text_event("a person", 3))
    items = await bot.say("a person", 3)

    assert lost.status_code == 404
    assert public_texts(items) == ["Hold on."]
    assert items[-1]["data"]["name"] == "TRANSFER"
    assert bot.rasa.messages == []


async def test_the_intent_is_reported_with_its_confidence(start):
    bot = await start(store=memory_store())
    bot.rasa.intents = {"Hi": {"name": "faq/ask me", "confidence": 0.75}, "?": {"name": None}}
    await bot.create()

    response = await bot.deliver(text_event("Hi", 1))

    assert (await bot.deliver(text_event("?", 2))).json()["analytics"] == {"intents": []}
    assert response.json()["analytics"] == {
        "intents": [{"id": "faq/ask_me", "description": "faq/ask me", "confidenceScore": 0.75}]
    }


@pytest.mark.parametrize("has_tracker", [True, False])
async def test_without_a_tracker_or_by_choice_no_intent_is_reported(start, has_tracker):
    bot = await start(analytics=not has_tracker)
    bot.rasa.tracker_store = bot.store if has_tracker else None
    await bot.create()

    answer = await bot.deliver(text_event("Hi", 1))

    assert answer.json()["analytics"] == {"intents": []}
