"""A custom action that fails: Rasa only logs it, and the customer reads that something is wrong."""

import asyncio
import logging

import pytest

from human_handoff_channels.incoming import RETURNED
from tests.channels.bot_under_test import BotUnderTest
from tests.channels.vendors import SENDING, only

WRONG = "Sorry, something went wrong. Please say that again."
NOT_UNDERSTOOD = {"text": "Sorry, I did not understand that.", "utter_action": "utter_default"}
UNCONFIRMED = {"text": "I could not confirm it.", "utter_action": "utter_unconfirmed"}
RASA = logging.getLogger("rasa.core.processor")


def _run_action(name: str = "action_x") -> None:
    """What Rasa 3.6 does where its action server cannot be reached."""
    try:
        raise ConnectionError
    except ConnectionError:
        RASA.exception(f"Encountered an exception while running action '{name}'. Bot …")


def fails(bot: BotUnderTest, text: str, *after: dict, before: tuple[dict, ...] = ()) -> None:
    """Let an action fail in the turn of `text`, between these messages."""

    async def script(message):
        await bot.rasa.send(message, *before)
        _run_action()
        await bot.rasa.send(message, *after)

    bot.rasa.scripts[text] = script


@pytest.mark.parametrize("after", [(), (NOT_UNDERSTOOD,)], ids=["nothing", "utter_default"])
@pytest.mark.parametrize("before", [(), ({"text": "One moment."},)], ids=["first", "later"])
async def test_a_customer_reads_that_something_is_wrong_where_an_action_fails(bot, before, after):
    fails(bot, "Hi", *after, before=before)
    response = await bot.write("Hi", 1)

    assert response.status_code == bot.accepted
    assert bot.texts_to() == [each["text"] for each in before] + [WRONG]

    bot.rasa.scripts.clear()
    await bot.write("Hi", 2)
    assert bot.texts_to()[-1] == "You said Hi"


async def test_an_answer_stands_where_the_offer_of_a_person_fails_after_it(bot):
    async def script(message):
        await bot.rasa.send(message, {"text": "From nine to six."})
        _run_action("action_human_handoff_offer")

    bot.rasa.scripts["When?"] = script
    await bot.write("When?", 1)
    assert bot.texts_to() == ["From nine to six."]


async def test_what_the_bot_says_after_the_failed_action_is_enough(bot):
    fails(bot, "Hi", UNCONFIRMED)
    await bot.write("Hi", 1)

    assert bot.texts_to() == [UNCONFIRMED["text"]]


async def test_without_a_failed_action_the_bot_may_say_nothing_or_that_it_did_not_understand(bot):
    bot.rasa.replies("Hi")
    bot.rasa.replies("Ho", NOT_UNDERSTOOD)
    await bot.write("Hi", 1)
    await bot.write("Ho", 2)

    assert bot.texts_to() == [NOT_UNDERSTOOD["text"]]


@pytest.mark.parametrize(**only(SENDING))
async def test_a_message_is_not_lost_where_the_return_before_it_has_failed(bot):
    await bot.write("Hi", 1)
    await bot.hand_over()
    await bot.show_return()
    fails(bot, RETURNED)
    await bot.write("Where is my parcel?", 2)
    assert bot.texts_to()[-1] == WRONG
    assert "Where is my parcel?" not in bot.rasa.texts

    bot.rasa.scripts.clear()
    await bot.write("Where is my parcel?", 3)
    assert bot.texts_to()[-1] == "You said Where is my parcel?"


@pytest.mark.parametrize(**only(SENDING))
async def test_the_message_about_a_failure_is_sent_again_where_the_platform_refused_it(bot):
    fails(bot, "Hi")
    await bot.open_conversation()
    bot.vendor_answers(500)
    refused = await bot.write("Hi", 1)
    assert (refused.status_code, bot.texts_to()) == (503, [])

    for _ in range(2):
        assert (await bot.write("Hi", 1)).status_code == bot.accepted
    assert (bot.texts_to(), bot.rasa.texts) == ([WRONG], ["Hi"])


async def test_another_error_in_rasas_log_is_no_failed_action(bot):
    async def script(message):
        RASA.error("another line")
        logging.getLogger("rasa.other").error("a line of another part of Rasa")

    bot.rasa.scripts["Hi"] = script
    await bot.write("Hi", 1)

    assert bot.texts_to() == []


async def test_a_failed_action_in_one_turn_is_not_told_in_another(bot):
    fails(bot, "Hi")
    bot.rasa.replies("Ho")
    await bot.write("Hi", 1, customer=None)
    await bot.write("Ho", 2)

    assert bot.texts_to() == [WRONG]


@pytest.mark.parametrize(**only(SENDING))
async def test_a_return_that_rasa_could_not_handle_is_refused_and_works_the_next_time(bot):
    bot.rasa.states.clear()
    await bot.write("Hi")
    await bot.hand_over()
    await bot.show_return()
    fails(bot, RETURNED)
    assert (await bot.give_back()).status_code == 503
    assert await bot.state() == "with_agent"

    bot.rasa.scripts.clear()
    bot.rasa.states[RETURNED] = "none"
    assert (await bot.give_back()).json() == {"returned": True}
    assert await bot.state() == "none"


@pytest.mark.parametrize(**only(SENDING))
async def test_a_message_that_shows_a_return_tells_once_that_something_is_wrong(bot):
    bot.rasa.states.clear()
    await bot.write("Hi")
    await bot.hand_over()
    await bot.show_return()
    fails(bot, RETURNED, NOT_UNDERSTOOD)
    fails(bot, "Hello?", NOT_UNDERSTOOD)
    await bot.write("Hello?")

    assert bot.texts_to() == ["You said Hi", WRONG]


async def test_during_the_chat_with_an_agent_a_failed_action_is_not_told(bot):
    transfer = {"custom": {"human_handoff": {"transfer": {"skill": "Human"}}}}
    bot.rasa.states["a person"] = "with_agent"
    bot.rasa.replies("a person", transfer)
    fails(bot, "Hello?", NOT_UNDERSTOOD)
    await bot.write("a person", 1)
    if hasattr(bot, "change_owner"):
        bot.change_owner("sandbox-agent-service")
    await bot.write("Hello?", 2)

    assert bot.texts_to() == []


@pytest.mark.parametrize("failure", ["action", "rasa"])
async def test_who_has_written_nothing_is_not_asked_to_say_it_again(bot, failure):
    bot.rasa.states.clear()
    await bot.write("Hi")
    await bot.hand_over()
    await bot.show_return()
    if failure == "action":
        fails(bot, RETURNED, NOT_UNDERSTOOD)
    else:
        bot.rasa.fails(RETURNED, ValueError())

    assert (await bot.give_back()).status_code == 503
    assert bot.texts_to() == ["You said Hi"]
    assert await bot.state() == "with_agent"


async def test_a_message_tells_once_that_something_is_wrong_where_rasa_fails_at_the_return(bot):
    await bot.write("Hi")
    await bot.hand_over()
    await bot.show_return()
    bot.rasa.fails(RETURNED, ValueError())
    await bot.write("Hello?")

    assert bot.texts_to() == ["You said Hi", WRONG]


async def test_a_reminder_that_fails_later_asks_nobody_to_say_it_again(bot):
    reminders = []

    async def remind(message):
        _run_action()
        await bot.rasa.send(message, NOT_UNDERSTOOD)

    async def script(message):
        await bot.rasa.send(message, {"text": "I will remind you."})
        reminders.append(asyncio.get_running_loop().create_task(remind(message)))

    bot.rasa.scripts["Hi"] = script
    await bot.write("Hi", 1)
    await asyncio.gather(*reminders)

    assert bot.texts_to() == ["I will remind you."]
