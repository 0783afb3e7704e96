"""The bot's replies in LivePerson's format."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from human_handoff_channels.liveperson.output import LivePersonOutput
from tests.channels.liveperson.any_body import REPLIES
from tests.channels.liveperson.bot import public_texts, text_event

BUTTONS = [
    {"title": "Yes", "payload": "/affirm"},
    {"title": "Site", "type": "web_url", "url": "https://example.com/a"},
    {"payload": "/no_title"},
]
MANY = [{"title": str(number), "payload": f"/choose_{number}"} for number in range(60)]


async def reply(bot, *messages):
    bot.rasa.replies("Hi", *messages)
    await bot.create()
    return await bot.say("Hi")


def test_the_output_has_the_channels_name_for_responses_of_this_channel_alone():
    assert LivePersonOutput.name() == "liveperson"


async def test_a_text_is_a_text(bot):
    assert await reply(bot, {"text": " Hello\nthere "}) == [
        {"type": "TEXT", "data": {"message": "Hello\nthere"}}
    ]


async def test_buttons_stand_below_their_text_and_publish_their_title(bot):
    items = await reply(bot, {"text": "Sure?", "buttons": BUTTONS})

    assert items == [
        {
            "type": "STRUCTURED_CONTENT",
            "data": {
                "structuredContent": {
                    "type": "vertical",
                    "elements": [
                        {"type": "text", "text": "Sure?", "tooltip": "Sure?"},
                        {
                            "type": "button",
                            "tooltip": "Yes",
                            "title": "Yes",
                            "click": {
                                "actions": [{"type": "publishText", "text": "Yes"}],
                                "metadata": [{"type": "ExternalId", "id": "/affirm"}],
                            },
                        },
                        {
                            "type": "button",
                            "tooltip": "Site",
                            "title": "Site",
                            "click": {
                                "actions": [
                                    {
                                        "type": "link",
                                        "name": "Site",
                                        "uri": "https://example.com/a",
                                    }
                                ]
                            },
                        },
                    ],
                }
            },
        }
    ]


async def test_a_click_tells_rasa_the_payload_by_its_id_or_by_its_title(bot):
    await reply(bot, {"text": "Sure?", "buttons": BUTTONS})

    await bot.say("Yes", 1, metadata=[{"type": "ExternalId", "id": "/affirm"}])
    await bot.say("Yes", 2)
    await bot.say("Yes, please", 3, metadata=[{"type": "ExternalId", "id": "/restart"}, 7])

    assert bot.rasa.texts[1:] == ["/affirm", "/affirm", "Yes, please"]


async def test_the_latest_buttons_are_remembered_and_one_without_a_payload_is_its_title(bot):
    await reply(bot, {"text": "Which?", "buttons": [*MANY, {"title": "None"}]}, {"image": " "})

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
    assert public_texts(await reply(bot, {"text": "Sure?", "buttons": [*buttons, 7]})) == ["Sure?"]


async def test_a_picture_is_an_image_where_it_comes_over_https(bot):
    items = await reply(
        bot, {"image": "https://example.com/a.png"}, {"image": "http://example.com/b.png"}
    )

    assert items[0]["data"]["structuredContent"]["elements"] == [
        {
            "type": "image",
            "url": "https://example.com/a.png",
            "tooltip": "https://example.com/a.png",
        }
    ]
    assert public_texts(items) == ["http://example.com/b.png"]


async def test_attachments_are_addresses_and_elements_are_cards(bot):
    video = {"type": "video", "payload": {"src": "https://example.com/v"}}
    card = {
        "title": "Shoe",
        "subtitle": "Red",
        "image_url": "https://example.com/s.png",
        "buttons": BUTTONS[:1],
    }

    items = await reply(
        bot, {"attachment": video}, {"attachment": "a.pdf"}, {"elements": [card, {}]}
    )

    assert public_texts(items) == ["https://example.com/v", "a.pdf"]
    kinds = [each["type"] for each in items[2]["data"]["structuredContent"]["elements"]]
    assert kinds == ["image", "text", "text", "button"]
    assert len(items) == 3


async def test_a_transfer_is_the_last_item_after_its_private_summary(bot):
    marker = {"transfer": {"skill": "Human"}, "summary": ["Name: A", "Reason: invoice"]}

    items = await reply(bot, {"custom": {"human_handoff": marker}}, {"text": "Hold on."})

    assert items == [
        {
            "type": "TEXT",
            "data": {
                "message": "Name: A\nReason: invoice",
                "messageAudience": "AGENTS_AND_MANAGERS",
            },
        },
        {"type": "TEXT", "data": {"message": "Hold on."}},
        {"type": "ACTION", "data": {"name": "TRANSFER", "parameters": {"skillName": "Human"}}},
    ]


async def test_a_certain_agent_is_sent_beside_the_skill(bot):
    marker = {"transfer": {"skill": "Human", "agent": 4129463410}}

    items = await reply(bot, {"custom": {"human_handoff": marker}})

    assert items[0]["data"]["parameters"] == {"skillName": "Human", "agentId": "4129463410"}


async def test_a_second_action_is_dropped_and_logged(bot, caplog):
    close = {"type": "ACTION", "data": {"name": "CLOSE_CONVERSATION", "parameters": {}}}
    first, second = [{"human_handoff": {"transfer": {"skill": name}}} for name in ("A", "B")]

    items = await reply(
        bot, {"custom": first}, {"custom": second}, {"custom": {"liveperson": close}}
    )

    assert [item["data"]["parameters"] for item in items] == [{"skillName": "A"}]
    assert (
        "dropped: a second action in one answer (TRANSFER, CLOSE_CONVERSATION)" in caplog.messages
    )


@pytest.mark.parametrize(
    "item",
    [
        {"type": "TEXT", "data": {"message": "x", "metadata": {"type": "ExternalId", "id": "1"}}},
        {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": {"type": "vertical"}}},
        {
            "type": "ACTION",
            "data": {"name": "CHANGE_TTR", "parameters": {"ttrType": "URGENT"}},
        },
    ],
)
async def test_an_item_in_livepersons_words_is_passed_through(bot, item):
    assert await reply(bot, {"custom": {"liveperson": item}}) == [item]


async def test_a_pause_alone_is_no_answer(bot):
    pause = {"type": "DELAY", "data": {"seconds": 2}}

    items = await reply(bot, {"custom": {"liveperson": pause}})

    assert [item["type"] for item in items] == ["TEXT"]


@pytest.mark.parametrize(
    "custom",
    [
        {"liveperson": {"type": "TEXT", "data": {"message": ""}}},
        {"liveperson": {"type": "TEXT", "data": {"message": "x", "messageAudience": "ME"}}},
        {"liveperson": {"type": "TEXT", "data": {"message": "x", "metadata": 1}}},
        {"liveperson": {"type": "TEXT", "data": {"message": "x", "metadata": [{"id": "1"}]}}},
        {"liveperson": {"type": "TEXT", "data": {"message": "x", "encodedMetadata": 1}}},
        {"liveperson": {"type": "TEXT"}},
        {"liveperson": {"type": "DELAY", "data": {"seconds": True}}},
        {"liveperson": {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": []}}},
        {"liveperson": {"type": "ACTION", "data": {"name": "DANCE"}}},
        {"liveperson": {"type": "ACTION", "data": {"name": "TRANSFER", "parameters": 1}}},
        {"liveperson": "x"},
        {"human_handoff": {"transfer": {"skill": ""}}},
        {"human_handoff": {"transfer": "Human"}},
        {"of": "another channel"},
        ["a list"],
    ],
)
async def test_what_liveperson_could_not_read_is_dropped_and_logged(bot, caplog, custom):
    items = await reply(bot, {"text": "Hello"}, {"custom": custom})

    assert items == [{"type": "TEXT", "data": {"message": "Hello"}}]
    assert any(word in caplog.text for word in ("dropped", "no transfer"))


async def test_a_pause_stands_between_messages_where_the_settings_want_one(start):
    bot = await start(delay_seconds=2)
    own = {"liveperson": {"type": "DELAY", "data": {"seconds": 9}}}

    items = await reply(bot, {"text": "A"}, {"text": "B"}, {"custom": own}, {"text": "C"})

    assert [item["data"].get("seconds", item["type"]) for item in items] == [
        "TEXT",
        2,
        "TEXT",
        9,
        "TEXT",
    ]


@given(replies=st.lists(REPLIES, max_size=5), number=st.integers())
def test_whatever_the_bot_says_liveperson_can_read_the_answer(loop, bot, replies, number):
    bot.rasa.replies("Hi", *replies)

    async def calls():
        await bot.create()
        data = {"message": "Hi", "replies": repr(replies), "number": number}
        return await bot.deliver({"type": "TEXT", "data": data})

    assert loop.run_until_complete(calls()).status_code == 200  # checked against the schemas
