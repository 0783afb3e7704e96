"""`…/return` while Rasa has no model, and texts of the settings that show nothing."""

import pytest

from human_handoff_channels.credentials import ChannelSettingsError
from human_handoff_channels.incoming import RETURNED
from tests.channels.liveperson.bot import LivePersonBot
from tests.channels.scripted_rasa import memory_store
from tests.channels.vendors import VENDORS

BLANK = ["", " ", "\n\t"]
TEXTS = [
    *((vendor, name) for vendor in VENDORS for name in ("failed", "not_understood")),
    ("liveperson", "late"),
    ("liveperson", "silent"),
]


async def test_a_return_before_a_model_is_loaded_is_a_503_and_is_handled_afterwards(start):
    bot = await start(store=memory_store())
    await bot.hand_over()
    await bot.show_return()
    bot.rasa.ready = False
    assert (await bot.give_back()).status_code == 503
    assert (bot.rasa.messages, await bot.state()) == ([], "with_agent")

    bot.rasa.ready = True
    assert (await bot.give_back()).status_code == 200
    assert (bot.rasa.texts, await bot.state()) == ([RETURNED], "none")
    await bot.write("Hello?")
    assert bot.rasa.texts[-1] == "Hello?"


@pytest.mark.parametrize("text", BLANK, ids=repr)
@pytest.mark.parametrize(("vendor", "name"), TEXTS)
def test_a_text_for_the_customer_that_shows_nothing_is_refused(control, vendor, name, text):
    bot = VENDORS[vendor]
    changes = {"texts": {name: text}} if bot is LivePersonBot else {name: text}
    section = bot.section(control.urls())

    with pytest.raises(ChannelSettingsError, match=f"{name} is wrong"):
        bot.Input.from_credentials(section | changes)
    assert bot.Input.from_credentials(section)
