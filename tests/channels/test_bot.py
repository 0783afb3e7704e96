"""A message reaches Rasa once, and the bot that has a conversation again says so first."""

from types import SimpleNamespace

import pytest
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from human_handoff_channels.bot import Bot, Heard, NoModelError, WayBack
from human_handoff_channels.plugin import VendorError
from human_handoff_channels.text_output import WordsOutput
from human_handoff_channels.tracker import CONVERSATION_ID, RETURNED, STATE_SLOT

FAILED = "Sorry, please say that again."
IDS = {CONVERSATION_ID: "c"}


class Customer(WordsOutput):
    """Reads what the bot says; the platform can refuse it."""

    def __init__(self):
        self.read, self.refusals = [], 0

    @classmethod
    def name(cls):
        return "words"

    async def say(self, recipient_id, text):
        if self.refusals:
            self.refusals -= 1
            raise VendorError("CM.com", "refused (503)")
        self.read.append(text)


class Rasa:
    """Keeps a turn when it is over, as Rasa does: a turn that fails leaves nothing."""

    def __init__(self, store, domain):
        self.tracker_store, self._slots = store, domain.slots
        self.ready, self.error, self.heard = True, None, []
        self.answers = {RETURNED: [BotUttered("I am back."), SlotSet(STATE_SLOT, "none")]}

    def is_ready(self):
        return self.ready

    async def keep(self, *events):
        whole = DialogueStateTracker.from_events("c", list(events), self._slots)
        await self.tracker_store.save(whole)

    async def __call__(self, message):
        self.heard.append(message)
        if self.error is not None:
            raise self.error
        kept = await self.tracker_store.retrieve("c")
        tracker = kept or DialogueStateTracker("c", self._slots)
        tracker.update(UserUttered(message.text, message_id=message.message_id))
        for event in self.answers.get(message.text, [BotUttered(f"You said {message.text}")]):
            tracker.update(event)
            if isinstance(event, BotUttered):
                await message.output_channel.send_response("c", event.message())
        tracker.update(ActionExecuted("action_listen"))
        await self.tracker_store.save(tracker)

    @property
    def words(self):
        return [message.text for message in self.heard]


class Signs(WayBack):
    """What a platform shows."""

    def __init__(self):
        self.hears, self.back, self.asked = True, False, []

    async def may_hear(self, heard, memory):
        self.asked.append((heard.words, memory.is_handed_over))
        return self.hears

    async def is_back(self, heard, memory):
        self.asked.append((heard.words, memory.is_handed_over))
        return self.back


@pytest.fixture
def talk(store, domain):
    """A customer, Rasa and the platform's signs, with the bot between them."""
    rasa, customer, signs = Rasa(store, domain), Customer(), Signs()
    bot = Bot("words", rasa, FAILED, signs)

    async def hear(words, number=1, agent=rasa):
        await bot.hear(Heard("c", words, f"words/{number}", IDS), customer, agent)
        return customer.read

    async def give_back(number=1, agent=rasa):
        return await bot.give_back(Heard("c", "", f"return/{number}", IDS), customer, agent)

    async def transfer(state="with_agent"):
        await rasa.keep(UserUttered("a person"), SlotSet(STATE_SLOT, state))

    return SimpleNamespace(
        bot=bot,
        customer=customer,
        give_back=give_back,
        hear=hear,
        rasa=rasa,
        signs=signs,
        transfer=transfer,
    )


async def test_rasa_is_told_what_was_said_on_which_channel_and_by_whom(talk):
    assert await talk.hear("Hello") == ["You said Hello"]

    (message,) = talk.rasa.heard
    assert (message.text, message.sender_id, message.input_channel) == ("Hello", "c", "words")
    assert (message.message_id, message.metadata) == ("words/1", IDS)


async def test_a_message_that_rasa_has_handled_is_not_told_again(talk):
    """As after a restart: nothing but the tracker knows of it."""
    await talk.hear("Hello", 1)
    await talk.hear("And?", 2)

    await talk.hear("Hello", 1)
    await talk.hear("Hello", 3)

    assert talk.rasa.words == ["Hello", "And?", "Hello"]


async def test_before_a_server_has_an_agent_rasa_is_told_all_the_same(talk):
    assert await talk.hear("Hello", agent=None) == ["You said Hello"]


async def test_without_a_model_nothing_is_told_and_the_platform_may_deliver_again(talk):
    talk.rasa.ready = False
    with pytest.raises(NoModelError):
        await talk.hear("Hello")
    with pytest.raises(NoModelError):
        await talk.give_back()
    assert talk.rasa.words == []

    talk.rasa.ready = True

    assert await talk.hear("Hello") == ["You said Hello"]


async def test_who_writes_a_buttons_title_has_clicked_it(talk):
    buttons = [{"title": "Yes", "payload": "/affirm"}]
    talk.rasa.answers["Hello"] = [BotUttered("Sure?", data={"buttons": buttons})]

    await talk.hear("Hello", 1)
    await talk.hear("yes", 2)

    assert talk.rasa.words == ["Hello", "/affirm"]
    assert talk.customer.read == ["Sure?\n- Yes", "You said /affirm"]
    assert talk.rasa.heard[1].message_id == "words/2"
    assert talk.rasa.heard[1].metadata == IDS


async def test_what_the_platform_does_not_take_is_a_new_attempt_with_the_next_delivery(talk):
    talk.customer.refusals = 1

    with pytest.raises(VendorError, match="503"):
        await talk.hear("Hello")

    assert talk.customer.read == []
    assert await talk.hear("Hello") == ["You said Hello"]


async def test_a_turn_that_fails_is_answered_and_what_was_said_is_not_logged(talk, caplog):
    talk.rasa.error = ValueError("my number is 0612345678")

    assert await talk.hear("my number is 0612345678") == [FAILED]
    assert "the turn failed: ValueError" in caplog.messages
    assert "0612345678" not in " ".join(caplog.messages)

    talk.rasa.error = None
    assert await talk.hear("Hello", 2) == [FAILED, "You said Hello"]


async def test_a_failure_that_cannot_even_be_said_is_delivered_again(talk):
    talk.rasa.error, talk.customer.refusals = ValueError(), 1
    with pytest.raises(VendorError):
        await talk.hear("Hello")

    talk.rasa.error = None

    assert await talk.hear("Hello") == ["You said Hello"]


async def test_while_the_bot_has_the_conversation_no_platform_is_asked(talk):
    await talk.transfer("none")
    talk.signs.hears = False

    assert await talk.hear("Hello") == ["You said Hello"]
    assert talk.signs.asked == []


async def test_what_is_said_to_agents_the_bot_does_not_hear(talk):
    await talk.transfer()
    talk.signs.hears = False

    assert await talk.hear("Are you there?") == []
    assert talk.rasa.words == []
    assert talk.signs.asked == [("Are you there?", True)]

    talk.signs.hears = talk.signs.back = True
    assert await talk.hear("Bot?", 2) == ["I am back.", "You said Bot?"]


async def test_what_the_bot_may_hear_without_being_back_is_told_alone(talk):
    await talk.transfer("requested")
    talk.rasa.answers["One more thing"] = []

    assert await talk.hear("One more thing") == []
    assert talk.rasa.words == ["One more thing"]


async def test_a_bot_that_is_back_says_so_before_it_answers_and_once_only(talk):
    await talk.transfer()
    talk.signs.back = True

    assert await talk.hear("And now?", 1) == ["I am back.", "You said And now?"]
    assert talk.rasa.words == [RETURNED, "And now?"]
    assert [each.message_id for each in talk.rasa.heard] == ["words/1/returned", "words/1"]
    assert talk.rasa.heard[0].metadata == IDS
    await talk.hear("Thanks", 2)
    assert talk.rasa.words == [RETURNED, "And now?", "Thanks"]


async def test_a_return_that_nobody_could_read_is_a_return_all_the_same(talk, caplog):
    await talk.transfer()
    talk.signs.back, talk.customer.refusals = True, 1

    assert await talk.hear("And now?") == ["You said And now?"]
    assert "not said: CM.com: refused (503)" in caplog.messages


async def test_an_answer_that_was_not_taken_after_a_return_does_not_repeat_the_return(talk):
    await talk.transfer()
    talk.signs.back = True
    talk.rasa.answers[RETURNED] = [SlotSet(STATE_SLOT, "none")]
    talk.customer.refusals = 1
    with pytest.raises(VendorError):
        await talk.hear("And now?")

    await talk.hear("And now?")

    assert talk.rasa.words == [RETURNED, "And now?", "And now?"]
    assert talk.customer.read == ["You said And now?"]


async def test_a_conversation_is_given_back_once(talk):
    await talk.transfer()

    assert [await talk.give_back(1), await talk.give_back(2)] == [True, False]
    assert talk.rasa.words == [RETURNED]
    assert talk.rasa.heard[0].message_id == "return/1/returned"
    assert talk.customer.read == ["I am back."]


async def test_the_same_sign_delivered_again_after_the_next_transfer_takes_nobody_away(talk):
    """The agents have the customer for the second time; the sign was about the first."""
    await talk.transfer()
    await talk.give_back(1)
    talk.rasa.answers["a person"] = [SlotSet(STATE_SLOT, "with_agent")]
    await talk.hear("a person", 1)

    assert await talk.give_back(1) is False
    assert await talk.give_back(2) is True


async def test_a_conversation_that_the_bot_has_is_not_given_back(talk):
    await talk.hear("Hello")

    assert await talk.give_back() is False
    assert await talk.give_back(agent=None) is False
    assert talk.rasa.words == ["Hello"]


async def test_given_back_to_a_platform_that_takes_nothing_it_is_given_back(talk):
    await talk.transfer()
    talk.customer.refusals = 1

    assert await talk.give_back() is True
    assert talk.customer.read == []
    assert await talk.hear("Hello") == ["You said Hello"]
