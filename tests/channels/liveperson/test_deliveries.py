"""Deliveries that are repeated, late, or two at once."""

import asyncio

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.slots import CategoricalSlot
from rasa.shared.core.trackers import DialogueStateTracker

from human_handoff_channels.liveperson.conversations import Conversations
from human_handoff_channels.liveperson.payloads import read_event
from tests.channels.liveperson.platform import CONVERSATION, said, text_event

TRANSFER = {"human_handoff": {"transfer": {"skill": "Human"}, "summary": ["Name: A"]}}
STATE = CategoricalSlot("human_handoff_state", [{}], ["none", "requested", "with_agent"], "none")


async def test_three_deliveries_at_once_are_one_turn_with_the_same_answer(bot):
    gate = bot.rasa.waits("Hi")
    await bot.create()

    calls = [asyncio.ensure_future(bot.deliver(text_event("Hi", 4))) for _ in range(3)]
    await gate.reached.wait()
    gate.opened.set()
    answers = await asyncio.gather(*calls)

    assert bot.rasa.words == ["Hi"]
    assert {answer.text for answer in answers} == {answers[0].text}
    assert said(answers[0].json()["response"]) == ["At last: Hi"]


async def test_a_delivery_long_after_the_first_gets_the_same_answer(bot):
    await bot.create()

    answers = [await bot.say("Hi", 4) for _ in range(2)]
    await bot.create()
    answers.append(await bot.say("Hi", 4))

    assert answers[0] == answers[1] == answers[2]
    assert bot.rasa.words == ["Hi"]


async def test_an_event_without_a_number_is_known_by_what_it_says(bot):
    await bot.create()

    for moment in (1, 1, 2):
        await bot.say("Hi", None, serverTimestamp=moment)

    assert bot.rasa.words == ["Hi", "Hi"]


async def test_the_same_words_under_another_number_are_another_message(bot):
    await bot.create()

    for number in (1, 2, 2):
        await bot.say("yes", number)
    await bot.say("no", 2)

    assert bot.rasa.words == ["yes", "yes", "no"]


async def test_a_platform_that_hangs_up_does_not_end_the_turn(bot):
    gate = bot.rasa.waits("Hi")
    await bot.create()
    call = asyncio.ensure_future(bot.deliver(text_event("Hi", 4)))
    await gate.reached.wait()

    call.cancel()
    again = asyncio.ensure_future(bot.say("Hi", 4))
    gate.opened.set()

    assert said(await again) == ["At last: Hi"]
    assert bot.rasa.words == ["Hi"]


async def test_two_messages_at_once_are_two_turns_one_after_the_other(bot):
    gate = bot.rasa.waits("first")
    await bot.create()

    first = asyncio.ensure_future(bot.say("first", 1))
    await gate.reached.wait()
    second = asyncio.ensure_future(bot.say("second", 2))
    await bot.call("GET", "/v1/bots/another/environments")  # the second has arrived by now
    heard = list(bot.rasa.words)
    gate.opened.set()

    assert heard == ["first"]
    assert (said(await first), said(await second)) == (["At last: first"], ["You said second"])


async def test_two_customers_do_not_wait_for_each_other(bot):
    gate = bot.rasa.waits("Hi")
    for conversation in ("one", "two"):
        await bot.create(conversation)
    first = asyncio.ensure_future(bot.deliver(text_event("Hi"), "one"))
    await gate.reached.wait()

    answer = await bot.deliver(text_event("Hello"), "two")
    gate.opened.set()

    assert said(answer.json()["response"]) == ["You said Hello"]
    assert said((await first).json()["response"]) == ["At last: Hi"]


async def test_a_late_answer_comes_with_the_next_one(start):
    bot = await start(answer_seconds=0.2)
    late = ({"text": "One"}, {"text": "Two"})
    gate = bot.rasa.waits("Hi", *late, first=({"text": "Let me see."},))
    await bot.create()

    in_time = await bot.say("Hi", 1)
    again = await bot.say("Hi", 1)
    gate.opened.set()
    await gate.passed.wait()

    assert said(in_time) == ["Let me see.", "One moment please, I am still looking into it."]
    assert again == in_time
    assert said(await bot.say("And?", 2)) == ["One", "Two", "You said And?"]
    assert said(await bot.say("So?", 3)) == ["You said So?"]


async def test_a_late_transfer_is_the_next_answers_action_and_no_return(start):
    bot = await start(answer_seconds=0.2)
    gate = bot.rasa.waits("a person", {"custom": TRANSFER})
    await bot.create()

    await bot.say("a person", 1)
    gate.opened.set()
    await gate.passed.wait()
    items = await bot.say("Hello?", 2)

    assert items[-1]["data"] == {"name": "TRANSFER", "parameters": {"skillName": "Human"}}
    assert bot.rasa.words == ["a person", "Hello?"]


async def test_what_a_reminder_says_between_two_messages_comes_with_the_next_answer(bot):
    await bot.create()
    await bot.say("Hi", 1)

    await bot.rasa.heard[0].output_channel.send_response(CONVERSATION, {"text": "Still there?"})

    assert said(await bot.say("Yes", 2)) == ["Still there?", "You said Yes"]


async def test_what_is_said_too_late_is_kept_up_to_a_limit_and_a_transfer_always(bot, caplog):
    await bot.create()
    await bot.say("Hi", 1)
    late = bot.rasa.heard[0].output_channel

    for number in range(60):
        await late.send_response(CONVERSATION, {"text": str(number)})
    for _ in range(2):
        await late.send_response(CONVERSATION, {"custom": TRANSFER})
    items = await bot.say("Yes", 2)

    assert said(items) == [*(str(number) for number in range(50)), "You said Yes"]
    assert items[-1]["data"]["name"] == "TRANSFER"
    assert "dropped: too many late messages in one conversation" in caplog.messages


async def test_only_the_latest_hundred_answers_are_kept(bot):
    await bot.create()

    for number in range(103):
        await bot.say("Hi", number)
    await bot.say("Hi", 102)
    await bot.say("Hi", 0)

    assert len(bot.rasa.heard) == 104


async def test_a_turn_that_fails_is_answered_and_the_next_one_works(bot, caplog):
    async def fails(message):
        raise RuntimeError("a name and an address")

    bot.rasa.scripts["Hi"] = fails
    await bot.create()

    answer = await bot.say("Hi", 1)

    assert said(answer) == ["Sorry, something went wrong. Please say that again."]
    assert said(await bot.say("Hello", 2)) == ["You said Hello"]
    assert "the turn failed: RuntimeError" in caplog.messages


async def test_a_bot_that_says_nothing_is_answered_for_agents_only(bot):
    bot.rasa.says("Hi")
    await bot.create()

    items = await bot.say("Hi")

    assert (said(items), len(items)) == ([], 1)


class Store:
    """A tracker store that survived, with one conversation in it."""

    def __init__(self, *events) -> None:
        self._tracker = DialogueStateTracker.from_events(CONVERSATION, list(events), [STATE])

    async def retrieve(self, sender_id):
        return self._tracker if sender_id == CONVERSATION else None


def message_id(number: int, words: str) -> str:
    return f"{CONVERSATION}/{read_event(text_event(words, number)).key}"


def heard(words: str, number: int, intent: str = "ask") -> UserUttered:
    parsed = {"name": intent, "confidence": 0.75}
    return UserUttered(words, parsed, message_id=message_id(number, words))


async def test_a_message_delivered_again_after_a_crash_is_answered_from_the_tracker(start):
    store = Store(
        ActionExecuted("action_listen"),
        heard("a person", 3),
        BotUttered("Hold on."),
        BotUttered(None, {"custom": TRANSFER}),
        SlotSet("human_handoff_state", "requested"),
        ActionExecuted("action_listen"),
    )
    bot = await start(tracker_store=store)

    lost = await bot.deliver(text_event("a person", 3))
    await bot.create()
    items = await bot.say("a person", 3)

    assert lost.status_code == 404
    assert said(items) == ["Hold on."]
    assert items[-1]["data"]["name"] == "TRANSFER"
    assert bot.rasa.heard == []


async def test_a_turn_that_a_crash_cut_off_is_done_again(start):
    bot = await start(tracker_store=Store(ActionExecuted("action_listen"), heard("Hi", 1)))
    await bot.create()

    assert said(await bot.say("a person", 2)) == ["You said a person"]
    assert bot.rasa.words == ["a person"]


async def test_the_intent_is_reported_with_its_confidence(start):
    store = Store(
        ActionExecuted("action_listen"), heard("Hi", 1, "faq/ask me"), heard("?", 2, None)
    )
    bot = await start(tracker_store=store)
    await bot.create()
    await bot.say("other", 9)  # this process has taken a message by now

    answer = await bot.deliver(text_event("Hi", 1))

    assert (await bot.deliver(text_event("?", 2))).json()["analytics"] == {}
    assert answer.json()["analytics"] == {
        "intents": [{"id": "faq/ask_me", "description": "faq/ask me", "confidenceScore": 0.75}]
    }


@pytest.mark.parametrize("settings", [{"analytics": False}, {}])
async def test_without_a_tracker_or_by_choice_no_intent_is_reported(start, settings):
    bot = await start(**settings)
    await bot.create()

    answer = await bot.deliver(text_event("Hi", 1))

    assert answer.json()["analytics"] == {}


async def test_a_tracker_store_that_is_down_stops_nobody(start):
    class Down:
        async def retrieve(self, sender_id):
            raise ConnectionError("password")

    bot = await start(tracker_store=Down())
    await bot.create()

    assert said(await bot.say("Hi")) == ["You said Hi"]


def test_a_conversation_in_use_is_not_forgotten_for_a_new_one():
    known = Conversations(600, limit=2)
    first = known.create("bot", "draft", "1")
    first.keep_late({"type": "TEXT", "data": {"message": "late"}})

    for number in ("2", "3", "4"):
        known.create("bot", "draft", number)

    assert known.find("bot", "draft", "1") is first
    assert known.find("bot", "draft", "2") is None
    newest = known.find("bot", "draft", "4")
    newest.keep_late({"type": "TEXT", "data": {"message": "late"}})
    known.create("bot", "draft", "5")
    assert all(known.find("bot", "draft", number) for number in ("1", "4", "5"))
