"""The routes of the Custom Endpoint."""

import pytest

from tests.channels.liveperson.bot import (
    ATTRIBUTES,
    CONTEXT,
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
    await bot.create()

    assert state.json()["state"] == "maintenance"
    assert public_texts(await bot.say("Hi")) == [
        "Sorry, something went wrong. Please say that again."
    ]
    assert bot.rasa.messages == []


async def test_put_creates_a_conversation_again_and_again(bot):
    responses = [await bot.create() for _ in range(3)]

    assert [response.status_code for response in responses] == [200, 200, 200]
    assert public_texts(await bot.say("Hi")) == ["You said Hi"]


async def test_a_message_reaches_rasa_with_the_platforms_ids_and_context(bot):
    await bot.create()
    await bot.say("  Hi ")

    message = bot.rasa.messages[0]

    assert (message.text, message.sender_id) == ("Hi", CONVERSATION)
    assert message.input_channel == "liveperson"
    assert message.metadata == {
        "human_handoff_conversation_id": CONVERSATION,
        "human_handoff_user_id": CONTEXT["assignedAgentId"],
        "liveperson": {
            "type": "MESSAGING",
            "skillId": "1234567",
            "campaignId": 987665546,
            "engagementId": 123498765,
            "assignedAgentId": CONTEXT["assignedAgentId"],
            "language": "en-US",
            "consumerId": "consumer-1",
            "sdes": ATTRIBUTES,
        },
    }


async def test_the_attributes_of_the_start_stay_where_a_later_put_has_none(bot):
    await bot.create()
    await bot.call("PUT", PATH, {"context": {"skillId": 2, "engagementId": 3, "type": "MESSAGING"}})
    await bot.say("Hi")

    known = bot.rasa.messages[0].metadata["liveperson"]

    assert (known["sdes"], known["skillId"]) == (ATTRIBUTES, 2)
    assert "human_handoff_user_id" not in bot.rasa.messages[0].metadata


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
    await bot.create()

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


async def test_a_start_greets_and_a_close_tells_rasa_nothing(bot):
    await bot.create()
    bot.rasa.replies("/greet", {"text": "Hello"})

    start = await bot.deliver({"type": "START", "source": "CONVERSATION", "context": {}})
    close = await bot.deliver({"type": "CLOSE_CONVERSATION", "source": "CONVERSATION"})

    assert public_texts(start.json()["response"]) == ["Hello"]
    assert bot.rasa.texts == ["/greet"]
    assert public_texts(close.json()["response"]) == []
    assert close.json()["response"][0]["data"]["messageAudience"] == "AGENTS_AND_MANAGERS"


async def test_a_start_can_be_told_in_other_words_or_not_at_all(start):
    bot = await start(start_message="/hello")
    quiet = await start(start_message=None)
    for each in (bot, quiet):
        await each.create()

    await bot.deliver({"type": "CONVERSATION", "data": {"name": "STARTED"}})
    response = await quiet.deliver({"type": "START"})

    assert (bot.rasa.texts, quiet.rasa.texts) == (["/hello"], [])
    assert public_texts(response.json()["response"]) == []


@pytest.mark.parametrize(
    ("event", "sentences"),
    [
        ({"type": "hosted-file", "data": {"relativePath": "a/b", "fileType": "PNG"}}, 1),
        ({"type": "SOMETHING_NEW", "source": "CONSUMER"}, 1),
        ({"type": "TEXT", "data": {"message": "   "}}, 1),
        ({"type": "RICH_CONTENT", "data": {"content": {"type": "vertical", "elements": []}}}, 1),
        ({"type": "SOMETHING_NEW", "source": "CONVERSATION"}, 0),
        ({"type": "CONVERSATION", "data": {"name": "TRANSFERRED"}}, 0),
        ({"type": "CONVERSATION", "data": {"name": "CLOSED"}}, 0),
    ],
)
async def test_what_the_bot_cannot_read_is_answered_and_disturbs_nobody(bot, event, sentences):
    await bot.create()

    response = await bot.deliver(event)

    assert response.status_code == 200
    assert (
        public_texts(response.json()["response"])
        == ["Sorry, I can only read text here."] * sentences
    )
    assert bot.rasa.messages == []


async def test_rich_content_reaches_rasa_as_its_words_and_whole_in_the_metadata(bot):
    place = {"type": "map", "la": 49.0, "lo": 7.1, "alt": "49.0, 7.1"}
    content = {"type": "vertical", "elements": [{"type": "text", "text": "Here"}, place]}
    await bot.create()

    await bot.deliver({"type": "RICH_CONTENT", "source": "CONSUMER", "data": {"content": content}})

    assert bot.rasa.texts == ["Here, 49.0, 7.1"]
    assert bot.rasa.messages[0].metadata["liveperson"]["content"] == content
