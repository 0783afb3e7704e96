"""A message reaches Rasa once, and the bot that has a conversation again says so first."""

from types import SimpleNamespace

import pytest
from rasa.shared.core.events import SlotSet, UserUttered

from human_handoff_channels.bot import RETURNED, Bot, IncomingMessage, NoModelError, ReturnDetector
from human_handoff_channels.plugin import CONVERSATION_ID, STATE, VendorError
from human_handoff_channels.text_output import TextOutputChannel
from tests.channels.scripted_rasa import ScriptedRasa

FAILED = "Sorry, please say that again."
IDS = {CONVERSATION_ID: "c"}
BACK = {"text": "I am back."}


class Customer(TextOutputChannel):
    """Keeps what the bot sends; the platform can refuse it."""

    def __init__(self):
        self.texts, self.refusals = [], 0

    @classmethod
    def name(cls):
        return "words"

    async def send_text(self, recipient_id, text):
        if self.refusals:
            self.refusals -= 1
            raise VendorError("CM.com", "refused (503)")
        self.texts.append(text)


class Detector(ReturnDetector):
    """What a platform shows."""

    def __init__(self):
        self.is_for_bot_now, self.is_returned_now, self.calls = True, False, []

    async def is_for_bot(self, message, tracker):
        self.calls.append((message.text, tracker.is_handed_over))
        return self.is_for_bot_now

    async def is_returned(self, message, tracker):
        self.calls.append((message.text, tracker.is_handed_over))
        return self.is_returned_now


@pytest.fixture
def chat(store):
    """A customer, Rasa and the platform's detector, with the bot between them."""
    rasa, customer, detector = ScriptedRasa(store), Customer(), Detector()
    rasa.replies(RETURNED, BACK)
    bot = Bot("words", rasa.handle_message, FAILED)

    async def write(text, number=1, agent=rasa):
        message = IncomingMessage("c", text, f"words/{number}", IDS)
        await bot.receive(message, customer, agent, detector)
        return customer.texts

    async def give_back(number=1, agent=rasa):
        return await bot.give_back(
            IncomingMessage("c", "", f"return/{number}", IDS), customer, agent
        )

    async def transfer(state="with_agent"):
        await rasa.save("c", UserUttered("a person"), SlotSet(STATE, state))

    return SimpleNamespace(
        customer=customer,
        detector=detector,
        give_back=give_back,
        rasa=rasa,
        transfer=transfer,
        write=write,
    )


async def test_rasa_is_told_what_was_said_on_which_channel_and_by_whom(chat):
    assert await chat.write("Hello") == ["You said Hello"]

    (message,) = chat.rasa.messages
    assert (message.text, message.sender_id, message.input_channel) == ("Hello", "c", "words")
    assert (message.message_id, message.metadata) == ("words/1", IDS)


async def test_a_message_that_rasa_has_handled_is_not_told_again(chat):
    """As after a restart: only the tracker knows of it."""
    await chat.write("Hello", 1)
    await chat.write("And?", 2)

    await chat.write("Hello", 1)
    await chat.write("Hello", 3)

    assert chat.rasa.texts == ["Hello", "And?", "Hello"]


async def test_before_a_server_has_an_agent_rasa_is_told_all_the_same(chat):
    assert await chat.write("Hello", agent=None) == ["You said Hello"]


async def test_without_a_model_nothing_is_told_and_the_platform_may_deliver_again(chat):
    chat.rasa.ready = False
    with pytest.raises(NoModelError):
        await chat.write("Hello")
    with pytest.raises(NoModelError):
        await chat.give_back()
    assert chat.rasa.texts == []

    chat.rasa.ready = True

    assert await chat.write("Hello") == ["You said Hello"]


async def test_who_writes_a_buttons_title_has_clicked_it(chat):
    buttons = [{"title": "Yes", "payload": "/affirm"}]
    chat.rasa.replies("Hello", {"text": "Sure?", "buttons": buttons})

    await chat.write("Hello", 1)
    await chat.write("yes", 2)

    assert chat.rasa.texts == ["Hello", "/affirm"]
    assert chat.customer.texts == ["Sure?\n- Yes", "You said /affirm"]
    assert chat.rasa.messages[1].message_id == "words/2"
    assert chat.rasa.messages[1].metadata == IDS


async def test_what_the_platform_does_not_take_is_a_new_attempt_with_the_next_delivery(chat):
    chat.customer.refusals = 1

    with pytest.raises(VendorError, match="503"):
        await chat.write("Hello")

    assert chat.customer.texts == []
    assert await chat.write("Hello") == ["You said Hello"]


async def test_a_turn_that_fails_is_answered_and_what_was_said_is_not_logged(chat, caplog):
    chat.rasa.fails("my number is 0612345678", ValueError("my number is 0612345678"))

    assert await chat.write("my number is 0612345678") == [FAILED]
    assert "the turn failed: ValueError" in caplog.messages
    assert "0612345678" not in " ".join(caplog.messages)

    assert await chat.write("Hello", 2) == [FAILED, "You said Hello"]


async def test_a_failure_that_cannot_even_be_said_is_delivered_again(chat):
    chat.rasa.fails("Hello", ValueError())
    chat.customer.refusals = 1
    with pytest.raises(VendorError):
        await chat.write("Hello")

    chat.rasa.scripts.clear()

    assert await chat.write("Hello") == ["You said Hello"]


async def test_while_the_bot_has_the_conversation_no_platform_is_asked(chat):
    await chat.transfer("none")
    chat.detector.is_for_bot_now = False

    assert await chat.write("Hello") == ["You said Hello"]
    assert chat.detector.calls == []


async def test_what_is_said_to_agents_the_bot_does_not_hear(chat):
    await chat.transfer()
    chat.detector.is_for_bot_now = False

    assert await chat.write("Are you there?") == []
    assert chat.rasa.texts == []
    assert chat.detector.calls == [("Are you there?", True)]

    chat.detector.is_for_bot_now = chat.detector.is_returned_now = True
    assert await chat.write("Bot?", 2) == ["I am back.", "You said Bot?"]


async def test_what_the_bot_may_hear_without_being_back_is_told_alone(chat):
    await chat.transfer("requested")
    chat.rasa.replies("One more thing")

    assert await chat.write("One more thing") == []
    assert chat.rasa.texts == ["One more thing"]


async def test_a_bot_that_is_back_says_so_before_it_answers_and_once_only(chat):
    await chat.transfer()
    chat.detector.is_returned_now = True

    assert await chat.write("And now?", 1) == ["I am back.", "You said And now?"]
    assert chat.rasa.texts == [RETURNED, "And now?"]
    ids = [message.message_id for message in chat.rasa.messages]
    assert ids == ["words/1/returned", "words/1"]
    assert chat.rasa.messages[0].metadata == IDS
    await chat.write("Thanks", 2)
    assert chat.rasa.texts == [RETURNED, "And now?", "Thanks"]


async def test_a_return_that_nobody_could_read_is_a_return_all_the_same(chat, caplog):
    await chat.transfer()
    chat.detector.is_returned_now, chat.customer.refusals = True, 1

    assert await chat.write("And now?") == ["You said And now?"]
    assert "a message was not sent: CM.com: refused (503)" in caplog.messages


async def test_an_answer_that_was_not_taken_after_a_return_does_not_repeat_the_return(chat):
    await chat.transfer()
    chat.detector.is_returned_now = True
    chat.rasa.replies(RETURNED)
    chat.customer.refusals = 1
    with pytest.raises(VendorError):
        await chat.write("And now?")

    await chat.write("And now?")

    assert chat.rasa.texts == [RETURNED, "And now?", "And now?"]
    assert chat.customer.texts == ["You said And now?"]


async def test_a_conversation_is_given_back_once(chat):
    await chat.transfer()

    assert [await chat.give_back(1), await chat.give_back(2)] == [True, False]
    assert chat.rasa.texts == [RETURNED]
    assert chat.rasa.messages[0].message_id == "return/1/returned"
    assert chat.customer.texts == ["I am back."]


async def test_the_same_sign_delivered_again_after_the_next_transfer_takes_nobody_away(chat):
    """The agents have the customer for the second time; the sign was about the first."""
    await chat.transfer()
    await chat.give_back(1)
    chat.rasa.states["a person"] = "with_agent"
    await chat.write("a person", 1)

    assert await chat.give_back(1) is False
    assert await chat.give_back(2) is True


async def test_a_conversation_that_the_bot_has_is_not_given_back(chat):
    await chat.write("Hello")

    assert await chat.give_back() is False
    assert await chat.give_back(agent=None) is False
    assert chat.rasa.texts == ["Hello"]


async def test_given_back_to_a_platform_that_takes_nothing_it_is_given_back(chat):
    await chat.transfer()
    chat.customer.refusals = 1

    assert await chat.give_back() is True
    assert chat.customer.texts == []
    assert await chat.write("Hello") == ["You said Hello"]
