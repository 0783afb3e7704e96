"""Nobody has come: Rasa is told once, in a turn of its own, and agents' messages are noted."""

import asyncio
import contextlib
import logging
import threading
from types import SimpleNamespace

import pytest

from human_handoff_channels.plugin import (
    Deadline,
    Deadlines,
    NotToldError,
    StateStoreError,
    UnansweredTransfers,
)
from human_handoff_channels.unanswered import NOBODY_CAME, _Watch, tell_rasa
from human_handoff_channels.webhook_calls import RetryLaterError
from tests.channels.cm.bot import delivery, text_message
from tests.channels.parley.bot import SERVICE
from tests.channels.parley.bot import message as parley_message
from tests.channels.vendors import VENDORS, only

TAKING_BACK = {name: VENDORS[name] for name in ("cm", "parley")}
PARLEY = {"parley": VENDORS["parley"]}
SAID = "Nobody has come."


@pytest.fixture
def server_loop():
    """Return an event loop that runs in a thread of its own, as the server's beside the watch."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    yield loop
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


class Waiting:
    """A customer who waits for an agent.

    Attributes:
        records: What is known of the transfer.
        deadline: When the time is over; it is over already.
    """

    def __init__(self, bot):
        self.bot = bot
        self.records = UnansweredTransfers(bot.channel._store)
        self.deadline = Deadline(bot.customer, "t1", 1.0)

    async def begin(self):
        bot = self.bot
        await bot.write("a person")
        await bot.hand_over(seconds_ago=5)
        bot.rasa.scripts[NOBODY_CAME] = self.script
        bot.rasa.states[NOBODY_CAME] = "none"
        self.records.begin(bot.customer, "t1", 1.0)
        self.queue.add(self.deadline)
        return self

    async def script(self, message):
        """Take the customer back, as the action server does, and say so."""
        with contextlib.suppress(AttributeError):
            await asyncio.to_thread(self.bot.change_owner, SERVICE)
        await self.bot.rasa.send(message, {"text": SAID})

    @property
    def queue(self):
        return Deadlines(self.bot.channel._store, self.bot.channel.name())

    async def watch(self):
        """Let the server look who waits."""
        await self.bot._server.after_start()

    async def is_over(self):
        """Wait until nobody waits any more."""
        await until(lambda: not self.queue.waiting())
        await self.bot._server.before_stop()

    @property
    def times_told(self):
        return self.bot.rasa.texts.count(NOBODY_CAME)


@pytest.mark.parametrize(**only(TAKING_BACK))
async def test_rasa_is_told_and_the_customer_reads_it(bot):
    waiting = await Waiting(bot).begin()

    await waiting.watch()
    await waiting.is_over()

    assert waiting.times_told == 1
    assert bot.texts_to()[-1] == SAID
    assert bot.rasa.messages[-1].metadata["human_handoff_conversation_id"] == bot.customer
    assert waiting.queue.is_watched()


@pytest.mark.parametrize(**only(TAKING_BACK))
async def test_a_customer_whom_the_agents_have_given_back_is_not_told(bot):
    waiting = await Waiting(bot).begin()
    await bot.show_return()
    await bot.give_back()

    await waiting.watch()
    await waiting.is_over()

    assert waiting.times_told == 0


@pytest.mark.parametrize(**only(TAKING_BACK))
async def test_a_message_that_the_platform_does_not_take_is_sent_again(bot):
    waiting = await Waiting(bot).begin()
    bot.vendor_answers(500)

    await waiting.watch()
    await waiting.is_over()

    assert bot.texts_to().count(SAID) == 1


@pytest.mark.parametrize("trouble", ["model", "tracker", "action", "rasa"])
@pytest.mark.parametrize(**only(TAKING_BACK))
async def test_a_rasa_that_cannot_handle_it_now_is_told_again(bot, trouble, caplog):
    waiting = await Waiting(bot).begin()
    store = bot.rasa.tracker_store
    if trouble == "model":
        bot.rasa.ready = False
    elif trouble == "tracker":
        bot.rasa.tracker_store = None
    elif trouble == "rasa":
        bot.rasa.fails(NOBODY_CAME, ValueError("x"))
    else:
        bot.rasa.scripts[NOBODY_CAME] = failed_action
        bot.rasa.states.clear()  # the events of the action are lost
    await waiting.watch()
    await until(lambda: "tried again in 1 s" in caplog.text)
    bot.rasa.ready, bot.rasa.tracker_store = True, store
    bot.rasa.scripts[NOBODY_CAME] = waiting.script
    bot.rasa.states[NOBODY_CAME] = "none"

    await waiting.is_over()

    assert bot.texts_to() == ["You said a person", SAID]


@pytest.mark.parametrize(**only(TAKING_BACK))
async def test_a_bot_that_has_decided_nothing_is_told_again(bot, caplog):
    waiting = await Waiting(bot).begin()
    bot.rasa.scripts[NOBODY_CAME] = silence  # its clock is behind, or it cannot ask the store
    bot.rasa.states.clear()
    await waiting.watch()
    await until(lambda: "the bot has decided nothing; tried again in 1 s" in caplog.text)
    bot.rasa.scripts[NOBODY_CAME] = waiting.script
    bot.rasa.states[NOBODY_CAME] = "none"

    await waiting.is_over()

    assert bot.texts_to() == ["You said a person", SAID]
    assert waiting.times_told == 2


@pytest.mark.parametrize(**only(TAKING_BACK))
async def test_a_bot_whose_decision_is_not_known_is_told_again(bot, monkeypatch, caplog):
    def lost(*_):
        raise StateStoreError("the store is lost")

    waiting = await Waiting(bot).begin()
    bot.rasa.scripts[NOBODY_CAME] = silence
    bot.rasa.states.clear()
    with monkeypatch.context() as patch:
        patch.setattr(UnansweredTransfers, "is_untouched", lost)
        await waiting.watch()
        await until(lambda: "is not known; tried again in 1 s" in caplog.text)
    waiting.records.wait_on(bot.customer, "t1", 0.0)  # the bot has decided

    await waiting.is_over()

    assert waiting.times_told == 2


@pytest.mark.parametrize("decided", [True, False])
async def test_a_server_that_was_killed_after_the_turn_is_followed_by_one_that_does_not_repeat_it(
    decided,
):
    known = SimpleNamespace(is_handed_over=True, has_message={"m1"}.__contains__)

    class Rasa:
        async def tracker(self, *_):
            return known

    async def is_untouched():
        return not decided

    told = tell_rasa(
        Rasa(), SimpleNamespace(conversation="c", message_id="m1"), None, None, is_untouched
    )
    if decided:
        assert await told
    else:
        with pytest.raises(RetryLaterError, match="the bot has decided nothing"):
            await told


async def silence(message):
    """Say nothing: the agents keep the conversation."""


async def failed_action(message):
    """Log the failure of an action as Rasa does."""
    _run_action()


def _run_action():
    try:
        raise ValueError("the action server is away")
    except ValueError:
        logging.getLogger("rasa.core.processor").error("failed", exc_info=True)


async def until(condition):
    ends = asyncio.get_running_loop().time() + 10
    while not condition():
        assert asyncio.get_running_loop().time() < ends
        await asyncio.sleep(0.02)


@pytest.mark.parametrize(**only(TAKING_BACK))
async def test_a_message_of_an_agent_ends_it(bot):
    waiting = await Waiting(bot).begin()
    if bot.channel.name() == "cm":
        message = delivery(text_message("I am Eve.", direction="ClientTerminated"))
    else:
        message = parley_message("I am Eve.", 99, typeId=2)

    response = await bot.post(bot.message_path, message)

    assert response.status_code == bot.accepted
    assert not waiting.records.take(bot.customer, "t1")
    await waiting.watch()
    await waiting.is_over()
    assert waiting.times_told == 0


@pytest.mark.parametrize(**only(TAKING_BACK))
async def test_a_store_that_is_lost_makes_the_platform_deliver_the_agents_message_again(
    bot, monkeypatch
):
    def lost(*_):
        raise StateStoreError("the store is lost")

    monkeypatch.setattr(UnansweredTransfers, "agent_wrote", lost)
    if bot.channel.name() == "cm":
        message = delivery(text_message("I am Eve.", direction="ClientTerminated"))
    else:
        message = parley_message("I am Eve.", 99, typeId=2)
    assert (await bot.post(bot.message_path, message)).status_code == 503


@pytest.mark.parametrize(**only(PARLEY))
async def test_who_does_not_want_to_wait_is_heard_and_others_write_to_the_agents(bot):
    await Waiting(bot).begin()
    for text in ("Hello?", "never mind"):
        await bot.write(text)
    assert bot.rasa.texts == ["a person", "never mind"]

    bot.change_owner(SERVICE)
    await bot.write("stop")
    assert bot.rasa.texts[2:] == ["/human_handoff_returned", "stop"]


@pytest.mark.parametrize(
    ("outcome", "said"),
    [(None, "the turn is still under way"), (ValueError("Jane"), "ValueError in Rasa")],
)
def test_a_turn_that_is_not_over_or_has_failed_is_asked_for_again(server_loop, outcome, said):
    async def turn(*_):
        if outcome is not None:
            raise outcome

    watch = _Watch(turn)
    watch.begin(SimpleNamespace(ctx=SimpleNamespace()), server_loop)
    with pytest.raises(NotToldError, match=said) as failure:
        watch.tell(Deadline("Jane", "t1", 1.0))
    assert "Jane" not in str(failure.value)
