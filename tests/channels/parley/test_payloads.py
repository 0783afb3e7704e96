"""What Parley delivers, and what the bot writes back."""

import asyncio
import json

import pytest

from human_handoff_channels.parley.output import ParleyOutput
from human_handoff_channels.text_output import TextOutputChannel
from tests.channels.bot_under_test import begin
from tests.channels.parley.bot import SUCCESS, TOKEN, USER, flat, merging, message
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


async def test_everything_the_bot_says_is_written_as_text(bot):
    button = {"title": "Yes", "payload": "/affirm"}
    bot.rasa.replies("Hi", {"text": "Sure?", "buttons": [button]}, {"image": "https://a.test/i"})
    await bot.deliver(message("Hi"))

    assert bot.texts_to() == ["Sure?\n- Yes", "https://a.test/i"]


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


@pytest.mark.parametrize(
    "payload",
    [
        {"type": "event", "body": {"name": "startTyping", "body": {}, "user": {"id": USER}}},
        {"type": "invented", "body": {"message": "Hello", "user": {"id": USER}}},
        {"type": "action", "body": {"name": "x", "body": {}}},
        message("user_registered"),
        *(message("Hello", typeId=kind) for kind in (2, 3, 4, 5, "2", [], {"a": 1})),
        merging("1", "1"),
    ],
)
async def test_what_the_bot_has_no_part_in_is_answered_and_changes_nothing(bot, payload, log_lines):
    response = await bot.deliver(payload)
    assert (response.status_code, response.json()) == (200, {})
    assert (bot.rasa.messages, bot.control.calls("send_message"), log_lines()) == ([], [], [])

    await bot.deliver(message("Hello"))
    assert bot.rasa.texts == ["Hello"]


@pytest.mark.parametrize(
    "payload",
    [
        message("Hello", user=None),
        message("Hello", user=""),
        message("Hello", user=True),
        message("Hello", user=1.5),
        message("Hello", user="a/b"),
        message("Hello", user=".."),
        message("Hello", user="a\u0000b"),
        message("Hello", user="x" * 129),
        message(None),
        message(["Hello"]),
        {"type": "message", "body": {}},
        {"type": "message", "body": {"body": "Hello", "user": USER}},
        {"type": "clientMerging", "body": {}},
        {"type": "client merging", "body": {"body": {"from": {"id": {}}, "to": {"id": "2"}}}},
    ],
)
async def test_a_shape_that_we_do_not_know_is_answered_and_leaves_one_line(bot, payload, log_lines):
    response = await bot.deliver(payload)

    assert (response.status_code, response.json()) == (200, {})
    assert (bot.rasa.messages, bot.control.calls("send_message")) == ([], [])
    assert len(log_lines()) == 1
    assert "shape that we do not know" in log_lines()[0]


async def test_a_function_that_cannot_take_what_stands_there_finds_nothing(start):
    bot = await start(message_text="join(', ', body.body.message)")
    assert (await bot.deliver(message("Hello"))).status_code == 200
    assert bot.rasa.messages == []

    await bot.deliver(message(["Hello", "you"]))
    assert bot.rasa.texts == ["Hello, you"]


@pytest.mark.parametrize("kind", ["image", "media"])
async def test_after_a_picture_the_customer_reads_that_the_bot_can_only_read_text(start, kind):
    bot = await start(not_understood="Text only.")
    payload = message(None, **{kind: {"id": "7"}})
    for _ in range(2):
        assert (await bot.deliver(payload)).status_code == 200

    assert (bot.rasa.messages, bot.texts_to()) == ([], ["Text only."])


async def test_a_picture_with_a_text_is_its_text(bot):
    await bot.deliver(message("Look", image="https://a.test/i"))

    assert bot.rasa.texts == ["Look"]


async def test_a_picture_for_the_agents_is_none_of_the_bots_business(bot):
    await bot.hand_over()
    assert (await bot.deliver(message(None, image="x"))).status_code == 200

    assert (bot.rasa.messages, bot.control.calls("send_message")) == ([], [])


@pytest.mark.parametrize(
    "payload",
    [message("Hello", "abc"), message("Hello", None), flat(message("Hello"))],
)
async def test_three_deliveries_are_one_turn(bot, payload):
    gate = bot.rasa.holds("Hello")
    calls = [begin(bot.deliver(payload)) for _ in range(3)]
    await gate.reached.wait()
    gate.opened.set()
    responses = await asyncio.gather(*calls)

    assert [response.status_code for response in responses] == [200, 200, 200]
    assert (bot.rasa.texts, bot.texts_to()) == (["Hello"], ["At last: Hello"])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (message("Yes", 1), message("Yes", 2)),
        (message("Yes", None), message("Yes", None, time=1700000001)),
        # Nothing tells whether this is a second delivery or the same word again.
        (message("Yes", None, time=None), message("Yes", None, time=None)),
        (message("Yes", 1), message("Yes", 1, user="22222")),
    ],
)
async def test_the_same_word_said_twice_is_heard_twice(bot, first, second):
    await bot.deliver(first)
    await bot.deliver(second)

    assert bot.rasa.texts == ["Yes", "Yes"]


@pytest.mark.parametrize("payload", [message("Hello"), message("Hello", None)])
async def test_what_is_delivered_again_after_a_restart_is_told_to_nobody(start, payload, tmp_path):
    store = sqlite_store(tmp_path)
    bot = await start(store=store)
    await bot.deliver(payload)
    await bot.stop()

    bot = await start(store=store)
    response = await bot.deliver(payload)
    assert (response.status_code, bot.rasa.messages) == (200, [])
    assert bot.texts_to() == ["You said Hello"]

    await bot.deliver(message("And now?", 18))
    assert bot.rasa.texts == ["And now?"]


def test_the_output_is_one_of_words():
    assert issubclass(ParleyOutput, TextOutputChannel)
    assert ParleyOutput.name() == "parley"
