"""What gives a chat back to the bot: time, the end of a session, a hand-over, a call."""

import pytest

from human_handoff_channels.incoming import RETURNED
from tests.channels.bot_under_test import begin
from tests.channels.cm.bot import ACCOUNT, CHAT, delivery, handover, session_end


@pytest.mark.parametrize(
    ("settings", "seconds_ago", "is_back"),
    [
        ({}, 50, False),
        ({}, 61, True),
        ({"return_after_seconds": 150}, 100, False),
        ({"return_after_seconds": 150}, 200, True),
    ],
)
async def test_a_message_long_after_the_transfer_means_that_the_bot_has_the_chat_again(
    start, settings, seconds_ago, is_back
):
    bot = await start(**settings)
    bot.rasa.replies("Hello?")  # the plugin keeps silent
    await bot.hand_over(seconds_ago=seconds_ago)
    await bot.deliver("Hello?")

    assert bot.rasa.texts == ([RETURNED, "Hello?"] if is_back else ["Hello?"])
    assert bot.texts_to() == (["I am back."] if is_back else [])
    assert await bot.state() == ("none" if is_back else "with_agent")


async def test_an_event_of_another_kind_tells_nothing(bot):
    await bot.hand_over()
    response = await bot.end_session(kind="Typing")

    assert (response.status_code, bot.rasa.texts) == (201, [])


async def test_the_same_event_again_ends_no_later_handoff_also_after_a_restart(start):
    before = await start()
    await before.hand_over()
    await before.end_session(1)
    await before.hand_over()
    await before.end_session(1)
    assert before.rasa.texts == [RETURNED]
    await before.stop()

    after = await start(store=before.store)
    await after.end_session(1)
    assert (after.rasa.texts, await after.state()) == ([], "with_agent")
    await after.end_session(2)
    assert (after.rasa.texts, await after.state()) == ([RETURNED], "none")


async def test_an_event_needs_no_more_of_the_chat_than_whose_it_is(bot):
    gone = {"channel": None, "conversationClientId": None, "conversationHostId": None}
    await bot.deliver("a person")
    await bot.hand_over()
    await bot.end_session(1, **gone)
    await bot.hand_over()
    await bot.end_session(2, **gone)

    assert bot.texts_to() == ["You said a person", "I am back.", "I am back."]
    assert bot.rasa.messages[1].metadata == {"human_handoff_conversation_id": CHAT}


async def test_an_event_in_a_call_with_messages_comes_after_them(bot):
    bot.rasa.replies("Bye")
    await bot.hand_over(seconds_ago=1)
    await bot.post("/message", delivery("Bye") | session_end())

    assert bot.rasa.texts == ["Bye", RETURNED]


async def test_the_return_call_reaches_an_id_that_is_escaped_in_the_address(bot):
    await bot.hand_over("a/b c")
    response = await bot.give_back("a/b c")

    assert response.json() == {"returned": True}
    assert bot.rasa.messages[0].metadata == {"human_handoff_conversation_id": "a/b c"}


CONTEXTS = ["", "{}", '{"RoutingKeywords":"billing"}', "{", "nonsense"]


@pytest.mark.parametrize("context", CONTEXTS)
@pytest.mark.parametrize(
    ("settings", "seconds_ago"),
    [({}, 3600), ({"handover_means": "nothing"}, 5), ({"handover_means": "return"}, 5)],
    ids=["default", "nothing", "return"],
)
async def test_a_hand_over_means_nothing_by_default_or_soon_after_the_transfer(
    start, context, settings, seconds_ago
):
    bot = await start(**settings)
    await bot.hand_over(seconds_ago=seconds_ago)
    response = await bot.hand_over_endpoint(handover(context=context))

    assert (response.status_code, bot.rasa.messages) == (201, [])


@pytest.mark.parametrize("context", CONTEXTS[:3])
async def test_a_hand_over_long_after_it_is_a_return_where_the_settings_say_so(start, context):
    bot = await start(handover_means="return")
    await bot.deliver("a person")
    await bot.hand_over()
    responses = [await bot.hand_over_endpoint(handover(context=context)) for _ in range(2)]

    assert [response.status_code for response in responses] == [201, 201]
    assert bot.rasa.texts == ["a person", RETURNED]
    assert bot.texts_to() == ["You said a person", "I am back."]


async def test_a_hand_over_is_answered_while_the_turn_that_asked_for_it_goes_on(start):
    bot = await start(handover_means="return")
    gate = bot.rasa.holds("a person")
    turn = begin(bot.deliver("a person"))
    await gate.reached.wait()
    response = await bot.hand_over_endpoint()
    gate.opened.set()
    await turn

    assert (response.status_code, bot.rasa.texts) == (201, ["a person"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        b"[]",
        b'{"chatId": 7}',
        handover(CHAT, account="another"),
        b'{"chatId": "' + CHAT.encode() + b'"}',
        b'{"chatId": "a b", "accountId": "' + ACCOUNT.encode() + b'"}',
    ],
)
async def test_a_hand_over_of_another_shape_is_taken_and_changes_nothing(start, body, log_lines):
    bot = await start(handover_means="return")
    await bot.hand_over()
    response = await bot.hand_over_endpoint(body)

    assert (response.status_code, bot.rasa.messages) == (201, [])
    assert log_lines() == ["a hand-over was not looked at: it names no chat of ours"]


async def test_a_hand_over_without_a_model_is_taken_too(start, log_lines):
    bot = await start(handover_means="return")
    await bot.hand_over()
    bot.rasa.ready = False
    response = await bot.hand_over_endpoint()
    bot.rasa.ready = True
    await bot.hand_over_endpoint()

    assert response.status_code == 201
    assert bot.rasa.texts == [RETURNED]
    assert log_lines()[0] == "a hand-over was not looked at: no model is loaded"
