"""The bot's replies in LivePerson's format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_handoff_channels.liveperson.output import LivePersonOutput
from tests.channels.liveperson.bot import public_texts, text_event
from tests.channels.liveperson.replies import REPLIES
from tests.sandbox.vendors.liveperson.items import button, text, vertical

BUTTONS = [
    {"title": "Yes", "payload": "/affirm"},
    {"title": "Site", "type": "web_url", "url": "https://example.com/a"},
    {"payload": "/no_title"},
]
MANY = [{"title": str(number), "payload": f"/choose_{number}"} for number in range(60)]


def test_the_output_has_the_channels_name_for_responses_of_this_channel_alone():
    assert LivePersonOutput.name() == "liveperson"


async def test_a_text_is_a_text(bot):
    assert await bot.reply_to_hi({"text": " Hello\nthere "}) == [text("Hello\nthere")]


async def test_buttons_stand_below_their_text_and_publish_their_title(bot):
    published = [{"type": "publishText", "text": "Yes"}]
    link = [{"type": "link", "name": "Site", "uri": "https://example.com/a"}]

    assert await bot.reply_to_hi({"text": "Sure?", "buttons": BUTTONS}) == [
        vertical(
            {"type": "text", "text": "Sure?", "tooltip": "Sure?"},
            button("Yes", actions=published, metadata=[{"type": "ExternalId", "id": "/affirm"}]),
            button("Site", actions=link),
        )
    ]


async def test_a_click_tells_rasa_the_payload_by_its_id_or_by_its_title(bot):
    await bot.reply_to_hi({"text": "Sure?", "buttons": BUTTONS})

    await bot.say("Yes", 1, metadata=[{"type": "ExternalId", "id": "/affirm"}])
    await bot.say("Yes", 2)
    await bot.say("Yes, please", 3, metadata=[{"type": "ExternalId", "id": "/restart"}, 7])

    assert bot.rasa.texts[1:] == ["/affirm", "/affirm", "Yes, please"]


async def test_the_latest_buttons_are_remembered_and_one_without_a_payload_is_its_title(bot):
    await bot.reply_to_hi({"text": "Which?", "buttons": [*MANY, {"title": "None"}]}, {"image": " "})

    for number, words in enumerate(("59", "0", "None"), 1):
        await bot.say(words, number)

    assert bot.rasa.texts[1:] == ["/choose_59", "0", "None"]


async def test_quick_replies_are_quick_replies_in_messaging_and_buttons_in_a_chat(bot):
    bot.rasa.replies("Hi", {"text": "Sure?", "quick_replies": BUTTONS[:1]})
    await bot.create("one")
    await bot.create("two", context={"type": "CHAT"})

    messaging, chat = [
        (await bot.deliver(text_event("Hi"), name)).json()["response"][0]["data"]
        for name in ("one", "two")
    ]

    content = messaging["structuredContent"]
    assert content["message"] == "Sure?"
    assert [each["title"] for each in content["quickReplies"]["replies"]] == ["Yes"]
    assert chat["structuredContent"]["type"] == "vertical"


@pytest.mark.parametrize("buttons", [[], [{"payload": "/x"}], [7]])
async def test_a_text_whose_buttons_are_none_is_a_text(bot, buttons):
    assert public_texts(await bot.reply_to_hi({"text": "Sure?", "buttons": [*buttons, 7]})) == [
        "Sure?"
    ]


async def test_a_picture_is_an_image_where_it_comes_over_https(bot):
    good, bad = "https://example.com/a.png", "http://example.com/b.png"

    assert await bot.reply_to_hi({"image": good}, {"image": bad}) == [
        vertical({"type": "image", "url": good, "tooltip": good}),
        text(bad),
    ]


async def test_attachments_are_addresses_and_elements_are_cards(bot):
    video = {"type": "video", "payload": {"src": "https://example.com/v"}}
    card = {
        "title": "Shoe",
        "subtitle": "Red",
        "image_url": "https://example.com/s.png",
        "buttons": BUTTONS[:1],
    }

    items = await bot.reply_to_hi(
        {"attachment": video}, {"attachment": "a.pdf"}, {"elements": [card, {}]}
    )

    assert public_texts(items) == ["https://example.com/v", "a.pdf"]
    kinds = [each["type"] for each in items[2]["data"]["structuredContent"]["elements"]]
    assert kinds == ["image", "text", "text", "button"]
    assert len(items) == 3


@given(replies=st.lists(REPLIES, max_size=5), number=st.integers())
def test_whatever_the_bot_says_liveperson_can_read_the_answer(loop, bot, replies, number):
    bot.rasa.replies("Hi", *replies)

    async def calls():
        await bot.create()
        data = {"message": "Hi", "replies": repr(replies), "number": number}
        return await bot.deliver({"type": "TEXT", "data": data})

    assert loop.run_until_complete(calls()).status_code == 200  # `call` checks the reply
