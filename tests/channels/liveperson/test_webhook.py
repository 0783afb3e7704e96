"""The routes of the Custom Endpoint."""

import pytest

from tests.channels.liveperson.bot import (
    CONVERSATION,
    ENVIRONMENTS,
    PATH,
    public_texts,
    text_event,
    token,
)


async def test_the_environments_of_a_bot_are_those_of_the_settings(bot):
    response = await bot.call("GET", ENVIRONMENTS)

    assert (response.status_code, response.json()) == (200, ["draft", "production"])


async def test_a_bot_is_online_with_its_version(bot):
    response = await bot.call("GET", f"{ENVIRONMENTS}/production/state")

    assert response.json() == {"state": "online", "version": "1.0.0"}


async def test_a_bot_without_a_model_is_in_maintenance_and_says_that_it_failed(bot):
    bot.rasa.ready = False

    state = await bot.call("GET", f"{ENVIRONMENTS}/draft/state")

    assert state.json()["state"] == "maintenance"
    assert public_texts(await bot.say("Hi")) == [
        "Sorry, something went wrong. Please say that again."
    ]
    assert bot.rasa.messages == []


async def test_put_creates_a_conversation_again_and_again(bot):
    responses = [await bot.create() for _ in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 200]
    assert public_texts(await bot.say("Hi")) == ["You said Hi"]


@pytest.mark.parametrize(
    "path",
    [
        "/v1/bots/another/environments",
        "/v1/bots/another/environments/draft/state",
        f"{ENVIRONMENTS}/beta/state",
    ],
)
async def test_an_unknown_bot_or_environment_is_a_404(bot, path):
    response = await bot.call("GET", path)

    assert response.status_code == 404
    assert response.json()["message"].startswith("unknown")


@pytest.mark.parametrize(
    "path",
    [
        f"/v1/bots/another/environments/draft/conversations/{CONVERSATION}",
        f"{ENVIRONMENTS}/beta/conversations/{CONVERSATION}",
        f"{ENVIRONMENTS}/draft/conversations/{'x' * 129}",
        f"{ENVIRONMENTS}/draft/conversations/a%20b",
    ],
)
async def test_a_conversation_that_cannot_be_is_a_404(bot, path):
    assert (await bot.call("PUT", path, {})).status_code == 404
    assert (await bot.call("POST", f"{path}/events", text_event("Hi"))).status_code == 404
    assert (await bot.call("POST", f"{path}/return", {})).status_code == 404
    assert bot.rasa.messages == []


async def test_404_then_put_and_the_event_again_is_how_an_unknown_conversation_begins(bot):
    refused = await bot.deliver(text_event("Hi"))

    assert (refused.status_code, bot.rasa.messages) == (404, [])
    assert public_texts(await bot.say("Hi")) == ["You said Hi"]
    assert bot.rasa.texts == ["Hi"]


async def test_the_environments_of_a_bot_do_not_share_conversations(bot):
    await bot.create()

    other = PATH.replace("draft", "production")
    response = await bot.call("POST", f"{other}/events", text_event("Hi"))

    assert response.status_code == 404


@pytest.mark.parametrize("body", [b"", b"[]", b'{"sdes": 1}', b'{"context": []}'])
async def test_what_is_no_conversation_is_a_400_and_creates_none(bot, body):
    response = await bot.call("PUT", PATH, content=body)

    assert response.status_code == 400
    assert (await bot.deliver(text_event("Hi"))).status_code == 404


async def test_a_body_whose_chunks_are_none_is_a_400(bot):
    await bot.create()
    head = (
        f"POST /webhooks/liveperson{PATH}/events HTTP/1.1\r\nHost: x\r\n"
        f"Authorization: Bearer {token()}\r\nTransfer-Encoding: chunked\r\n\r\nno chunk\r\n"
    )
    line = await bot.first_line(head)

    assert line.split()[1] == b"400"
