"""What LivePerson's templates and types have beyond its specification."""

import pytest

from tests.channels.liveperson.bot import text_event
from tests.sandbox.vendors.liveperson.items import text

OBJECT = {"type": "ExternalId", "id": "1"}
CARD = {"type": "vertical", "elements": [{"type": "text", "text": "Hi"}]}


@pytest.mark.parametrize("metadata", [OBJECT, [OBJECT], [OBJECT, OBJECT], []], ids=repr)
async def test_the_metadata_of_an_item_is_an_object_or_a_list_of_objects(bot, log_lines, metadata):
    data = {"structuredContent": CARD, "metadata": metadata}
    items = [{"type": "STRUCTURED_CONTENT", "data": data}, text("Hi", metadata=metadata)]

    assert await bot.reply_to_hi(*({"custom": {"liveperson": each}} for each in items)) == items
    assert log_lines() == []


async def test_every_reply_has_intents_in_its_analytics(bot):
    bot.rasa.replies("nothing")
    await bot.create()
    events = [text_event("Hi", 1), text_event("nothing", 2), {"type": "CLOSE_CONVERSATION"}]

    for event in events:
        assert (await bot.deliver(event)).json()["analytics"] == {"intents": []}


async def test_nothing_that_a_bot_author_writes_is_dropped_in_silence(bot, log_lines):
    handoff = {"summary": ["Name: A"]}
    items = await bot.reply_to_hi(
        {"custom": {"human_handoff": handoff, "liveperson": text("both")}},
        {"custom": {"text": "plain"}},
        {"elements": [{"title": "Shoe", "image_url": "http://example.com/s.png"}]},
        {"text": "Sure?", "buttons": [{"payload": "/no_title"}, {"title": "T" * 200}]},
        {"text": "t" * 6000, "buttons": [{"title": "Yes"}]},
        {"custom": {"liveperson": {"type": "DANCE"}}},
    )

    assert [item["data"].get("message") for item in items[:3]] == ["Name: A", "both", "plain"]
    assert "http://example.com/s.png" in str(items[3])
    assert [line.partition(":")[0] for line in log_lines()] == [
        *("dropped", "shortened", "shortened", "dropped")
    ]
