"""Every vendor's deliveries are handled once, and in their conversation's order."""

import asyncio
import gc

import pytest

from tests.channels.bot_under_test import begin
from tests.channels.scripted_rasa import memory_store
from tests.channels.vendors import SENDING, only


async def test_three_deliveries_at_once_are_one_turn(bot):
    gate = bot.rasa.holds("Hi")
    calls = [begin(bot.write("Hi", 1)) for _ in range(3)]
    await asyncio.wait_for(gate.reached.wait(), 10)
    gate.opened.set()
    responses = await asyncio.gather(*calls)

    assert [response.status_code for response in responses] == [bot.accepted] * 3
    assert len({response.text for response in responses}) == 1
    assert (bot.rasa.texts, bot.texts_to()) == (["Hi"], ["At last: Hi"])


async def test_a_delivery_long_after_the_first_is_taken_and_tells_nothing(bot):
    responses = [await bot.write("Hi", 1) for _ in range(3)]

    assert [response.status_code for response in responses] == [bot.accepted] * 3
    assert bot.rasa.texts == ["Hi"]


async def test_a_delivery_after_a_restart_of_the_channel_is_known_from_the_tracker(start):
    """What is not sent over an API stands in the response once more."""
    before = await start(store=memory_store())
    for number, text in enumerate(("Hi", "Ho")):
        await before.write(text, number)
    await before.stop()

    after = await start(store=before.store)
    for number, text in enumerate(("Hi", "Ho", "And now?")):
        assert (await after.write(text, number)).status_code == after.accepted

    assert after.rasa.texts == ["And now?"]
    assert after.texts_to() == ["You said Hi", "You said Ho", "You said And now?"]


async def test_a_turn_that_a_restart_has_cut_off_is_done_by_the_next_delivery(start):
    before = await start(store=memory_store())
    gate = before.rasa.holds("Hi")
    call = begin(before.write("Hi", 1))
    await gate.reached.wait()
    call.cancel()
    await before.stop()

    after = await start(store=before.store)
    await after.write("Hi", 1)
    assert after.rasa.texts == ["Hi"]


async def test_two_messages_at_once_are_two_turns_in_their_order(bot):
    gate = bot.rasa.holds("first")
    first = begin(bot.write("first", 1))
    await gate.reached.wait()
    second = begin(bot.write("second", 2))
    await bot.write("Hello", 3, "another")  # the second has arrived by now
    texts = list(bot.rasa.texts)
    gate.opened.set()
    await asyncio.gather(first, second)

    assert texts == ["first", "Hello"]
    assert bot.texts_to() == ["At last: first", "You said second"]


async def test_two_customers_do_not_wait_for_each_other(bot):
    gate = bot.rasa.holds("Hi")
    first = begin(bot.write("Hi", 1, "one"))
    await gate.reached.wait()
    await bot.write("Hello", 1, "two")
    before = bot.texts_to("two")
    gate.opened.set()
    await first

    assert before == ["You said Hello"]
    assert bot.texts_to("one") == ["At last: Hi"]
    assert [message.sender_id for message in bot.rasa.messages] == ["one", "two"]


async def test_a_platform_that_hangs_up_does_not_end_the_turn(bot):
    gate = bot.rasa.holds("Hi")
    call = begin(bot.write("Hi", 1))
    await gate.reached.wait()
    call.cancel()
    again = begin(bot.write("Hi", 1))
    gate.opened.set()

    assert (await again).status_code == bot.accepted
    assert (bot.rasa.texts, bot.texts_to()) == (["Hi"], ["At last: Hi"])


@pytest.mark.parametrize(**only(SENDING))
async def test_a_turn_that_outlasts_our_timeout_is_acknowledged_and_goes_on(start):
    bot = await start(answer_seconds=0.1)
    gate = bot.rasa.holds("Hi", first=({"text": "Let me see."},))
    acknowledged = [await bot.write("Hi", 1), await bot.write("And?", 2), await bot.write("Hi", 1)]
    await asyncio.wait_for(gate.reached.wait(), 10)  # it has said its first words
    before = bot.texts_to()
    gc.collect()  # the event loop itself keeps no turn
    gate.opened.set()
    await bot.finish_turns("So?")

    assert [response.status_code for response in acknowledged] == [bot.accepted] * 3
    assert before == ["Let me see."]
    assert bot.texts_to()[1:] == ["At last: Hi", "You said And?", "At last: So?"]


@pytest.mark.parametrize(**only(SENDING))
async def test_who_writes_a_buttons_title_has_clicked_it(bot):
    buttons = [{"title": "Yes", "payload": "/affirm"}]
    bot.rasa.replies("Hello", {"text": "Sure?", "buttons": buttons}, {"custom": {"text": "Well?"}})
    await bot.write("Hello")
    await bot.write("yes")

    assert bot.rasa.texts == ["Hello", "/affirm"]
    assert bot.texts_to() == ["Sure?\n- Yes", "Well?", "You said /affirm"]
