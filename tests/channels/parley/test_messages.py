"""What Parley brings, and what the bot writes back."""

import asyncio

import pytest

from human_handoff_channels.text_output import WordsOutput
from tests.channels.parley.platform import (
    TOKEN,
    USER,
    flat,
    lines,
    merging,
    message,
    running,
    sqlite,
    until,
)


@pytest.mark.parametrize("shape", [lambda payload: payload, flat])
@pytest.mark.parametrize("user", [USER, int(USER)])
async def test_a_message_is_told_to_rasa_and_its_answer_written_to_the_user(shape, user):
    async with running() as bot:
        answer = await bot.bring(shape(message("Hello", user=user)))

        assert (answer.status_code, answer.json()) == (200, {})
        heard = bot.rasa.heard[0]
        assert (heard.text, heard.sender_id, heard.input_channel) == ("Hello", USER, "parley")
        assert heard.message_id == "parley/17"
        assert heard.metadata == {
            "human_handoff_conversation_id": USER,
            "human_handoff_user_id": USER,
            "parley": {"uniqueIdentifier": "customer-7"},
        }
        assert bot.parley.written == [(USER, "You said Hello")]


async def test_a_user_without_an_id_of_the_accounts_has_none_in_the_metadata():
    async with running() as bot:
        payload = message("Hello")
        payload["body"]["user"]["uniqueIdentifier"] = None
        await bot.bring(payload)

        assert bot.rasa.heard[0].metadata["parley"] == {}


async def test_everything_the_bot_says_is_written_as_text():
    async with running() as bot:
        button = {"title": "Yes", "payload": "/affirm"}
        bot.rasa.says("Hi", {"text": "Sure?", "buttons": [button]}, {"image": "https://a.test/i"})
        await bot.bring(message("Hi"))

        assert bot.parley.said_to() == ["Sure?\n- Yes", "https://a.test/i"]


async def test_an_id_that_has_to_be_escaped_in_an_address_reaches_its_user():
    async with running() as bot:
        await bot.bring(message("Hi", user="ü@x?y"))
        returned = await bot.give_back("%C3%BC@x%3Fy")

        assert bot.rasa.heard[0].sender_id == "ü@x?y"
        assert bot.parley.written == [("ü@x?y", "You said Hi")]
        assert returned.json() == {"returned": False}


async def test_paths_and_fields_are_the_settings():
    settings = {
        "messages_path": "users/{user}/messages",
        "message_field": "text",
        "token_header": "X-Own",
        "message_text": "body.body.content.words",
        "message_id": "body.body.content.number",
    }
    async with running(**settings) as bot:
        payload = message(None, None, content={"words": "Hello", "number": 5})
        answer = await bot.call("/webhook", payload, {"X-Own": TOKEN})

        assert answer.status_code == 200
        assert bot.rasa.heard[0].message_id == "parley/5"
        assert bot.parley.bodies == [{"text": "You said Hello"}]


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
async def test_what_the_bot_has_no_part_in_is_answered_and_changes_nothing(payload, caplog):
    async with running() as bot:
        answer = await bot.bring(payload)
        assert (answer.status_code, answer.json()) == (200, {})
        assert (bot.rasa.heard, bot.parley.written, lines(caplog)) == ([], [], [])

        await bot.bring(message("Hello"))
        assert bot.rasa.words == ["Hello"]


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
async def test_a_shape_that_we_do_not_know_is_answered_and_leaves_one_line(payload, caplog):
    async with running() as bot:
        answer = await bot.bring(payload)

        assert (answer.status_code, answer.json()) == (200, {})
        assert (bot.rasa.heard, bot.parley.written) == ([], [])
        assert len(lines(caplog)) == 1
        assert "shape that we do not know" in lines(caplog)[0]


async def test_a_function_that_cannot_take_what_stands_there_finds_nothing(caplog):
    async with running(message_text="join(', ', body.body.message)") as bot:
        assert (await bot.bring(message("Hello"))).status_code == 200
        assert bot.rasa.heard == []

        await bot.bring(message(["Hello", "you"]))
        assert bot.rasa.words == ["Hello, you"]


@pytest.mark.parametrize("kind", ["image", "media"])
async def test_after_a_picture_the_customer_reads_that_the_bot_can_only_read_text(kind):
    async with running(not_understood="Text only.") as bot:
        payload = message(None, **{kind: {"id": "7"}})
        for _ in range(2):
            assert (await bot.bring(payload)).status_code == 200

        assert (bot.rasa.heard, bot.parley.said_to()) == ([], ["Text only."])


async def test_a_picture_with_a_text_is_its_text():
    async with running() as bot:
        await bot.bring(message("Look", image="https://a.test/i"))

        assert bot.rasa.words == ["Look"]


async def test_a_picture_for_the_agents_is_none_of_the_bots_business():
    async with running() as bot:
        await bot.hand_over()
        assert (await bot.bring(message(None, image="x"))).status_code == 200

        assert (bot.rasa.heard, bot.parley.written) == ([], [])


@pytest.mark.parametrize(
    "payload",
    [message("Hello"), message("Hello", "abc"), message("Hello", None), flat(message("Hello"))],
)
async def test_three_deliveries_are_one_turn(payload):
    async with running() as bot:
        gate = bot.rasa.waits("Hello")
        calls = [asyncio.ensure_future(bot.bring(payload)) for _ in range(3)]
        await until(gate.reached)
        gate.opened.set()
        answers = await asyncio.gather(*calls)

        assert [answer.status_code for answer in answers] == [200, 200, 200]
        assert (bot.rasa.words, bot.parley.said_to()) == (["Hello"], ["At last: Hello"])


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
async def test_the_same_word_said_twice_is_heard_twice(first, second):
    async with running() as bot:
        await bot.bring(first)
        await bot.bring(second)

        assert bot.rasa.words == ["Yes", "Yes"]


@pytest.mark.parametrize("payload", [message("Hello"), message("Hello", None)])
async def test_what_is_delivered_again_after_a_restart_is_told_to_nobody(payload, tmp_path):
    store = sqlite(tmp_path)
    async with running(store) as bot:
        await bot.bring(payload)
    async with running(store) as bot:
        answer = await bot.bring(payload)
        assert (answer.status_code, bot.rasa.heard, bot.parley.written) == (200, [], [])

        await bot.bring(message("And now?", 18))
        assert bot.rasa.words == ["And now?"]


async def test_two_messages_at_once_are_answered_in_their_order():
    async with running() as bot:
        gate = bot.rasa.waits("first")
        first = asyncio.ensure_future(bot.bring(message("first", 1)))
        await until(gate.reached)
        second = asyncio.ensure_future(bot.bring(message("second", 2)))
        # Another customer does not wait.
        await bot.bring(message("Hello", 3, user="22222"))
        assert bot.rasa.words == ["first", "Hello"]
        gate.opened.set()
        await asyncio.gather(first, second)

        assert bot.parley.said_to() == ["At last: first", "You said second"]


async def test_a_turn_that_takes_too_long_is_acknowledged_and_goes_on():
    async with running(answer_seconds=0.05) as bot:
        gate = bot.rasa.waits("Hello")
        answer = await bot.bring(message("Hello"))
        assert (answer.status_code, bot.parley.written) == (200, [])

        gate.opened.set()
        await until(gate.passed)
        assert bot.parley.said_to() == ["At last: Hello"]


async def test_a_turn_that_fails_is_told_to_the_customer():
    async with running(failed="Once more, please.") as bot:

        async def fails(heard):
            raise RuntimeError("the customer's words")

        bot.rasa.scripts["Hello"] = fails
        assert (await bot.bring(message("Hello"))).status_code == 200
        await bot.bring(message("Again", 18))

        assert bot.parley.said_to() == ["Once more, please.", "You said Again"]


def test_the_output_is_one_of_words():
    from human_handoff_channels.parley.api import ParleyOutput

    assert issubclass(ParleyOutput, WordsOutput)
    assert ParleyOutput.name() == "parley"
