"""Parley's owner of a user tells whether the bot has the user again."""

import logging

import pytest

from human_handoff_channels.incoming import RETURNED
from tests.channels.parley.bot import (
    ACCOUNT,
    AGENTS,
    REFUSED,
    SECRET,
    SERVICE,
    TOKEN,
    USER,
    message,
)

# How the sandbox's Parley answers the question for an owner.
SHAPES = ["string", "object", "flat"]


def success(data):
    return 200, {"status": "SUCCESS", "notifications": [], "data": data}


UNKNOWN = [
    success({}),
    success({"owner": None}),
    success({"owner": {"name": "Bot Service"}}),
    success({"owner": [SERVICE]}),
    success([SERVICE]),
    (200, {"status": "SUCCESS", "notifications": []}),
    (200, REFUSED),
    (200, {"data": {"owner": SERVICE}}),
    (200, f'"{SERVICE}"'),
    (200, "<html>"),
    (400, REFUSED),
    (404, "not found"),
]
FOUR_UNKNOWN = [*UNKNOWN[:3], (500, "")]
# What makes the channel ask for the owner.
CALLS = {
    "message": lambda bot: bot.write("Hello?"),
    "action": lambda bot: bot.send_return(),
    "return": lambda bot: bot.give_back(),
}


@pytest.fixture(autouse=True)
def nothing_private_in_the_log(caplog):
    caplog.set_level(logging.INFO)
    yield
    written = " ".join(
        record.getMessage() for record in caplog.records if "channels" in record.name
    )
    assert not [each for each in (USER, SECRET, TOKEN, ACCOUNT, "Hello?") if each in written]


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_message_of_a_user_who_is_the_bots_again_gives_the_conversation_back(bot, shape):
    bot.control.parley.set_owner_shape(shape)
    await bot.hand_over_and_return()
    await bot.deliver(message("Hello?"))
    await bot.deliver(message("And?", 18))

    assert bot.rasa.texts == [RETURNED, "Hello?", "And?"]
    assert bot.rasa.messages[0].metadata["human_handoff_user_id"] == USER
    assert bot.texts_to() == ["I am back.", "You said Hello?", "You said And?"]
    assert len(bot.control.calls("owner")) == 1


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("call", "status", "lines"), [("message", 200, 0), ("action", 200, 0), ("return", 409, 1)]
)
async def test_a_user_whom_another_service_has_stays_with_the_agents(
    bot, shape, call, status, lines, log_lines
):
    bot.control.parley.set_owner_shape(shape)
    await bot.hand_over()
    response = await CALLS[call](bot)
    assert (response.status_code, bot.rasa.messages, bot.texts_to()) == (status, [], [])
    assert (await bot.state(), len(log_lines())) == ("with_agent", lines)
    assert ("human-handoff owner USER --give-back" in response.text) == (status == 409)

    await bot.show_return()
    assert (await CALLS[call](bot)).status_code == 200
    assert await bot.state() == "none"


@pytest.mark.parametrize(
    ("call", "owner"),
    [
        *(("message", owner) for owner in UNKNOWN),
        *(("action", owner) for owner in UNKNOWN),
    ],
)
async def test_where_parley_does_not_say_whose_the_user_is_it_is_not_the_bots(
    bot, call, owner, log_lines
):
    await bot.hand_over_and_return()
    bot.answer_owner(owner)
    response = await CALLS[call](bot)
    assert (response.status_code, bot.rasa.messages, bot.texts_to()) == (200, [], [])
    assert await bot.state() == "with_agent"
    (line,) = log_lines()
    assert "the owner of a customer is unknown" in line

    bot.control.clear_faults()
    await CALLS[call](bot)
    assert bot.rasa.texts == [RETURNED, *(["Hello?"] if call == "message" else [])]
    assert await bot.state() == "none"


@pytest.mark.parametrize("owner", FOUR_UNKNOWN)
async def test_the_return_call_is_believed_where_parley_says_nothing_else(bot, owner):
    await bot.hand_over_and_return()
    bot.answer_owner(owner)
    first, second = await bot.give_back(), await bot.give_back()

    assert (first.status_code, first.json()) == (200, {"returned": True})
    assert (second.status_code, second.json()) == (200, {"returned": False})
    assert (bot.rasa.texts, bot.texts_to()) == ([RETURNED], ["I am back."])


async def test_the_return_call_of_an_id_that_cannot_be_is_a_404(bot):
    assert (await bot.give_back("a/b")).status_code == 404
    assert (bot.rasa.messages, bot.control.calls("owner")) == ([], [])


async def test_what_is_said_after_a_hand_over_is_dropped_and_the_hand_over_stays(bot, log_lines):
    async def hands_over(message):
        await message.output_channel.send_text_message(USER, "I connect you.")
        bot.change_owner(AGENTS)
        await message.output_channel.send_text_message(USER, "They are coming.")

    bot.rasa.scripts["a person"] = hands_over
    bot.rasa.states["a person"] = "requested"
    response = await bot.deliver(message("a person"))

    assert (response.status_code, await bot.state()) == (200, "requested")
    assert bot.texts_to() == ["I connect you."]
    assert log_lines() == ["a message was not sent: the customer belongs to another Service"]
