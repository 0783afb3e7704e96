"""The end of the router's session: which session it was, and both shapes of the event."""

from datetime import datetime, timezone

import pytest

from human_handoff_channels.cm.payloads import read_delivery
from human_handoff_channels.incoming import RETURNED
from human_handoff_channels.webhook_calls import InvalidPayloadError
from tests.channels.cm.bot import ACCOUNT, CHAT, TOKEN


async def handed_over(bot):
    bot.rasa.states["a person"] = "requested"
    await bot.deliver("a person")  # in the session `session-1`


async def flat_event(bot, kind="RouterSessionEnded", **fields):
    body = {"chatId": CHAT, "eventType": kind, **fields}
    return await bot.request("POST", f"/event?token={TOKEN}", body)


async def test_the_end_of_another_session_of_the_router_is_ignored(bot):
    await handed_over(bot)
    response = await bot.end_session(1, sessionId="session-0")

    assert (response.status_code, bot.rasa.texts) == (201, ["a person"])
    assert await bot.state() == "requested"

    await bot.end_session(2, sessionId="session-1")
    assert (bot.rasa.texts, await bot.state()) == (["a person", RETURNED], "none")


async def test_an_end_without_the_name_of_a_session_is_believed(bot):
    await handed_over(bot)
    await bot.end_session(1, sessionId=None)

    assert await bot.state() == "none"


@pytest.mark.parametrize("kind", ["RouterSessionEnded", "routersessionended"])
async def test_the_event_endpoint_takes_a_flat_event(bot, kind):
    await handed_over(bot)
    response = await flat_event(bot, kind)

    assert (response.status_code, bot.rasa.texts) == (201, ["a person", RETURNED])
    assert bot.texts_to()[-1] == "I am back."


async def test_a_flat_event_of_another_kind_tells_nothing(bot):
    await handed_over(bot)

    assert (await flat_event(bot, "ChatRead")).status_code == 201
    assert await bot.state() == "requested"


async def test_a_flat_event_of_another_session_is_ignored(bot):
    await handed_over(bot)
    await flat_event(bot, sessionId="session-0")
    assert await bot.state() == "requested"

    await flat_event(bot, sessionId="session-1", accountId=ACCOUNT)
    assert await bot.state() == "none"


async def test_a_flat_event_that_comes_again_with_its_id_ends_no_later_handoff(bot):
    await handed_over(bot)
    await flat_event(bot, id="event-1")
    await bot.hand_over()
    await flat_event(bot, id="event-1")

    assert (bot.rasa.texts, await bot.state()) == (["a person", RETURNED], "with_agent")


@pytest.mark.parametrize("created", ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.1234567"])
async def test_an_end_from_before_the_transfer_does_not_take_the_chat_from_the_agents(bot, created):
    await handed_over(bot)
    response = await flat_event(bot, createdOn=created)
    assert (response.status_code, await bot.state()) == (201, "requested")

    await flat_event(bot, createdOn=datetime.now(timezone.utc).isoformat())
    assert await bot.state() == "none"


def test_an_event_that_is_nested_too_deeply_is_refused():
    nested: list = []
    for _ in range(5000):
        nested = [nested]
    deep = {"chatId": CHAT, "eventType": "RouterSessionEnded", "createdOn": "now", "more": nested}

    with pytest.raises(InvalidPayloadError, match="nested too deeply"):
        read_delivery(deep)


@pytest.mark.parametrize("created", [7, "yesterday", "2020-99-99T00:00:00Z"])
async def test_an_end_whose_moment_cannot_be_read_is_believed(bot, created):
    await handed_over(bot)
    await flat_event(bot, createdOn=created)

    assert await bot.state() == "none"


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"accountId": "another"}, 404),
        ({"chatId": ""}, 400),
        ({"chatId": 7}, 400),
        ({"eventType": None}, 400),
        ({"eventType": ["RouterSessionEnded"]}, 400),
    ],
)
async def test_a_flat_event_of_another_account_or_shape_is_refused(bot, fields, status):
    await handed_over(bot)
    body = {"chatId": CHAT, "eventType": "RouterSessionEnded"} | fields
    response = await bot.request("POST", f"/event?token={TOKEN}", body)

    assert (response.status_code, await bot.state()) == (status, "requested")
    await flat_event(bot)
    assert await bot.state() == "none"
