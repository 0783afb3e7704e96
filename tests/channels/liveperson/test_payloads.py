"""What LivePerson delivers, and what Rasa gets of it."""

import pytest

from human_handoff_channels.credentials import ONLY_TEXT
from tests.channels.liveperson.bot import (
    ATTRIBUTES,
    CONTEXT,
    CONVERSATION,
    PATH,
    public_texts,
)


async def test_a_message_reaches_rasa_with_the_platforms_ids_and_context(bot):
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
    assert public_texts(response.json()["response"]) == [ONLY_TEXT] * sentences
    assert bot.rasa.messages == []


async def test_rich_content_reaches_rasa_as_its_words_and_whole_in_the_metadata(bot):
    place = {"type": "map", "la": 49.0, "lo": 7.1, "alt": "49.0, 7.1"}
    content = {"type": "vertical", "elements": [{"type": "text", "text": "Here"}, place]}
    await bot.create()

    await bot.deliver({"type": "RICH_CONTENT", "source": "CONSUMER", "data": {"content": content}})

    assert bot.rasa.texts == ["Here, 49.0, 7.1"]
    assert bot.rasa.messages[0].metadata["liveperson"]["content"] == content
