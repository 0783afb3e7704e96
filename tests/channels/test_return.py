"""Every vendor's way to give a conversation back to the bot."""

import pytest

from human_handoff_channels.incoming import RETURNED
from tests.channels.parley.bot import REFUSED
from tests.channels.scripted_rasa import memory_store, sqlite_store
from tests.channels.vendors import SENDING, cases, only

# What the vendor answers to a message of the bot.
FAILURES = {"cm": [400, 500], "parley": [(500, "")]}
# What tells the channel of a return: the kind of an event of CM.com's, the name of Parley's action.
SIGNS = {
    "cm": ["RouterSessionEnded", "routerSessionEnded"],
    "parley": ["ownerChanged", "whatever"],
}
TWO_FAILURES = {"cm": [(500, 500)], "parley": [((200, REFUSED), (500, ""))]}


async def test_a_message_after_the_return_tells_rasa_of_the_return_first(start):
    bot = await start(store=memory_store())
    await bot.hand_over_and_return()
    for text in ("Thanks, and now?", "And?"):
        await bot.write(text)

    assert bot.rasa.texts == [RETURNED, "Thanks, and now?", "And?"]
    assert bot.texts_to() == ["I am back.", "You said Thanks, and now?", "You said And?"]
    first = bot.rasa.messages[0].metadata
    assert first["human_handoff_conversation_id"] == bot.customer
    assert first == bot.rasa.messages[1].metadata


async def test_a_second_transfer_and_a_second_return_work_like_the_first(start):
    bot = await start(store=memory_store())
    for number in (3, 4):
        await bot.hand_over_and_return()
        await bot.write("Hello?", number)

    assert bot.rasa.texts == [RETURNED, "Hello?"] * 2
    assert await bot.state() == "none"


async def test_after_a_restart_the_tracker_tells_that_agents_had_it(start, tmp_path):
    before = await start(store=sqlite_store(tmp_path))
    await before.hand_over()
    await before.stop()

    bot = await start(store=before.store)
    assert await bot.state() == "with_agent"
    await bot.show_return()
    await bot.write("Hello?")
    assert bot.rasa.texts == [RETURNED, "Hello?"]


@pytest.mark.parametrize(**cases("failure", FAILURES))
async def test_a_return_stands_when_the_customer_cannot_be_told(bot, failure, log_lines):
    await bot.write("a person")
    await bot.hand_over_and_return()
    bot.vendor_answers(failure)
    response = await bot.send_return()
    state = await bot.state()
    await bot.write("Hello?")

    assert (response.status_code, state) == (bot.accepted, "none")
    assert bot.rasa.texts == ["a person", RETURNED, "Hello?"]
    assert bot.texts_to() == ["You said a person", "You said Hello?"]
    (line,) = log_lines()
    status = failure if isinstance(failure, int) else failure[0]
    assert line.startswith("a message was not sent: ")
    assert line.endswith(f" answered {status}")


@pytest.mark.parametrize(**cases("failures", TWO_FAILURES))
async def test_a_message_that_fails_after_a_return_is_delivered_again_and_the_return_is_not(
    bot, failures
):
    await bot.hand_over_and_return()
    bot.vendor_answers(*failures)
    failed, good = [await bot.write("Hello?", 2) for _ in range(2)]

    assert (failed.status_code, good.status_code) == (503, bot.accepted)
    assert bot.rasa.texts == [RETURNED, "Hello?", "Hello?"]
    assert bot.texts_to() == ["You said Hello?"]


@pytest.mark.parametrize(**cases("sign", SIGNS))
async def test_the_sign_of_a_return_gives_the_conversation_back_at_once(bot, sign):
    await bot.write("a person")
    await bot.hand_over(seconds_ago=0)
    await bot.show_return()
    for _ in range(2):
        response = await bot.send_return(sign)
        assert (response.status_code, response.json()) == (bot.accepted, {})

    assert bot.rasa.texts == ["a person", RETURNED]
    assert bot.texts_to() == ["You said a person", "I am back."]
    assert await bot.state() == "none"


@pytest.mark.parametrize(**only(SENDING))
async def test_the_sign_of_a_return_without_agents_tells_nothing(bot):
    await bot.write("Hi")
    response = await bot.send_return()

    assert (response.status_code, bot.rasa.texts) == (bot.accepted, ["Hi"])
    assert bot.control.calls("owner") == []


@pytest.mark.parametrize("body", [b"", b"{}", b"not json"])
@pytest.mark.parametrize(**only(SENDING))
async def test_the_return_call_tells_the_bot(bot, body):
    await bot.write("a person")
    await bot.hand_over(seconds_ago=0)
    await bot.show_return()
    responses = [await bot.give_back(content=body) for _ in range(2)]

    assert [response.status_code for response in responses] == [200, 200]
    assert [response.json() for response in responses] == [{"returned": True}, {"returned": False}]
    assert bot.texts_to() == ["You said a person", "I am back."]


@pytest.mark.parametrize(**only(SENDING))
async def test_the_return_call_of_a_chat_that_nobody_knows_returns_nothing(bot):
    response = await bot.give_back("nobody")

    assert (response.json(), bot.rasa.messages) == ({"returned": False}, [])
    assert bot.control.calls("owner") == []


@pytest.mark.parametrize(**only(SENDING))
async def test_the_return_call_that_waits_for_a_turn_says_so(start):
    bot = await start(answer_seconds=0.1)
    bot.rasa.states["a person"] = "with_agent"
    gate = bot.rasa.holds("a person")
    await bot.write("a person")
    response = await bot.give_back()
    assert (response.status_code, response.json()) == (202, {"returned": None})

    gate.opened.set()
    await bot.finish_turns("So?")
    assert bot.rasa.texts == ["a person", RETURNED, "So?"]
