"""What Parley delivers, and what the bot writes back."""

import json

import pytest

from human_handoff_channels.parley.output import ParleyOutput
from human_handoff_channels.text_output import TextOutputChannel
from tests.channels.parley.bot import SUCCESS, TOKEN, USER, flat, message
from tests.channels.scripted_rasa import sqlite_store


@pytest.mark.parametrize("shape", [lambda payload: payload, flat])
@pytest.mark.parametrize("user", [USER, int(USER)])
async def test_a_message_is_told_to_rasa_and_its_answer_written_to_the_user(bot, shape, user):
    response = await bot.deliver(shape(message("Hello", user=user)))

    assert (response.status_code, response.json()) == (200, {})
    received = bot.rasa.messages[0]
    assert (received.text, received.sender_id, received.input_channel) == ("Hello", USER, "parley")
    assert received.message_id == "parley/17"
    assert received.metadata == {
        "human_handoff_conversation_id": USER,
        "human_handoff_user_id": USER,
        "parley": {"uniqueIdentifier": "customer-7"},
    }
    assert bot.texts_to() == ["You said Hello"]


async def test_a_user_without_an_id_of_the_accounts_has_none_in_the_metadata(bot):
    payload = message("Hello")
    payload["body"]["user"]["uniqueIdentifier"] = None
    await bot.deliver(payload)

    assert bot.rasa.messages[0].metadata["parley"] == {}


async def test_an_id_that_has_to_be_escaped_in_an_address_reaches_its_user(bot):
    await bot.deliver(message("Hi", user="ü@x?y"))
    returned = await bot.give_back("ü@x?y")

    assert bot.rasa.messages[0].sender_id == "ü@x?y"
    assert bot.texts_to("ü@x?y") == ["You said Hi"]
    assert returned.json() == {"returned": False}


async def test_paths_and_fields_are_the_settings(start, httpserver):
    httpserver.expect_request(f"/text/{USER}", method="POST").respond_with_json(SUCCESS)
    settings = {
        "url": httpserver.url_for("/"),
        "messages_path": "text/{user}",
        "message_field": "text",
        "token_header": "X-Own",
        "message_text": "body.body.content.words",
        "message_id": "body.body.content.number",
    }
    bot = await start(**settings)
    payload = message(None, None, content={"words": "Hello", "number": 5})
    response = await bot.post("/webhook", payload, {"X-Own": TOKEN})

    assert response.status_code == 200
    assert bot.rasa.messages[0].message_id == "parley/5"
    assert json.loads(httpserver.log[0][0].data) == {"text": "You said Hello"}


async def test_a_function_that_cannot_take_what_stands_there_finds_nothing(start):
    bot = await start(message_text="join(', ', body.body.message)")
    assert (await bot.deliver(message("Hello"))).status_code == 200
    assert bot.rasa.messages == []

    await bot.deliver(message(["Hello", "you"]))
    assert bot.rasa.texts == ["Hello, you"]


async def test_a_picture_with_a_text_is_its_text(bot):
    await bot.deliver(message("Look", image="https://a.test/i"))

    assert bot.rasa.texts == ["Look"]


async def test_what_is_delivered_again_after_a_restart_is_told_to_nobody(start, tmp_path):
    """Its time and its text tell; there is no id."""
    before = await start(store=sqlite_store(tmp_path))
    await before.deliver(message("Hello", None))
    await before.stop()

    after = await start(store=before.store)
    response = await after.deliver(message("Hello", None))
    assert (response.status_code, after.rasa.messages) == (200, [])
    assert after.texts_to() == ["You said Hello"]


def test_the_output_is_one_of_words():
    assert issubclass(ParleyOutput, TextOutputChannel)
    assert ParleyOutput.name() == "parley"
