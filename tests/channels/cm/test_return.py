"""The way back from an agent to the bot."""

import asyncio

import pytest

from tests.channels.cm.platform import (
    ACCOUNT,
    CHAT,
    RETURN_TOKEN,
    TOKEN,
    ended,
    handed_over,
    lines,
    message,
    running,
    said,
)
from tests.channels.rasa_server import BACK

BACK_AGAIN = "I am back."


def listening(bot):
    bot.rasa.says(BACK, {"text": BACK_AGAIN})
    return bot


async def test_a_message_long_after_the_transfer_means_that_the_bot_has_the_chat_again():
    async with running() as bot:
        listening(bot)
        await bot.away(seconds=61)
        await bot.deliver("Thanks, and now?")
        await bot.deliver("And?")

        assert bot.rasa.words == [BACK, "Thanks, and now?", "And?"]
        assert bot.router.said_to() == [BACK_AGAIN, "You said Thanks, and now?", "You said And?"]
        assert bot.rasa.heard[0].metadata["human_handoff_conversation_id"] == CHAT


async def test_a_message_within_that_time_is_told_and_brings_nobody_back():
    async with running() as bot:
        bot.rasa.says("Hello?")  # the plugin keeps silent
        await bot.away(seconds=50)
        await bot.deliver("Hello?")

        assert (bot.rasa.words, bot.router.sent) == (["Hello?"], [])
        assert await bot.state() == "with_agent"


@pytest.mark.parametrize(("seconds", "back"), [(100, False), (200, True)])
async def test_that_time_is_a_setting(seconds, back):
    async with running(return_after_seconds=150) as bot:
        await bot.away(seconds)
        await bot.deliver("Hello?")

        assert bot.rasa.words == [BACK, "Hello?"][not back :]


async def test_a_second_transfer_and_a_second_return_work_like_the_first():
    async with running() as bot:
        for number in (1, 2):
            await bot.away()
            await bot.deliver(said("Hello?", number))

        assert bot.rasa.words == [BACK, "Hello?"] * 2


@pytest.mark.parametrize("kind", ["RouterSessionEnded", "routerSessionEnded"])
async def test_the_end_of_the_routers_session_gives_the_chat_back_at_once(kind):
    async with running() as bot:
        listening(bot)
        await bot.deliver("a person")
        await bot.away(seconds=0)
        answer = await bot.call(f"/event?token={TOKEN}", ended(kind=kind), {})

        assert (answer.status_code, bot.rasa.words) == (201, ["a person", BACK])
        assert bot.router.said_to() == ["You said a person", BACK_AGAIN]
        assert await bot.state() == "none"


async def test_the_end_of_a_session_without_agents_tells_nothing():
    async with running() as bot:
        await bot.deliver("Hi")
        answer = await bot.end()

        assert (answer.status_code, bot.rasa.words) == (201, ["Hi"])


async def test_an_event_of_another_kind_tells_nothing():
    async with running() as bot:
        await bot.away()
        answer = await bot.call(f"/event?token={TOKEN}", ended(kind="Typing"), {})

        assert (answer.status_code, bot.rasa.words) == (201, [])


async def test_the_same_event_again_ends_no_later_handoff_also_after_a_restart():
    async with running() as before:
        await before.away()
        await before.end(1)
        await before.away()
        await before.end(1)
        store = before.store
        assert before.rasa.words == [BACK]

    async with running(store) as after:
        await after.end(1)
        assert (after.rasa.words, await after.state()) == ([], "with_agent")
        await after.end(2)
        assert (after.rasa.words, await after.state()) == ([BACK], "none")


async def test_an_event_needs_no_more_of_the_chat_than_whose_it_is():
    gone = {"channel": None, "conversationClientId": None, "conversationHostId": None}
    async with running() as bot:
        listening(bot)
        await bot.deliver("a person")
        await bot.away()
        await bot.end(1, **gone)
        await bot.away()
        await bot.end(2, **gone)

        assert bot.router.said_to() == ["You said a person", BACK_AGAIN, BACK_AGAIN]
        assert bot.rasa.heard[1].metadata == {"human_handoff_conversation_id": CHAT}


async def test_an_event_in_a_call_with_messages_comes_after_them():
    async with running() as bot:
        bot.rasa.says("Bye")
        await bot.away(seconds=1)
        await bot.call("/message", message("Bye") | ended())

        assert bot.rasa.words == ["Bye", BACK]


@pytest.mark.parametrize("status", [400, 500])
async def test_a_return_stands_when_the_customer_cannot_be_told(caplog, status):
    async with running() as bot:
        listening(bot)
        await bot.deliver("a person")
        await bot.away()
        bot.router.statuses = [status]
        answer = await bot.end()
        state = await bot.state()
        await bot.deliver("Hello?")

        assert (answer.status_code, state) == (201, "none")
        assert bot.rasa.words == ["a person", BACK, "Hello?"]
        assert bot.router.said_to() == ["You said a person", "You said Hello?"]
        assert lines(caplog) == [f"not said: CM.com: POST the bot's words answered {status}"]


async def test_a_return_shown_by_a_message_stands_when_cm_takes_nothing():
    async with running() as bot:
        listening(bot)
        await bot.away()
        bot.router.statuses = [500, 500]
        failed = await bot.deliver(said("Hello?", 1))
        good = await bot.deliver(said("Hello?", 1))

        assert (failed.status_code, good.status_code) == (503, 201)
        assert bot.rasa.words == [BACK, "Hello?", "Hello?"]
        assert bot.router.said_to() == ["You said Hello?"]


@pytest.mark.parametrize("body", [b"", b"{}", b"not json"])
async def test_the_return_call_tells_the_bot(body):
    async with running() as bot:
        listening(bot)
        await bot.deliver("a person")
        await bot.away(seconds=0)
        headers = {"Authorization": f"bearer {TOKEN}"}
        path = f"/conversations/{CHAT}/return"
        answers = [await bot.call(path, None, headers, content=body) for _ in range(2)]

        assert [answer.json() for answer in answers] == [{"returned": True}, {"returned": False}]
        assert [answer.status_code for answer in answers] == [200, 200]
        assert bot.router.said_to() == ["You said a person", BACK_AGAIN]
        assert bot.rasa.heard[1].metadata == bot.rasa.heard[0].metadata


async def test_the_return_call_of_a_chat_that_nobody_knows_returns_nothing():
    async with running() as bot:
        answer = await bot.give_back("nobody")

        assert (answer.json(), bot.rasa.heard) == ({"returned": False}, [])


async def test_the_return_call_reaches_an_id_that_is_escaped_in_the_address():
    async with running() as bot:
        await bot.away(to="a/b c")
        answer = await bot.give_back("a%2Fb%20c")

        assert answer.json() == {"returned": True}
        assert bot.rasa.heard[0].metadata == {"human_handoff_conversation_id": "a/b c"}


async def test_the_return_call_that_waits_for_a_turn_says_so():
    async with running(answer_seconds=0.1) as bot:
        gate = bot.rasa.waits("Hi")
        await bot.away(seconds=1)
        await bot.deliver("Hi")
        answer = await bot.give_back()
        gate.opened.set()
        await bot.deliver("So?")

        assert (answer.status_code, answer.json()) == (202, {"returned": None})
        assert bot.rasa.words == ["Hi", BACK, "So?"]


async def test_a_return_token_is_the_only_one_for_the_return_call():
    async with running(return_token=RETURN_TOKEN) as bot:
        await bot.away()
        refused = await bot.give_back()
        answer = await bot.give_back(token=RETURN_TOKEN)

        assert (refused.status_code, answer.json()) == (401, {"returned": True})


CONTEXTS = ["", "{}", '{"RoutingKeywords":"billing"}', "{", "nonsense"]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize("means", ["nothing", "return"])
async def test_a_hand_over_soon_after_the_transfer_is_our_own(context, means):
    async with running(handover_means=means) as bot:
        await bot.away(seconds=5)
        answer = await bot.hand_over(handed_over(context=context))

        assert (answer.status_code, bot.rasa.heard) == (201, [])


@pytest.mark.parametrize("context", CONTEXTS[:3])
async def test_a_hand_over_long_after_it_is_a_return_where_the_settings_say_so(context):
    async with running(handover_means="return") as bot:
        listening(bot)
        await bot.deliver("a person")
        await bot.away()
        answers = [await bot.hand_over(handed_over(context=context)) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [201, 201]
        assert bot.rasa.words == ["a person", BACK]
        assert bot.router.said_to() == ["You said a person", BACK_AGAIN]


async def test_a_hand_over_means_nothing_by_default():
    async with running() as bot:
        await bot.away()
        answer = await bot.hand_over()

        assert (answer.status_code, bot.rasa.heard) == (201, [])


async def test_a_hand_over_is_answered_while_the_turn_that_asked_for_it_goes_on():
    async with running(handover_means="return") as bot:
        gate = bot.rasa.waits("a person")
        turn = asyncio.ensure_future(bot.deliver("a person"))
        await gate.reached.wait()
        answer = await bot.hand_over()
        gate.opened.set()
        await turn

        assert (answer.status_code, bot.rasa.words) == (201, ["a person"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b'{"chatId": 7}',
        handed_over(CHAT, account="another"),
        b'{"chatId": "' + CHAT.encode() + b'"}',
        b'{"chatId": "a b", "accountId": "' + ACCOUNT.encode() + b'"}',
    ],
)
async def test_a_hand_over_of_another_shape_is_taken_and_changes_nothing(caplog, body):
    async with running(handover_means="return") as bot:
        await bot.away()
        answer = await bot.hand_over(body)

        assert (answer.status_code, bot.rasa.heard) == (201, [])
        assert lines(caplog) == ["a hand-over was not looked at: it names no chat of ours"]


async def test_a_hand_over_without_a_model_is_taken_too(caplog):
    async with running(handover_means="return") as bot:
        await bot.away()
        bot.agent.ready = False
        answer = await bot.hand_over()
        bot.agent.ready = True
        await bot.hand_over()

        assert answer.status_code == 201
        assert bot.rasa.words == [BACK]
        assert lines(caplog)[0] == "a hand-over was not looked at: no model is loaded"
