"""What the router brings, and what the bot says to it."""

import pytest

from human_handoff_channels.cm import CMInput
from human_handoff_channels.plugin import VendorError
from tests.channels.cm.platform import (
    ACCOUNT,
    CHAT,
    NAME,
    PRODUCT_TOKEN,
    chat,
    lines,
    message,
    running,
    said,
)
from tests.channels.rasa_server import BACK

SORRY = "Sorry, I can only read text here."


async def test_a_message_is_told_to_rasa_and_answered_over_the_twoway_api():
    async with running() as bot:
        answer = await bot.deliver("  Hello ")

        assert (answer.status_code, answer.json()) == (201, {})
        heard = bot.rasa.heard[0]
        assert (heard.text, heard.sender_id, heard.input_channel) == ("Hello", CHAT, "cm")
        assert heard.metadata == {
            "human_handoff_conversation_id": CHAT,
            "human_handoff_user_id": f"client-{CHAT}",
            "cm": {
                "sessionId": "session-1",
                "accountId": ACCOUNT,
                "channel": "CXWebConversations",
                "conversationClientId": f"client-{CHAT}",
                "conversationHostId": "host-1",
            },
        }
        assert heard.output_channel.name() == "cm"
        assert [body["chat"]["id"] for body in bot.router.sent] == [CHAT]
        assert bot.router.said_to() == ["You said Hello"]


async def test_several_messages_of_one_call_are_turns_in_their_order():
    async with running() as bot:
        await bot.deliver("one", "two", "three")

        assert bot.rasa.words == ["one", "two", "three"]
        assert bot.router.said_to() == ["You said one", "You said two", "You said three"]


async def test_names_are_read_in_any_case():
    def louder(value):
        if isinstance(value, list):
            return [louder(each) for each in value]
        if isinstance(value, dict):
            return {name[:1].upper() + name[1:]: louder(each) for name, each in value.items()}
        return value

    async with running() as bot:
        body = louder(message(said("Hello") | {"$type": "Text", "direction": "clientoriginated"}))
        answer = await bot.call("/message", body)

        assert (answer.status_code, bot.rasa.words) == (201, ["Hello"])
        assert bot.rasa.heard[0].metadata["cm"]["sessionId"] == "session-1"
        assert bot.router.said_to() == ["You said Hello"]


async def test_the_account_is_ours_in_any_case():
    async with running() as bot:
        body = message("Hello", accountId=ACCOUNT.upper())
        assert (await bot.call("/message", body)).status_code == 201
        assert bot.rasa.words == ["Hello"]


@pytest.mark.parametrize(
    "ignored",
    [
        said("Hello", direction="ClientTerminated"),
        said("Hello", direction="SomethingElse"),
        said("Hello", direction="ClientTerminated", **{"$type": "media"}),
        said(""),
        said("   "),
        said(None),
    ],
)
async def test_what_the_customer_has_not_said_is_taken_and_tells_rasa_nothing(ignored):
    async with running() as bot:
        answer = await bot.deliver(ignored)

        assert (answer.status_code, bot.rasa.heard, bot.router.sent) == (201, [], [])


@pytest.mark.parametrize("body", [{"chat": chat()}, message(), {"chat": {"id": "1"}}])
async def test_a_call_that_brings_nothing_changes_nothing(body):
    async with running() as bot:
        body["chat"].setdefault("accountId", ACCOUNT)

        assert (await bot.call("/message", body)).status_code == 201
        assert bot.rasa.heard == []


async def test_a_picture_is_answered_with_a_sentence_once():
    picture = said(None, 1, **{"$type": "media", "media": {"mediaUri": "https://a.test/p"}})
    async with running() as bot:
        for _ in range(2):
            await bot.deliver(picture)

        assert (bot.rasa.heard, bot.router.said_to()) == ([], [SORRY])


async def test_a_picture_for_the_agents_is_not_the_bots_business():
    async with running(not_understood="Geen foto's.") as bot:
        await bot.away(seconds=1)
        await bot.deliver(said(None, 1, **{"$type": "media"}))

        assert (bot.rasa.heard, bot.router.sent) == ([], [])


async def test_a_picture_long_after_the_transfer_is_the_bots_again():
    async with running(not_understood="Geen foto's.") as bot:
        bot.rasa.says(BACK, {"text": "I am back."})
        await bot.away()
        await bot.deliver(said(None, 1, **{"$type": "media"}))

        assert bot.rasa.words == [BACK]
        assert bot.router.said_to() == ["I am back.", "Geen foto's."]


async def test_everything_the_bot_says_is_sent_as_text():
    buttons = [{"title": "Yes", "payload": "/affirm"}, {"title": "No"}]
    async with running() as bot:
        bot.rasa.says(
            "Hi",
            {"text": "Sure?", "buttons": buttons},
            {"text": "Or?", "quick_replies": buttons},
            {"image": "https://a.test/i.png"},
            {"custom": {"text": "Custom"}},
            {"text": "  "},
        )
        await bot.deliver("Hi")

        assert bot.router.said_to() == [
            "Sure?\n- Yes\n- No",
            "Or?\n- Yes\n- No",
            "https://a.test/i.png",
            "Custom",
        ]


@pytest.mark.parametrize("status", [200, 202, 204, 299])
async def test_the_status_of_a_good_answer_is_a_setting(status):
    async with running(answer_status=status) as bot:
        answers = [await bot.deliver("Hi"), await bot.end(), await bot.hand_over()]

        assert [answer.status_code for answer in answers] == [status] * 3


@pytest.mark.parametrize("status", [200, 202, 299])
async def test_any_2xx_of_cm_is_a_yes_whatever_its_body(status):
    async with running() as bot:
        bot.router.statuses = [status]

        assert (await bot.deliver("Hi")).status_code == 201
        assert bot.router.statuses == []


async def test_what_a_reminder_says_later_reaches_the_chat():
    async with running() as bot:
        await bot.deliver("Hi")
        await bot.rasa.heard[0].output_channel.send_response(CHAT, {"text": "Still there?"})

        assert bot.router.said_to() == ["You said Hi", "Still there?"]


async def test_a_triggered_intent_finds_the_chat_in_the_tracker():
    async with running() as bot:
        output = bot.channel.get_output_channel()
        await bot.deliver("Hi")
        await bot.call("/message", message("Ho", to="other"))
        await output.send_response(CHAT, {"text": "Your parcel is there."})

        assert output.name() == "cm"
        assert bot.router.said_to() == ["You said Hi", "Your parcel is there."]


async def test_a_chat_that_the_tracker_does_not_know_cannot_be_reached():
    async with running() as bot:
        await bot.away(to="another")
        output = bot.channel.get_output_channel()

        for unknown in ("nobody", "another"):
            with pytest.raises(VendorError, match="Rasa knows no such chat"):
                await output.send_response(unknown, {"text": "Hi"})
        assert bot.router.sent == []


async def test_before_the_server_has_started_nobody_can_be_reached():
    settings = {"technical_link_id": ACCOUNT, "adapter_id": "1", "product_token": "2"}
    channel = CMInput.from_credentials(settings | {"token": "sixteen characters"})
    output = channel.get_output_channel()

    with pytest.raises(VendorError, match="Rasa knows no such chat"):
        await output.send_response(CHAT, {"text": "Hi"})


async def test_neither_a_name_nor_a_token_stands_in_a_log_or_in_the_tracker(caplog):
    caplog.set_level("DEBUG")
    async with running() as bot:
        bot.router.statuses = [500]
        await bot.deliver("my secret words")
        await bot.deliver("my secret words")

        assert bot.router.said_to() == ["You said my secret words"]
        assert len(lines(caplog)) == 2
        for private in (PRODUCT_TOKEN, NAME, "my secret words"):
            assert private not in caplog.text
        assert NAME not in repr(bot.rasa.heard[0].metadata)
