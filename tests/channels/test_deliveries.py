"""Every vendor's deliveries are handled once, and in their conversation's order."""

import asyncio

import pytest

from tests.channels.bot_under_test import begin
from tests.channels.scripted_rasa import memory_store
from tests.channels.vendors import SENDING, VENDORS, cases, only

REFUSED = {"status": "ERROR", "notifications": [{"type": "error", "message": "not_the_owner"}]}
CM_REFUSED, PARLEY_REFUSED = "CM.com: POST the bot's message", "Parley: POST a message to a user"
# What the vendor answers to a message of the bot, and how the log begins.
REFUSALS = {
    "cm": [
        (status, f"{CM_REFUSED} answered {status}")
        for status in (302, 400, 401, 404, 429, 500, 503)
    ],
    "parley": [
        (answer, PARLEY_REFUSED)
        for answer in ((500, ""), (200, REFUSED), (400, REFUSED), (200, "<html>"))
    ],
}


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


@pytest.mark.parametrize(**only(SENDING))
async def test_a_delivery_after_a_restart_of_the_channel_is_known_from_the_tracker(start):
    before = await start()
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
    before = bot.texts_to()
    gate.opened.set()
    await bot.write("So?", 3)

    assert [response.status_code for response in acknowledged] == [bot.accepted] * 3
    assert before == ["Let me see."]
    assert bot.texts_to()[1:] == ["At last: Hi", "You said And?", "You said So?"]


@pytest.mark.parametrize(**cases("refusal", REFUSALS))
async def test_a_send_that_fails_is_a_503_and_the_next_delivery_a_new_attempt(
    bot, refusal, log_lines
):
    answer, logged = refusal
    bot.vendor_answers(answer)
    failed, good, repeated = [await bot.write("Hi", 1) for _ in range(3)]

    statuses = [response.status_code for response in (failed, good, repeated)]
    assert statuses == [503, bot.accepted, bot.accepted]
    assert failed.json()["message"].startswith(logged)
    assert (bot.rasa.texts, bot.texts_to()) == (["Hi", "Hi"], ["You said Hi"])
    assert log_lines()[-1] == f"refused (503): {failed.json()['message']}"


@pytest.mark.parametrize(**only(SENDING))
async def test_a_router_that_does_not_answer_in_time_is_a_503_and_then_answers(start):
    bot = await start(send_seconds=0.2)
    bot.control.fault(bot.sending, "hang")
    failed = await bot.write("Hi", 1)
    bot.control.clear_faults()
    good = await bot.write("Hi", 1)

    assert (failed.status_code, good.status_code) == (503, bot.accepted)
    assert "You said Hi" in bot.texts_to()


@pytest.mark.parametrize(**only(SENDING))
async def test_a_failure_is_told_to_every_delivery_that_waited(bot):
    gate = bot.rasa.holds("Hello?")
    bot.vendor_answers(500)
    calls = [begin(bot.write("Hello?", 1)) for _ in range(2)]
    await gate.reached.wait()
    gate.opened.set()

    assert {response.status_code for response in await asyncio.gather(*calls)} == {503}
    assert (await bot.write("Hello?", 1)).status_code == bot.accepted


@pytest.mark.parametrize(**only(SENDING))
async def test_without_a_model_everything_is_a_503_and_then_heard(bot):
    bot.rasa.ready = False
    deliveries = [lambda: bot.write("Hi", 1), bot.send_picture, bot.send_return, bot.give_back]
    refused = [await deliver() for deliver in deliveries]
    assert (bot.rasa.texts, bot.texts_to()) == ([], [])
    bot.rasa.ready = True
    good = [await deliver() for deliver in deliveries[:3]]

    assert [response.status_code for response in refused] == [503] * 4
    assert refused[0].json() == {"message": "no model is loaded"}
    assert [response.status_code for response in good] == [bot.accepted] * 3
    assert bot.rasa.texts == ["Hi"]
    assert len(bot.texts_to()) == 2


async def test_a_turn_that_fails_is_answered_and_the_next_one_works(start, vendor, log_lines):
    failed = {"failed": "Once more, please."}
    bot = await start(**({"texts": failed} if vendor is VENDORS["liveperson"] else failed))
    bot.rasa.fails("Hi", RuntimeError("a name and an address"))
    response = await bot.write("Hi", 1)
    await bot.write("Hello", 2)

    assert response.status_code == bot.accepted
    assert bot.texts_to() == ["Once more, please.", "You said Hello"]
    assert log_lines() == ["the turn failed: RuntimeError"]


async def test_a_tracker_store_that_is_down_stops_nobody(bot):
    class Down:
        async def retrieve(self, sender_id):
            raise ConnectionError("password")

    bot.rasa.tracker_store = Down()
    await bot.write("Hi")

    assert bot.texts_to() == ["You said Hi"]
