"""Several messages in one of the router's calls, and calls of CM.com that fail."""

import asyncio

from tests.channels.bot_under_test import begin
from tests.channels.cm.bot import PRODUCT_TOKEN, text_message


async def test_two_messages_of_a_call_are_turns_before_those_of_a_later_call(bot):
    gate = bot.rasa.holds("first")
    first = begin(bot.deliver("first", "second"))
    await gate.reached.wait()
    third = begin(bot.deliver("third"))
    await bot.deliver("Hello", to="other")  # the third has arrived by now
    texts = list(bot.rasa.texts)
    gate.opened.set()
    await asyncio.gather(first, third)

    assert texts == ["first", "Hello"]
    assert bot.texts_to() == ["At last: first", "You said second", "You said third"]


async def test_while_cm_takes_its_time_other_customers_are_served(bot):
    bot.control.fault("twoway", "hang")
    slow = begin(bot.deliver("Hi", to="one"))
    while not bot.rasa.messages:
        await asyncio.sleep(0)
    response = await bot.deliver(text_message("", 1), to="two")
    is_still_slow = not slow.done()
    bot.control.clear_faults()

    assert is_still_slow
    assert response.status_code == (await slow).status_code == 201
    assert bot.texts_to("one") == ["You said Hi"]


async def test_what_fails_after_the_acknowledgement_keeps_nobody_else_from_being_heard(
    start, log_lines
):
    bot = await start(answer_seconds=0.1)
    gate = bot.rasa.holds("Hi")
    await bot.deliver(text_message("Hi", 1), text_message("And?", 2))
    bot.vendor_answers(500)
    gate.opened.set()
    await bot.finish_turns("So?")

    assert bot.texts_to() == ["You said And?", "At last: So?"]
    assert log_lines() == ["a delivery was not handled: VendorRefusedError"]


async def test_after_a_message_that_fails_the_others_of_the_call_wait_for_the_next_delivery(bot):
    bot.control.fault(bot.sending, "slow", seconds=0)  # the first message is sent
    bot.vendor_answers(500)
    three = [text_message("one", 1), text_message("two", 2), text_message("three", 3)]
    failed = await bot.deliver(*three)
    before = bot.texts_to()
    good = await bot.deliver(*three)

    assert (failed.status_code, good.status_code) == (503, 201)
    assert before == ["You said one"]
    assert bot.texts_to() == ["You said one", "You said two", "You said three"]


async def test_a_router_that_is_not_there_is_a_503(start):
    bot = await start(url="http://127.0.0.1:9/")
    response = await bot.deliver("Hi")

    assert response.status_code == 503
    assert "did not reach the vendor" in response.json()["message"]
    assert PRODUCT_TOKEN not in response.text
