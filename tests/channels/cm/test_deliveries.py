"""Deliveries that are repeated, late, two at once, or that fail."""

import asyncio
import threading

import pytest

from tests.channels.cm.platform import CHAT, PRODUCT_TOKEN, lines, message, running, said

SORRY = "Sorry, something went wrong. Please say that again."


async def test_three_deliveries_at_once_are_one_turn():
    async with running() as bot:
        gate = bot.rasa.waits("Hi")
        calls = [asyncio.ensure_future(bot.deliver(said("Hi", 1))) for _ in range(3)]
        await gate.reached.wait()
        gate.opened.set()
        answers = await asyncio.gather(*calls)

        assert [answer.status_code for answer in answers] == [201, 201, 201]
        assert (bot.rasa.words, bot.router.said_to()) == (["Hi"], ["At last: Hi"])


async def test_a_delivery_long_after_the_first_is_taken_and_tells_nothing():
    async with running() as bot:
        answers = [await bot.deliver(said("Hi", 1)) for _ in range(3)]

        assert [answer.status_code for answer in answers] == [201, 201, 201]
        assert bot.rasa.words == ["Hi"]


async def test_a_delivery_after_a_restart_of_the_channel_is_known_from_the_tracker():
    async with running() as before:
        await before.deliver(said("Hi", 1), said("Ho", 2))
        store = before.store

    async with running(store) as after:
        answer = await after.deliver(said("Hi", 1), said("Ho", 2))
        await after.deliver(said("And now?", 3))

        assert (answer.status_code, after.rasa.words) == (201, ["And now?"])
        assert after.router.said_to() == ["You said And now?"]


async def test_a_turn_that_a_restart_has_cut_off_is_done_by_the_next_delivery():
    async with running() as before:
        gate = before.rasa.waits("Hi")
        call = asyncio.ensure_future(before.deliver(said("Hi", 1)))
        await gate.reached.wait()
        store = before.store
        call.cancel()

    async with running(store) as after:
        await after.deliver(said("Hi", 1))
        assert after.rasa.words == ["Hi"]


@pytest.mark.parametrize("number", [7, "7"])
async def test_the_id_tells_messages_apart_whatever_they_say(number):
    async with running() as bot:
        for words, identification in (("yes", number), ("yes", 8), ("no", number)):
            await bot.deliver(said(words, id=identification))

        assert bot.rasa.words == ["yes", "yes"]


@pytest.mark.parametrize("no_id", [None, "", True, {}])
async def test_without_an_id_the_words_and_their_moment_tell(no_id):
    async with running() as bot:
        for words, moment in (("Hi", "10:00"), ("Hi", "10:00"), ("Hi", "10:01"), ("Ho", "10:00")):
            await bot.deliver(said(words, id=no_id, createdOn=moment))

        assert bot.rasa.words == ["Hi", "Hi", "Ho"]


async def test_with_neither_no_word_of_the_customer_is_lost():
    async with running() as bot:
        for _ in range(2):
            body = message(said("yes"))
            del body["conversationMessages"][0]["id"], body["conversationMessages"][0]["createdOn"]
            await bot.call("/message", body)

        assert bot.rasa.words == ["yes", "yes"]


async def test_two_chats_may_use_the_same_ids():
    async with running() as bot:
        for to in ("one", "two"):
            await bot.deliver(said("Hi", 1), to=to)

        assert [heard.sender_id for heard in bot.rasa.heard] == ["one", "two"]


async def test_two_messages_at_once_are_two_turns_in_their_order():
    async with running() as bot:
        gate = bot.rasa.waits("first")
        first = asyncio.ensure_future(bot.deliver("first", "second"))
        await gate.reached.wait()
        third = asyncio.ensure_future(bot.deliver("third"))
        await bot.deliver("Hello", to="other")  # the third has arrived by now
        heard = list(bot.rasa.words)
        gate.opened.set()
        await asyncio.gather(first, third)

        assert heard == ["first", "Hello"]
        assert bot.router.said_to() == ["At last: first", "You said second", "You said third"]


async def test_two_customers_do_not_wait_for_each_other():
    async with running() as bot:
        gate = bot.rasa.waits("Hi")
        first = asyncio.ensure_future(bot.deliver("Hi", to="one"))
        await gate.reached.wait()
        await bot.deliver("Hello", to="two")
        before = bot.router.said_to("two")
        gate.opened.set()
        await first

        assert before == ["You said Hello"]
        assert bot.router.said_to("one") == ["At last: Hi"]


async def test_while_cm_takes_its_time_other_customers_are_served():
    async with running() as bot:
        bot.router.gate = threading.Event()
        slow = asyncio.ensure_future(bot.deliver("Hi", to="one"))
        while not bot.rasa.heard:
            await asyncio.sleep(0)
        answer = await bot.deliver(said("", 1), to="two")
        bot.router.gate.set()

        assert answer.status_code == (await slow).status_code == 201
        assert bot.router.said_to("one") == ["You said Hi"]


async def test_a_turn_that_outlasts_our_patience_is_acknowledged_and_goes_on():
    async with running(answer_seconds=0.1) as bot:
        gate = bot.rasa.waits("Hi", first=({"text": "Let me see."},))
        answer = await bot.deliver(said("Hi", 1), said("And?", 2))
        again = await bot.deliver(said("Hi", 1))
        before = bot.router.said_to()
        gate.opened.set()
        await bot.deliver(said("So?", 3))

        assert answer.status_code == again.status_code == 201
        assert before == ["Let me see."]
        assert bot.router.said_to()[1:] == ["At last: Hi", "You said And?", "You said So?"]


async def test_what_fails_after_the_acknowledgement_keeps_nobody_else_from_being_heard(caplog):
    async with running(answer_seconds=0.1) as bot:
        gate = bot.rasa.waits("Hi")
        await bot.deliver(said("Hi", 1), said("And?", 2))
        bot.router.statuses = [500]
        gate.opened.set()
        await bot.deliver(said("So?", 3))

        assert bot.router.said_to() == ["You said And?", "You said So?"]
        assert lines(caplog) == ["a delivery was not handled: VendorRefusedError"]


async def test_a_router_that_hangs_up_does_not_end_the_turn():
    async with running() as bot:
        gate = bot.rasa.waits("Hi")
        call = asyncio.ensure_future(bot.deliver(said("Hi", 1)))
        await gate.reached.wait()
        call.cancel()
        again = asyncio.ensure_future(bot.deliver(said("Hi", 1)))
        gate.opened.set()

        assert (await again).status_code == 201
        assert (bot.rasa.words, bot.router.said_to()) == (["Hi"], ["At last: Hi"])


@pytest.mark.parametrize("status", [302, 400, 401, 404, 429, 500, 503])
async def test_a_send_that_fails_is_a_503_and_the_next_delivery_a_new_attempt(caplog, status):
    async with running() as bot:
        bot.router.statuses = [status]
        failed = await bot.deliver(said("Hi", 1))
        good = await bot.deliver(said("Hi", 1))
        known = await bot.deliver(said("Hi", 1))

        assert [each.status_code for each in (failed, good, known)] == [503, 201, 201]
        assert failed.json() == {"message": f"CM.com: POST the bot's words answered {status}"}
        assert (bot.rasa.words, bot.router.said_to()) == (["Hi", "Hi"], ["You said Hi"])
        assert lines(caplog)[-1] == f"refused (503): {failed.json()['message']}"


async def test_after_a_message_that_fails_the_others_of_the_call_wait_for_the_next_delivery():
    async with running() as bot:
        bot.router.statuses = [201, 500]
        three = [said("one", 1), said("two", 2), said("three", 3)]
        failed = await bot.deliver(*three)
        before = bot.router.said_to()
        good = await bot.deliver(*three)

        assert (failed.status_code, good.status_code) == (503, 201)
        assert before == ["You said one"]
        assert bot.router.said_to() == ["You said one", "You said two", "You said three"]


async def test_a_router_that_does_not_answer_in_time_is_a_503_and_then_answers():
    async with running(send_seconds=0.2) as bot:
        bot.router.gate = threading.Event()
        failed = await bot.deliver(said("Hi", 1))
        bot.router.gate.set()
        good = await bot.deliver(said("Hi", 1))

        assert (failed.status_code, good.status_code) == (503, 201)
        assert "You said Hi" in bot.router.said_to()


async def test_a_router_that_is_not_there_is_a_503():
    async with running(url="http://127.0.0.1:9/") as bot:
        answer = await bot.deliver("Hi")

        assert answer.status_code == 503
        assert "did not reach the vendor" in answer.json()["message"]
        assert PRODUCT_TOKEN not in answer.text


async def test_without_a_model_everything_is_a_503_and_then_heard():
    async with running() as bot:
        bot.agent.ready = False
        picture = said(None, 2, **{"$type": "media"})
        failed = [
            await bot.deliver(said("Hi", 1)),
            await bot.deliver(picture),
            await bot.end(),
            await bot.give_back(),
        ]
        bot.agent.ready = True
        good = await bot.deliver(said("Hi", 1), picture)

        assert [answer.status_code for answer in failed] == [503] * 4
        assert failed[0].json() == {"message": "no model is loaded"}
        assert good.status_code == 201
        assert bot.rasa.words == ["Hi"]
        assert len(bot.router.said_to()) == 2


async def test_a_turn_that_fails_is_answered_and_the_next_one_works(caplog):
    async def fails(message):
        raise RuntimeError("a name and an address")

    async with running() as bot:
        bot.rasa.scripts["Hi"] = fails
        answer = await bot.deliver("Hi")
        await bot.deliver("Hello")

        assert answer.status_code == 201
        assert bot.router.said_to() == [SORRY, "You said Hello"]
        assert lines(caplog) == ["the turn failed: RuntimeError"]


async def test_a_tracker_store_that_is_down_stops_nobody():
    class Down:
        async def retrieve(self, sender_id):
            raise ConnectionError("password")

    async with running() as bot:
        bot.agent.tracker_store = Down()
        await bot.deliver("Hi")

        assert bot.router.said_to(CHAT) == ["You said Hi"]
