"""Transfers, and items that the bot itself writes in LivePerson's format."""

import pytest

from tests.sandbox.vendors.liveperson.items import action, text


async def test_a_transfer_is_the_last_item_after_its_private_summary(bot):
    handoff = {"transfer": {"skill": "Human"}, "summary": ["Name: A", "Reason: invoice"]}

    assert await bot.reply_to_hi({"custom": {"human_handoff": handoff}}, {"text": "Hold on."}) == [
        text("Name: A\nReason: invoice", messageAudience="AGENTS_AND_MANAGERS"),
        text("Hold on."),
        action("TRANSFER", skillName="Human"),
    ]


async def test_a_certain_agent_is_sent_beside_the_skill(bot):
    handoff = {"transfer": {"skill": "Human", "agent": 4129463410}}

    assert await bot.reply_to_hi({"custom": {"human_handoff": handoff}}) == [
        action("TRANSFER", skillName="Human", agentId="4129463410")
    ]


async def test_a_second_action_is_dropped_and_logged(bot, log_lines):
    first, second = [{"human_handoff": {"transfer": {"skill": name}}} for name in ("A", "B")]
    close = {"liveperson": action("CLOSE_CONVERSATION")}

    items = await bot.reply_to_hi(*({"custom": custom} for custom in (first, second, close)))

    assert items == [action("TRANSFER", skillName="A")]
    dropped = "dropped: a second action in one answer (TRANSFER, CLOSE_CONVERSATION)"
    assert log_lines() == [dropped]


@pytest.mark.parametrize(
    "item",
    [
        text("x", metadata={"type": "ExternalId", "id": "1"}),
        {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": {"type": "vertical"}}},
        action("CHANGE_TTR", ttrType="URGENT"),
    ],
)
async def test_an_item_in_livepersons_words_is_passed_through(bot, item):
    assert await bot.reply_to_hi({"custom": {"liveperson": item}}) == [item]


async def test_a_pause_alone_is_no_answer(bot):
    pause = {"type": "DELAY", "data": {"seconds": 2}}

    items = await bot.reply_to_hi({"custom": {"liveperson": pause}})

    assert [item["type"] for item in items] == ["TEXT"]


@pytest.mark.parametrize(
    "custom",
    [
        {"liveperson": text("")},
        {"liveperson": text("x", messageAudience="ME")},
        {"liveperson": text("x", metadata=1)},
        {"liveperson": text("x", metadata=[{"id": "1"}, 1])},
        {"liveperson": text("x", encodedMetadata=1)},
        {"liveperson": {"type": "TEXT"}},
        {"liveperson": {"type": "DELAY", "data": {"seconds": True}}},
        {"liveperson": {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": []}}},
        {"liveperson": action("DANCE")},
        {"liveperson": {"type": "ACTION", "data": {"name": "TRANSFER", "parameters": 1}}},
        {"liveperson": "x"},
        {"human_handoff": {"transfer": {"skill": ""}}},
        {"human_handoff": {"transfer": "Human"}},
        {"of": "another channel"},
        ["a list"],
    ],
)
async def test_what_liveperson_could_not_read_is_dropped_and_logged(bot, caplog, custom):
    items = await bot.reply_to_hi({"text": "Hello"}, {"custom": custom})

    assert items == [text("Hello")]
    assert any(word in caplog.text for word in ("dropped", "no transfer"))


async def test_a_pause_stands_between_messages_where_the_settings_want_one(start):
    bot = await start(delay_seconds=2)
    own = {"liveperson": {"type": "DELAY", "data": {"seconds": 9}}}

    items = await bot.reply_to_hi({"text": "A"}, {"text": "B"}, {"custom": own}, {"text": "C"})

    seconds = [item["data"].get("seconds", item["type"]) for item in items]
    assert seconds == ["TEXT", 2, "TEXT", 9, "TEXT"]
