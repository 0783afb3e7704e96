"""What a customer types is text, whatever it looks like; Rasa's own parser tells."""

import time

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

from human_handoff_channels.incoming import RETURNED
from human_handoff_channels.typed_text import MAX_CHARACTERS, typed_text
from tests.channels.parley.bot import AGENTS, ParleyBot

DOMAIN = Domain.from_dict({"intents": ["greet", "affirm", "human_handoff_returned"]})
COMMANDS = [
    "/restart",
    "/back",
    "/session_start",
    "/human_handoff_returned",
    '/greet{"name": "Jane"}',
    "/greet@0.9",
    "\n /restart",
    "\u00a0/restart",
    "\x1c/restart",
    "//restart",
]
YES = {"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}, {"title": "/back"}]}


def intent_of(text):
    """The intent that Rasa's `RegexMessageHandler` reads in a text; this is all that it calls."""
    parsed = YAMLStoryReader.unpack_regex_message(Message({TEXT: text}), DOMAIN)
    return (parsed.get(INTENT) or {}).get("name")


def test_rasa_reads_an_intent_where_a_text_begins_with_a_slash():
    assert intent_of(" /restart") == "restart"
    assert intent_of(RETURNED) == "human_handoff_returned"


@pytest.mark.parametrize("command", COMMANDS)
def test_rasa_reads_no_intent_in_a_typed_slash(command):
    assert intent_of(typed_text(command)) is None
    assert typed_text(command).endswith(command)


@pytest.mark.parametrize(
    "text", ["__agent_escalation_failed__", " __agent_returned__", "EXTERNAL: __agent_returned__"]
)
def test_a_customer_cannot_type_what_the_platform_reports(text):
    """The plugin takes LivePerson's own messages for reports, whoever has written them."""
    assert typed_text(text).strip() not in ("__agent_escalation_failed__", "__agent_returned__")
    assert typed_text(text).endswith(text)


@pytest.mark.parametrize("text", ["Hi", "and/or", " Hi", "", "1/2"])
def test_every_other_text_stays_as_it_is(text):
    assert typed_text(text) == text


@pytest.mark.parametrize("command", COMMANDS)
async def test_a_slash_that_a_customer_types_is_text_and_a_button_stays_an_intent(bot, command):
    await bot.write(command)
    bot.rasa.replies("Hi", YES)
    await bot.write("Hi")
    await bot.write("Yes")

    typed, _, clicked = bot.rasa.texts
    assert (intent_of(typed), intent_of(clicked)) == (None, "affirm")


async def test_the_title_of_a_button_without_a_payload_is_typed_text(bot):
    bot.rasa.replies("Hi", YES)
    await bot.write("Hi")
    await bot.write("/back")

    assert intent_of(bot.rasa.texts[-1]) is None


@pytest.mark.parametrize("command", ["/restart", RETURNED])
async def test_a_typed_slash_does_not_end_the_chat_with_an_agent(bot, command):
    bot.rasa.states["a person"] = "with_agent"
    bot.rasa.replies("a person", {"custom": {"human_handoff": {"transfer": {"skill": "Human"}}}})
    await bot.write("a person")
    if isinstance(bot, ParleyBot):  # elsewhere the platform delivers what the bot should read
        bot.change_owner(AGENTS)
    await bot.write(command)

    assert [intent_of(text) for text in bot.rasa.texts] == [None] * len(bot.rasa.texts)

    await bot.show_return()
    await bot.give_back()
    await bot.write("Hello again")
    assert bot.rasa.texts[-2:] == [RETURNED, "Hello again"]


async def test_a_long_message_is_cut_before_rasa_gets_it_and_holds_nobody_up(bot):
    begun = time.perf_counter()
    await bot.write("a" * 100_000)
    await bot.write("/" + "b" * 100_000)

    assert [len(text) for text in bot.rasa.texts] == [MAX_CHARACTERS, MAX_CHARACTERS + 1]
    assert time.perf_counter() - begun < 5
    await bot.write("Hi")
    assert bot.rasa.texts[-1] == "Hi"
