"""What fails with every vendor: its API, the turn, Rasa's model, the tracker store."""

import asyncio

import pytest

from tests.channels.bot_under_test import begin
from tests.channels.parley.bot import REFUSED
from tests.channels.vendors import SENDING, VENDORS, cases, only

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
    # So long that a busy machine has got the second answer by then.
    bot = await start(send_seconds=2.0)
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


async def test_a_tracker_store_that_is_down_stops_nobody(bot, log_lines):
    class Down:
        async def retrieve(self, sender_id):
            raise ConnectionError("redis://:secret@host")

    bot.rasa.tracker_store = Down()
    await bot.write("Hi")

    assert bot.texts_to() == ["You said Hi"]
    assert set(log_lines()) == {"the tracker could not be read: ConnectionError"}


@pytest.mark.parametrize(**only(SENDING))
async def test_a_failure_that_cannot_even_be_said_is_delivered_again(bot):
    bot.rasa.fails("Hi", ValueError())
    bot.vendor_answers(500)
    failed = await bot.write("Hi", 1)
    bot.rasa.scripts.clear()
    good = await bot.write("Hi", 1)

    assert (failed.status_code, good.status_code) == (503, bot.accepted)
    assert bot.texts_to() == ["You said Hi"]
