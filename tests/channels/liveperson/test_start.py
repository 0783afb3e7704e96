"""A conversation that comes to the bot: LivePerson's START, with and without a message in it.

https://developers.liveperson.com/third-party-bots-watson-assistant.html, "Receiving Last consumer
message": START carries it when an ongoing conversation is transferred to a bot.
"""

import pytest

from human_handoff_channels.incoming import RETURNED
from tests.channels.liveperson.bot import public_texts
from tests.channels.scripted_rasa import memory_store

TRANSFER = {"custom": {"human_handoff": {"transfer": {"skill": "Human"}}}}


def start_event(last=None, sequence=8):
    lp_event = {"sequence": sequence, "dialogId": "d", "metadata": []}
    lp_event |= {} if last is None else {"lastConsumerMessage": last}
    return {"type": "START", "source": "CONVERSATION", "context": {"lpEvent": lp_event}}


async def started(bot, event):
    await bot.open_conversation()
    return public_texts((await bot.deliver(event)).json()["response"])


async def test_a_start_with_the_last_message_of_the_customer_is_answered_without_a_greeting(bot):
    assert await started(bot, start_event(" Where is my order? ")) == [
        "You said Where is my order?"
    ]
    assert bot.rasa.texts == ["Where is my order?"]


@pytest.mark.parametrize("last", [None, "", " ", 5, {"message": "Hi"}])
async def test_a_start_without_a_message_greets(bot, last):
    assert await started(bot, start_event(last)) == ["You said /greet"]


@pytest.mark.parametrize("settings", [{}, {"store": True}])
@pytest.mark.parametrize(
    ("last", "answered"), [("And my refund?", "And my refund?"), (None, "/greet")]
)
async def test_a_start_soon_after_a_transfer_is_a_return_and_is_answered(
    start, settings, last, answered
):
    bot = await start(**{name: memory_store() for name in settings})
    bot.rasa.replies("a person", TRANSFER)
    bot.rasa.states["a person"] = "requested"
    await bot.say("a person", 1)

    first = await started(bot, start_event(last))
    again = await started(bot, start_event(last))

    assert first == again == ["I am back.", f"You said {answered}"]
    assert bot.rasa.texts == ["a person", RETURNED, answered]
    await bot.say("Thanks", 9)
    assert bot.rasa.texts[3:] == ["Thanks"]


async def test_two_returns_with_two_messages_are_two_events_also_with_one_number(bot):
    assert await started(bot, start_event("One", 0)) == ["You said One"]
    assert await started(bot, start_event("Two", 0)) == ["You said Two"]


async def test_a_command_in_the_last_message_is_text(bot):
    await started(bot, start_event("/restart"))

    assert bot.rasa.texts == ["\u2060/restart"]


@pytest.mark.parametrize(("last", "count"), [(None, 0), ("Where is my order?", 1)])
async def test_only_who_has_written_is_asked_to_say_it_again(bot, last, count):
    bot.rasa.fails(last or "/greet", ValueError())

    replies = await started(bot, start_event(last))

    assert len(replies) == count
    assert all("went wrong" in each for each in replies)


@pytest.mark.parametrize(("last", "count"), [(None, 0), ("Where is my order?", 1)])
async def test_so_it_is_where_the_return_before_it_fails(bot, last, count):
    bot.rasa.replies("a person", TRANSFER)
    bot.rasa.states["a person"] = "requested"
    await bot.say("a person", 1)
    bot.rasa.fails(RETURNED, ValueError())

    replies = await started(bot, start_event(last))

    assert len(replies) == count
    assert all("went wrong" in each for each in replies)
    assert bot.rasa.texts == ["a person", RETURNED]
