"""What a channel itself says, in the language of the conversation's slot, or in all of them."""

import json

import pytest
from rasa.shared.core.events import SlotSet

from human_handoff_channels.own_sentences import OwnSentence
from human_handoff_channels.plugin import OWN_SLOT
from human_handoff_channels.tracker import TrackerReader
from tests.channels.cm.bot import delivery, picture
from tests.channels.parley.bot import message
from tests.channels.scripted_rasa import tracker_of
from tests.channels.vendors import VENDORS, cases

ENGLISH, DUTCH = "Please say that again.", "Wil je dat nog een keer zeggen?"
BOTH = {"en": ENGLISH, "nl": DUTCH}
ALL = f"{ENGLISH} / {DUTCH}"
LIVEPERSON = VENDORS["liveperson"]
FILE = {"type": "hosted-file", "data": {"relativePath": "a/b", "fileType": "PNG"}}
FILES = {
    "cm": [delivery(picture(1))],
    "liveperson": [FILE],
    "parley": [message(None, 2, image="x")],
}
# The values of a conversation's slot, and what the customer reads.
OF_VALUE = [("nl", DUTCH), ("NL-be", DUTCH), ("en", ENGLISH), (None, ENGLISH), ("fr", ENGLISH)]


def sentences(vendor, **texts):
    """Settings with sentences of a channel."""
    return {"texts": texts} if vendor is LIVEPERSON else texts


@pytest.mark.parametrize(("value", "said"), OF_VALUE)
async def test_after_a_failed_turn_the_customer_reads_their_own_language(
    start, vendor, value, said
):
    bot = await start(**sentences(vendor, failed=BOTH))
    await bot.rasa.save(bot.customer, SlotSet(OWN_SLOT, value))
    bot.rasa.fails("Hi", RuntimeError())
    await bot.write("Hi", 1)

    assert bot.texts_to() == [said]


@pytest.mark.parametrize(("value", "said"), OF_VALUE[:3])
@pytest.mark.parametrize(**cases("body", FILES))
async def test_after_a_file_the_customer_reads_their_own_language(start, vendor, body, value, said):
    bot = await start(**sentences(vendor, not_understood=BOTH))
    await bot.rasa.save(bot.customer, SlotSet(OWN_SLOT, value))
    await bot.open_conversation()
    response = await bot.send(json.dumps(body))

    bot.keep_reply(bot.customer, 1, response)
    assert bot.texts_to() == [said]


async def test_without_a_tracker_the_customer_reads_all_languages(start, vendor):
    class Down:
        async def retrieve(self, sender_id):
            raise ConnectionError

    bot = await start(**sentences(vendor, failed=BOTH))
    await bot.rasa.save(bot.customer, SlotSet(OWN_SLOT, "nl"))
    bot.rasa.tracker_store = Down()
    bot.rasa.fails("Hi", RuntimeError())
    await bot.write("Hi", 1)

    assert bot.texts_to() == [ALL]


async def test_a_slot_of_the_bots_own_chooses_where_the_settings_name_it(start, vendor):
    bot = await start(**sentences(vendor, failed=BOTH), language_slot="city")
    await bot.rasa.save(bot.customer, SlotSet(OWN_SLOT, "en"), SlotSet("city", "nl"))
    bot.rasa.fails("Hi", RuntimeError())
    await bot.write("Hi", 1)

    assert bot.texts_to() == [DUTCH]


@pytest.mark.parametrize("vendor", [LIVEPERSON], ids=["liveperson"], indirect=True)
@pytest.mark.parametrize(("value", "said"), [("nl", DUTCH), (None, ENGLISH), (..., ALL)])
async def test_the_sentence_of_a_slow_bot_is_in_the_customers_language(start, value, said):
    bot = await start(texts={"late": BOTH}, answer_seconds=1)
    if value is not ...:
        await bot.rasa.save(bot.customer, SlotSet(OWN_SLOT, value))
    gate = bot.rasa.holds("Hi")
    await bot.write("Hi", 1)
    gate.opened.set()
    await gate.passed.wait()

    assert bot.texts_to() == [said]


@pytest.mark.parametrize("written", [ENGLISH, {"nl": ENGLISH}])
@pytest.mark.parametrize("value", ["nl", "en", None])
def test_a_sentence_in_one_language_is_said_to_everybody(written, value):
    tracker = TrackerReader(tracker_of("c", SlotSet(OWN_SLOT, value)))
    sentence = OwnSentence(written, OWN_SLOT)

    assert {sentence.text(each) for each in (tracker, TrackerReader(None), None)} == {ENGLISH}


@pytest.mark.parametrize("value", [True, 1, ["nl"], {"nl": "nl"}])
def test_a_slot_that_holds_no_text_means_the_first_language(value):
    tracker = TrackerReader(tracker_of("c", SlotSet(OWN_SLOT, value)))

    assert OwnSentence({"nl": DUTCH, "en": ENGLISH}, OWN_SLOT).text(tracker) == DUTCH


def test_a_bot_without_the_slot_says_all_languages():
    assert OwnSentence(BOTH, "nowhere").text(TrackerReader(tracker_of("c"))) == ALL
