"""What the router delivers, and what the bot replies to it."""

import json
import time
import uuid
from datetime import datetime

import pytest

from human_handoff_channels.cm import CMInput
from human_handoff_channels.incoming import RETURNED
from human_handoff_channels.plugin import VendorError
from tests.channels.cm.bot import (
    ACCOUNT,
    ADAPTER,
    CHAT,
    NAME,
    PRODUCT_TOKEN,
    delivery,
    picture,
    text_message,
)


async def test_a_message_is_told_to_rasa_and_answered_over_the_twoway_api(bot):
    response = await bot.deliver("  Hello ")

    assert (response.status_code, response.json()) == (201, {})
    message = bot.rasa.messages[0]
    assert (message.text, message.sender_id, message.input_channel) == ("Hello", CHAT, "cm")
    assert message.metadata == {
        "human_handoff_conversation_id": CHAT,
        "human_handoff_user_id": f"client-{CHAT}",
        "cm": {
            "sessionId": "session-1",
            "accountId": ACCOUNT,
            "channel": "CXWebConversations",
            "conversationClientId": f"client-{CHAT}",
            "conversationHostId": "sandbox-web-conversations",
        },
    }
    assert message.output_channel.name() == "cm"
    assert [call["body"]["chat"]["id"] for call in bot.control.calls("twoway")] == [CHAT]
    assert bot.texts_to() == ["You said Hello"]


async def test_a_message_of_the_bot_is_what_the_twoway_formats_page_asks_for(start, httpserver):
    path = f"/cm/conversational/twoway/v2/accounts/{ACCOUNT}/adapters/{ADAPTER}"
    httpserver.expect_request(path, method="POST").respond_with_data("", status=201)
    bot = await start(url=httpserver.url_for("/cm/"))
    await bot.deliver("Hello")

    (request, _) = httpserver.log[0]
    assert request.headers["X-Cm-Producttoken"] == PRODUCT_TOKEN
    body = json.loads(request.data)
    assert list(body) == ["chat", "conversationMessages"]
    named = {"id", "accountId", "channel", "conversationClientId", "conversationHostId"}
    assert set(body["chat"]) == named
    (text,) = body["conversationMessages"]
    assert list(text) == ["$type", "id", "direction", "createdOn", "text"], "in this order"
    assert (text["$type"], text["direction"]) == ("text", "ClientTerminated")
    assert str(uuid.UUID(text["id"])) == text["id"]
    assert text["createdOn"].endswith("Z")
    moment = datetime.fromisoformat(text["createdOn"].replace("Z", "+00:00"))
    assert abs(moment.timestamp() - time.time()) < 60


async def test_names_are_read_in_any_case(bot):
    def capitalised(value):
        if isinstance(value, list):
            return [capitalised(item) for item in value]
        if isinstance(value, dict):
            return {name[:1].upper() + name[1:]: capitalised(item) for name, item in value.items()}
        return value

    body = capitalised(
        delivery(text_message("Hello") | {"$type": "Text", "direction": "clientoriginated"})
    )
    response = await bot.post("/message", body)

    assert (response.status_code, bot.rasa.texts) == (201, ["Hello"])
    assert bot.rasa.messages[0].metadata["cm"]["sessionId"] == "session-1"
    assert bot.texts_to() == ["You said Hello"]


async def test_the_account_is_ours_in_any_case(bot):
    bot.vendor_answers(201)  # the sandbox has this account in one case only
    body = delivery("Hello", accountId=ACCOUNT.upper())
    assert (await bot.post("/message", body)).status_code == 201
    assert bot.rasa.texts == ["Hello"]


async def test_a_picture_long_after_the_transfer_is_the_bots_again(start):
    bot = await start(not_understood="Geen foto's.")
    await bot.hand_over()
    await bot.deliver(picture(1))

    assert bot.rasa.texts == [RETURNED]
    assert bot.texts_to() == ["I am back.", "Geen foto's."]


@pytest.mark.parametrize("status", [200, 202, 204, 299])
async def test_the_status_of_a_good_answer_is_a_setting(start, status):
    bot = await start(answer_status=status)
    responses = [await bot.deliver("Hi"), await bot.end_session(), await bot.hand_over_endpoint()]

    assert [response.status_code for response in responses] == [status] * 3


@pytest.mark.parametrize("status", [200, 202, 299])
async def test_any_2xx_of_cm_is_a_yes_whatever_its_body(bot, status):
    bot.vendor_answers(status)

    assert (await bot.deliver("Hi")).status_code == 201
    assert bot.control.faults() == []


async def test_what_a_reminder_says_later_reaches_the_chat(bot):
    await bot.deliver("Hi")
    await bot.rasa.messages[0].output_channel.send_response(CHAT, {"text": "Still there?"})

    assert bot.texts_to() == ["You said Hi", "Still there?"]


async def test_a_triggered_intent_finds_the_chat_in_the_tracker(bot):
    output = bot.channel.get_output_channel()
    await bot.deliver("Hi")
    await bot.post("/message", delivery("Ho", to="other"))
    await output.send_response(CHAT, {"text": "Your parcel is there."})

    assert output.name() == "cm"
    assert bot.texts_to() == ["You said Hi", "Your parcel is there."]


async def test_a_chat_that_the_tracker_does_not_know_cannot_be_reached(bot):
    await bot.hand_over("another")
    output = bot.channel.get_output_channel()

    for unknown in ("nobody", "another"):
        with pytest.raises(VendorError, match="Rasa knows no such chat"):
            await output.send_response(unknown, {"text": "Hi"})
    assert bot.control.calls("twoway") == []


async def test_before_the_server_has_started_nobody_can_be_reached():
    settings = {"technical_link_id": ACCOUNT, "adapter_id": "1", "product_token": "2"}
    channel = CMInput.from_credentials(settings | {"token": "sixteen characters"})
    output = channel.get_output_channel()

    with pytest.raises(VendorError, match="Rasa knows no such chat"):
        await output.send_response(CHAT, {"text": "Hi"})


async def test_neither_a_name_nor_a_token_stands_in_a_log_or_in_the_tracker(bot, caplog, log_lines):
    caplog.set_level("DEBUG")
    bot.vendor_answers(500)
    await bot.deliver("my secret words")
    await bot.deliver("my secret words")

    assert bot.texts_to() == ["You said my secret words"]
    assert len(log_lines()) == 2
    for private in (PRODUCT_TOKEN, NAME, "my secret words"):
        assert private not in caplog.text
    assert NAME not in repr(bot.rasa.messages[0].metadata)
