"""While agents have the user, and the way back."""

import asyncio
import logging
import threading

import pytest

from tests.channels.parley.platform import (
    ACCOUNT,
    AGENTS,
    SECRET,
    SERVICE,
    TOKEN,
    USER,
    action,
    lines,
    message,
    running,
    sqlite,
    until,
)
from tests.channels.rasa_server import BACK

REFUSED = {"status": "ERROR", "notifications": [{"type": "error", "message": "not_the_owner"}]}
SUCCESS = {"status": "SUCCESS", "notifications": []}


def success(data):
    return 200, SUCCESS | {"data": data}


THE_BOTS = [
    success({"owner": SERVICE}),
    success({"owner": {"identification": SERVICE, "name": "Bot Service"}}),
    success({"identification": SERVICE}),
]
ANOTHERS = [
    success({"owner": AGENTS}),
    success({"owner": {"identification": AGENTS}}),
    success({"identification": AGENTS}),
]
UNKNOWN = [
    success({}),
    success({"owner": None}),
    success({"owner": {"name": "Bot Service"}}),
    success({"owner": [SERVICE]}),
    success([SERVICE]),
    (200, SUCCESS),
    (200, REFUSED),
    (200, {"data": {"owner": SERVICE}}),
    (200, f'"{SERVICE}"'),
    (200, "<html>"),
    (400, REFUSED),
    (401, REFUSED),
    (404, "not found"),
    (429, ""),
    (500, "error"),
    (503, ""),
]


@pytest.fixture(autouse=True)
def nothing_private_in_the_log(caplog):
    caplog.set_level(logging.INFO)
    yield
    written = " ".join(
        record.getMessage() for record in caplog.records if "channels" in record.name
    )
    assert not [each for each in (USER, SECRET, TOKEN, ACCOUNT, "Hello?") if each in written]


@pytest.mark.parametrize("owner", THE_BOTS)
async def test_a_message_of_a_user_who_is_the_bots_again_gives_the_conversation_back(owner):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owners, bot.parley.owner_answer = {}, owner
        bot.rasa.says(BACK, {"text": "I am back."})
        await bot.bring(message("Hello?"))
        await bot.bring(message("And?", 18))

        assert bot.rasa.words == [BACK, "Hello?", "And?"]
        assert bot.rasa.heard[0].metadata["human_handoff_user_id"] == USER
        assert bot.parley.said_to() == ["I am back.", "You said Hello?", "You said And?"]
        assert bot.parley.asked == [USER]


@pytest.mark.parametrize("owner", ANOTHERS)
async def test_a_message_for_the_agents_is_told_to_nobody_else(owner, caplog):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owner_answer = owner
        answer = await bot.bring(message("Hello?"))

        assert (answer.status_code, bot.rasa.heard, bot.parley.written) == (200, [], [])
        assert (await bot.state(), lines(caplog)) == ("with_agent", [])


@pytest.mark.parametrize("owner", UNKNOWN)
async def test_where_parley_does_not_say_whose_the_user_is_it_is_not_the_bots(owner, caplog):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owner_answer = owner
        answer = await bot.bring(message("Hello?"))
        assert (answer.status_code, bot.rasa.heard, bot.parley.written) == (200, [], [])
        assert len(lines(caplog)) == 1
        assert "unknown whose a customer is" in lines(caplog)[0]

        bot.parley.owners, bot.parley.owner_answer = {}, None
        await bot.bring(message("Are you there?", 18))
        assert bot.rasa.words == [BACK, "Are you there?"]


async def test_a_parley_that_does_not_answer_gives_nothing_back(caplog):
    async with running(send_seconds=0.2) as bot:
        await bot.hand_over()
        bot.parley.owners, bot.parley.gate = {}, threading.Event()
        assert (await bot.bring(message("Hello?"))).status_code == 200
        assert (bot.rasa.heard, len(lines(caplog))) == ([], 1)

        bot.parley.gate.set()
        await bot.bring(message("Are you there?", 18))
        assert bot.rasa.words == [BACK, "Are you there?"]


async def test_a_bot_that_has_the_user_asks_nobody():
    async with running() as bot:
        await bot.bring(message("Hello"))

        assert bot.parley.asked == []


async def test_what_the_bot_says_to_its_return_may_fail_and_it_is_back_all_the_same(caplog):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owners, bot.parley.failures = {}, [(500, "")]
        bot.rasa.says(BACK, {"text": "I am back."})
        answer = await bot.bring(message("Hello?"))

        assert (answer.status_code, await bot.state()) == (200, "none")
        assert bot.rasa.words == [BACK, "Hello?"]
        assert bot.parley.said_to() == ["You said Hello?"]
        assert ["not said" in line for line in lines(caplog)] == [True]


async def test_a_message_that_fails_after_a_return_is_delivered_again_and_the_return_is_not():
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owners = {}
        bot.parley.failures = [(200, REFUSED), (500, "")]
        bot.rasa.says(BACK, {"text": "I am back."})
        assert (await bot.bring(message("Hello?"))).status_code == 503
        assert (await bot.bring(message("Hello?"))).status_code == 200

        assert bot.rasa.words == [BACK, "Hello?", "Hello?"]
        assert bot.parley.said_to() == ["You said Hello?"]


@pytest.mark.parametrize("name", ["ownerChanged", "whatever"])
async def test_an_action_of_a_user_who_is_the_bots_again_gives_the_conversation_back(name):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owners = {}
        bot.rasa.says(BACK, {"text": "I am back."})
        for _ in range(2):
            answer = await bot.bring(action(name))
            assert (answer.status_code, answer.json()) == (200, {})

        assert (bot.rasa.words, bot.parley.said_to()) == ([BACK], ["I am back."])


@pytest.mark.parametrize("owner", [*ANOTHERS, *UNKNOWN[:3], (500, "")])
async def test_an_action_of_a_user_who_is_not_surely_the_bots_changes_nothing(owner):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owner_answer = owner
        assert (await bot.bring(action())).status_code == 200
        assert (bot.rasa.heard, await bot.state()) == ([], "with_agent")

        bot.parley.owners, bot.parley.owner_answer = {}, None
        await bot.bring(action())
        assert await bot.state() == "none"


async def test_an_action_of_a_user_whom_the_bot_has_not_lost_asks_nobody():
    async with running() as bot:
        await bot.bring(action())

        assert (bot.rasa.heard, bot.parley.asked) == ([], [])


@pytest.mark.parametrize("owner", [None, *UNKNOWN[:3], (500, "")])
async def test_the_return_call_is_believed_where_parley_says_nothing_else(owner):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owners, bot.parley.owner_answer = {}, owner
        bot.rasa.says(BACK, {"text": "I am back."})
        first, second = await bot.give_back(), await bot.give_back()

        assert (first.status_code, first.json()) == (200, {"returned": True})
        assert (second.status_code, second.json()) == (200, {"returned": False})
        assert (bot.rasa.words, bot.parley.said_to()) == ([BACK], ["I am back."])


@pytest.mark.parametrize("owner", ANOTHERS)
async def test_the_return_call_of_a_user_whom_another_service_has_is_a_409(owner, caplog):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owner_answer = owner
        answer = await bot.give_back()
        assert answer.status_code == 409
        assert "human-handoff owner USER --give-back" in answer.json()["message"]
        assert (bot.rasa.heard, await bot.state()) == ([], "with_agent")
        assert len(lines(caplog)) == 1

        bot.parley.owners, bot.parley.owner_answer = {}, None
        assert (await bot.give_back()).json() == {"returned": True}


async def test_the_return_call_of_a_user_whom_nobody_knows_returns_nothing():
    async with running() as bot:
        assert (await bot.give_back()).json() == {"returned": False}
        assert (await bot.give_back("a%2Fb")).status_code == 404
        assert (bot.rasa.heard, bot.parley.asked) == ([], [])


async def test_the_return_call_waits_for_the_turn_before_it_or_says_that_it_follows():
    async with running(answer_seconds=0.1) as bot:
        bot.rasa.sets["a person"] = "requested"
        gate, back = bot.rasa.waits("a person"), bot.rasa.waits(BACK)
        await bot.bring(message("a person"))
        answer = await bot.give_back()
        assert (answer.status_code, answer.json()) == (202, {"returned": None})

        gate.opened.set()
        await until(back.reached)
        back.opened.set()
        await until(back.passed)
        assert bot.rasa.words == ["a person", BACK]


async def test_after_a_restart_the_tracker_tells_that_agents_have_the_user(tmp_path):
    store = sqlite(tmp_path)
    async with running(store) as bot:
        await bot.hand_over()
    async with running(store) as bot:
        bot.parley.owners = {USER: AGENTS}
        await bot.bring(message("Hello?"))
        assert bot.rasa.heard == []

        bot.parley.owners = {}
        await bot.bring(message("And now?", 18))
        assert bot.rasa.words == [BACK, "And now?"]


@pytest.mark.parametrize("failure", [(500, ""), (200, REFUSED), (400, REFUSED), (200, "<html>")])
async def test_words_that_parley_does_not_take_are_a_503_and_the_turn_a_new_attempt(
    failure, caplog
):
    async with running() as bot:
        bot.parley.failures = [failure]
        answer = await bot.bring(message("Hello?"))
        assert (answer.status_code, bot.parley.written) == (503, [])
        assert any(
            "refused (503): Parley: POST a message to a user" in line for line in lines(caplog)
        )

        assert (await bot.bring(message("Hello?"))).status_code == 200
        assert bot.rasa.words == ["Hello?", "Hello?"]
        assert bot.parley.said_to() == ["You said Hello?"]


async def test_words_that_take_too_long_are_a_503():
    async with running(send_seconds=0.2) as bot:
        bot.parley.gate = threading.Event()
        assert (await bot.bring(message("Hello?"))).status_code == 503
        bot.parley.gate.set()

        assert (await bot.bring(message("Hello?"))).status_code == 200
        assert "You said Hello?" in bot.parley.said_to()


async def test_a_failure_is_told_to_every_delivery_that_waited():
    async with running() as bot:
        gate = bot.rasa.waits("Hello?")
        bot.parley.failures = [(500, "")]
        calls = [asyncio.ensure_future(bot.bring(message("Hello?"))) for _ in range(2)]
        await until(gate.reached)
        gate.opened.set()

        assert {answer.status_code for answer in await asyncio.gather(*calls)} == {503}
        assert (await bot.bring(message("Hello?"))).status_code == 200


async def test_what_is_said_after_a_hand_over_is_dropped_and_the_hand_over_stays(caplog):
    async with running() as bot:

        async def hands_over(heard):
            await heard.output_channel.send_text_message(USER, "I connect you.")
            bot.parley.owners[USER] = AGENTS
            await heard.output_channel.send_text_message(USER, "They are coming.")

        bot.rasa.scripts["a person"] = hands_over
        bot.rasa.sets["a person"] = "requested"
        answer = await bot.bring(message("a person"))

        assert (answer.status_code, await bot.state()) == (200, "requested")
        assert bot.parley.said_to() == ["I connect you."]
        assert lines(caplog) == ["not said: the customer belongs to another Service"]


@pytest.mark.parametrize("payload", [message("Hello?"), message(None, image="x"), action()])
async def test_without_a_model_parley_may_deliver_again(payload):
    async with running() as bot:
        bot.agent.ready = False
        assert (await bot.bring(payload)).status_code == 503
        assert (await bot.give_back()).status_code == 503
        assert (bot.rasa.heard, bot.parley.written) == ([], [])

        bot.agent.ready = True
        assert (await bot.bring(payload)).status_code == 200
