"""No customer's id and no customer's words in a log line or in a printed object."""

import logging

import pytest
from rasa.core.channels.channel import UserMessage

from human_handoff_channels.cm.payloads import read_delivery
from human_handoff_channels.incoming import IncomingMessage
from human_handoff_channels.liveperson.conversations import Conversation
from human_handoff_channels.liveperson.payloads import read_event
from human_handoff_channels.parley import ParleyInput
from human_handoff_channels.parley.payloads import Payloads
from tests.channels.cm.bot import delivery
from tests.channels.liveperson.bot import text_event
from tests.channels.parley.bot import ParleyBot, action, merging, message

ID, WORDS = "customer-4711", "my secret words"
OURS = ("human_handoff", "sanic", "asyncio")


@pytest.fixture
def server_logs(caplog):
    caplog.set_level(logging.DEBUG)
    sanic = [logging.getLogger(name) for name in ("sanic.access", "sanic.error")]
    for logger in sanic:
        logger.addHandler(caplog.handler)
        logger.setLevel(logging.INFO)
    yield lambda: "\n".join(
        f"{record.getMessage()} {getattr(record, 'request', '')}"
        for record in caplog.records
        if record.name.startswith(OURS)
    )
    for logger in sanic:
        logger.removeHandler(caplog.handler)
        logger.setLevel(logging.NOTSET)


async def test_no_log_line_holds_the_id_of_a_customer(start, store, server_logs):
    bot = await start(access_log=True, store=store)
    bot.rasa.fails(WORDS, ValueError(WORDS))
    await bot.write("Hi", customer=ID)
    await bot.write(WORDS, customer=ID)
    await bot.give_back(ID)
    await bot.hand_over(ID)
    await bot.give_back(ID)
    await bot.write("Hi again", customer=ID)
    await bot.give_back(ID, token="a wrong token")

    logs = server_logs()
    assert "/webhooks/" in logs
    assert ID not in logs
    assert WORDS not in logs


def parley_payloads(control):
    section = ParleyBot.section(control.urls())
    read = Payloads(ParleyInput.from_credentials(section)._settings).read
    every = (message(WORDS, user=ID), action(user=ID), merging(ID, "2"), merging("1", ID))
    return [read(payload) for payload in every]


def test_no_printed_object_holds_the_id_or_the_words_of_a_customer(control):
    cm = read_delivery(delivery(WORDS, to=ID))
    conversation = Conversation({"name": WORDS}, {"consumerId": ID})
    printed = [
        IncomingMessage(ID, WORDS, f"{ID}/1", {"a": ID}),
        *(cm, cm.chat, cm.messages),
        *(conversation, read_event(text_event(WORDS))),
        *parley_payloads(control),
    ]

    assert [each for each in printed if ID in repr(each) or WORDS in repr(each)] == []
    assert ID not in repr(UserMessage(WORDS, sender_id=ID))
