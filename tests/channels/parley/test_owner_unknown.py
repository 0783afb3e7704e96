"""Parley does not tell who owns a user whom agents have, as far as Rasa knows."""

import time

import pytest
from rasa.shared.core.events import SlotSet

from human_handoff_channels.incoming import RETURNED
from human_handoff_channels.plugin import STATE
from tests.channels.parley.bot import action, message
from tests.channels.parley.test_return import REFUSED, UNKNOWN

NO_ANSWER = [(401, REFUSED), (429, ""), (500, "error"), (503, ""), None]


@pytest.mark.parametrize("payload", [message("Hello?"), action()], ids=["message", "action"])
@pytest.mark.parametrize("owner", NO_ANSWER)
async def test_what_comes_while_parley_cannot_be_asked_for_the_owner_is_not_acknowledged(
    start, payload, owner
):
    # So long that a busy machine has got the answers of the second delivery by then.
    bot = await start(send_seconds=2.0)
    await bot.hand_over()
    await bot.show_return()
    bot.answer_owner(owner)
    assert (await bot.deliver(payload)).status_code == 503
    assert (bot.rasa.messages, await bot.state()) == ([], "with_agent")

    bot.control.clear_faults()
    assert (await bot.deliver(payload)).status_code == 200
    assert (bot.rasa.texts[0], await bot.state()) == (RETURNED, "none")


@pytest.mark.parametrize("owner", UNKNOWN)
async def test_an_owner_of_unknown_shape_does_not_silence_the_bot_for_ever(start, owner):
    bot = await start(return_after_minutes=60)
    await bot.hand_over(seconds_ago=3500)
    await bot.show_return()
    bot.answer_owner(owner)
    await bot.deliver(message("Hello?"))
    assert bot.rasa.messages == []

    await bot.rasa.save(bot.customer, SlotSet(STATE, "with_agent", timestamp=time.time() - 3601))
    assert (await bot.deliver(message("Are you there?", 18))).status_code == 200
    assert (bot.rasa.texts, await bot.state()) == ([RETURNED, "Are you there?"], "none")


async def test_an_owner_that_parley_names_is_believed_however_long_ago_the_transfer_was(start):
    bot = await start(return_after_minutes=1)
    await bot.hand_over(seconds_ago=3600)
    await bot.deliver(message("Hello?"))
    assert bot.rasa.messages == []

    await bot.show_return()
    await bot.deliver(message("And now?", 18))
    assert bot.rasa.texts == [RETURNED, "And now?"]
