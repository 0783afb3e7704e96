"""The bot before Rasa's server has an agent; tests/channels/test_*.py show the rest of it."""

import pytest

from human_handoff_channels.bot import Bot
from human_handoff_channels.incoming import IncomingMessage
from human_handoff_channels.own_sentences import OwnSentence
from tests.channels.scripted_rasa import ScriptedRasa
from tests.channels.test_text_output import Recorder


@pytest.fixture
def rasa():
    return ScriptedRasa()


@pytest.fixture
def bot(rasa, state):
    return Bot("words", rasa.handle_message, OwnSentence("Once more, please.", "language"), state)


async def test_before_a_server_has_an_agent_rasa_is_told_all_the_same(bot, rasa):
    message, output = IncomingMessage("customer", "Hello", "words/1"), Recorder()

    await bot.receive(message, output, agent=None, detector=None)  # which is not asked

    assert (rasa.texts, output.texts) == (["Hello"], ["You said Hello"])


async def test_before_a_server_has_an_agent_nothing_is_given_back(bot, rasa):
    message = IncomingMessage("customer", "", "words/1")

    assert await bot.give_back(message, Recorder(), None) is False
    assert rasa.texts == []
