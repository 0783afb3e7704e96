"""Every vendor's payloads: which are the same message, and which hold nothing for the bot."""

import json

import pytest

from tests.channels.cm.bot import ACCOUNT, chat, delivery, picture, text_message
from tests.channels.liveperson.bot import text_event
from tests.channels.parley.bot import USER, flat, merging, message
from tests.channels.vendors import SENDING, cases, only

NO_IDS = (None, "", True, {})


def timed(text, moment, no_id):
    return delivery(text_message(text, id=no_id, createdOn=moment))


def numbered(text, number):
    return delivery(text_message(text, id=number))


# Deliveries, and what Rasa gets.
DELIVERIES = {
    "cm": [
        # The id tells messages apart, whatever their text.
        ([numbered("yes", 7), numbered("yes", 8), numbered("no", 7)], ["yes", "yes"]),
        ([numbered("yes", "7"), numbered("yes", 8), numbered("no", "7")], ["yes", "yes"]),
        # Without an id, the text and its time do.
        *(
            (
                [
                    timed("Hi", "10:00", no_id),
                    timed("Hi", "10:00", no_id),
                    timed("Hi", "10:01", no_id),
                    timed("Ho", "10:00", no_id),
                ],
                ["Hi", "Hi", "Ho"],
            )
            for no_id in NO_IDS
        ),
        # With neither, each is a message.
        ([timed("yes", None, None)] * 2, ["yes", "yes"]),
    ],
    "liveperson": [
        ([text_event("Hi", None, serverTimestamp=at) for at in (1, 1, 2)], ["Hi", "Hi"]),
        (
            [text_event("yes", number) for number in (1, 2, 2)] + [text_event("no", 2)],
            ["yes", "yes", "no"],
        ),
    ],
    "parley": [
        ([message("Yes", 1), message("Yes", 2)], ["Yes", "Yes"]),
        ([message("Yes", None), message("Yes", None, time=1700000001)], ["Yes", "Yes"]),
        # Nothing tells whether this is a second delivery, or the same text again.
        ([message("Yes", None, time=None)] * 2, ["Yes", "Yes"]),
        ([message("Yes", 1), message("Yes", 1, user="22222")], ["Yes", "Yes"]),
        ([message("Yes", "abc")] * 3, ["Yes"]),
        ([message("Yes", None)] * 3, ["Yes"]),
        ([flat(message("Yes"))] * 3, ["Yes"]),
    ],
}


def each_with(line, *bodies):
    """Payloads, and what the one line in the log says of each; None: there is no line."""
    return [(body, line) for body in bodies]


NOTHING = {
    "cm": each_with(
        None,
        delivery(text_message("Hello", direction="ClientTerminated")),
        delivery(text_message("Hello", direction="SomethingElse")),
        delivery(text_message("Hello", direction="ClientTerminated", **{"$type": "media"})),
        delivery(text_message("")),
        delivery(text_message("   ")),
        delivery(text_message(None)),
        {"chat": chat()},
        delivery(),
        {"chat": {"id": "1", "accountId": ACCOUNT}},
    ),
    "parley": [
        *each_with(
            None,
            {"type": "event", "body": {"name": "startTyping", "body": {}, "user": {"id": USER}}},
            {"type": "invented", "body": {"message": "Hello", "user": {"id": USER}}},
            {"type": "action", "body": {"name": "x", "body": {}}},
            message("user_registered"),
            *(message("Hello", typeId=kind) for kind in (2, 3, 4, 5, "2", [], {"a": 1})),
            merging("1", "1"),
        ),
        *each_with(
            "shape that we do not know",
            *(message("Hello", user=user) for user in (None, "", True, 1.5, "a/b", "..")),
            message("Hello", user="a\u0000b"),
            message("Hello", user="x" * 129),
            message(None),
            message(["Hello"]),
            {"type": "message", "body": {}},
            {"type": "message", "body": {"body": "Hello", "user": USER}},
            {"type": "clientMerging", "body": {}},
            {"type": "client merging", "body": {"body": {"from": {"id": {}}, "to": {"id": "2"}}}},
        ),
    ],
}
PICTURES = {
    "cm": [delivery(picture(1))],
    "parley": [message(None, **{kind: {"id": "7"}}) for kind in ("image", "media")],
}


@pytest.mark.parametrize(**cases("case", DELIVERIES))
async def test_which_deliveries_are_the_same_message(bot, case):
    bodies, texts = case
    await bot.open_conversation()
    for body in bodies:
        assert (await bot.send(json.dumps(body))).status_code == bot.accepted

    assert bot.rasa.texts == texts


@pytest.mark.parametrize(**cases("case", NOTHING))
async def test_what_holds_nothing_for_the_bot_is_taken_and_changes_nothing(bot, case, log_lines):
    body, logged = case
    response = await bot.send(json.dumps(body))

    assert (response.status_code, response.json()) == (bot.accepted, {})
    assert (bot.rasa.messages, bot.control.calls(bot.sending)) == ([], [])
    assert [logged in line for line in log_lines()] == ([True] if logged else [])
    await bot.write("Hello")
    assert bot.rasa.texts == ["Hello"]


@pytest.mark.parametrize(**cases("body", PICTURES))
async def test_after_a_picture_the_customer_reads_that_the_bot_can_only_read_text(start, body):
    bot = await start(not_understood="Text only.")
    for _ in range(2):
        assert (await bot.send(json.dumps(body))).status_code == bot.accepted

    assert (bot.rasa.messages, bot.texts_to()) == ([], ["Text only."])


@pytest.mark.parametrize(**only(SENDING))
async def test_a_picture_for_the_agents_is_not_the_bots_business(bot):
    await bot.hand_over(seconds_ago=1)
    assert (await bot.send_picture()).status_code == bot.accepted

    assert (bot.rasa.messages, bot.texts_to()) == ([], [])
