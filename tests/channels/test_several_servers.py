"""Two Rasa servers of one bot: a delivery is handled once, wherever it arrives."""

import asyncio
import json

import pytest

from actions.human_handoff.state_store import health
from tests.channels.bot_under_test import begin
from tests.channels.liveperson.bot import public_texts, text_event
from tests.channels.scripted_rasa import memory_store
from tests.channels.vendors import SENDING, VENDORS, only

LIVEPERSON = {"liveperson": VENDORS["liveperson"]}
TRANSFER = {"transfer": {"skill": "Human"}}
BUTTONS = {"text": "Sure?", "buttons": [{"title": "Yes", "payload": "/affirm"}]}


@pytest.fixture
def both(loop, start, tmp_path):
    """Two servers with the same tracker store and the same state store."""
    state = {"url": f"sqlite:///{tmp_path}/state.db"}
    first = loop.run_until_complete(start(store=memory_store(), state=state))
    return first, loop.run_until_complete(start(store=first.store, state=state))


def texts_of(both):
    return [text for bot in both for text in bot.rasa.texts]


async def test_deliveries_at_two_servers_at_once_are_one_turn(both):
    gates = [bot.rasa.holds("Hi") for bot in both]
    await both[0].open_conversation()
    await both[1].open_conversation()
    first = begin(both[0].write("Hi", 1))
    await asyncio.wait_for(gates[0].reached.wait(), 10)
    second = begin(both[1].write("Hi", 1))
    gates[0].opened.set()
    responses = await asyncio.gather(first, second)

    assert [response.status_code for response in responses] == [both[0].accepted] * 2
    assert responses[0].text == responses[1].text
    assert texts_of(both) == ["Hi"]


async def test_a_delivery_after_the_first_has_ended_is_known_to_the_other_server(both):
    responses = [await bot.write("Hi", 1) for bot in (*both, *both)]

    assert len({response.text for response in responses}) == 1
    assert texts_of(both) == ["Hi"]


async def test_two_messages_at_two_servers_are_handled_in_their_order(both):
    gate = both[0].rasa.holds("first")
    await both[1].open_conversation()
    calls = [begin(both[0].write("first", 1))]
    await asyncio.wait_for(gate.reached.wait(), 10)
    calls.append(begin(both[1].write("second", 2)))
    await both[1].write("Hello", 3, "another")  # the second has arrived by now
    assert both[1].rasa.texts == ["Hello"]
    gate.opened.set()
    await asyncio.gather(*calls)

    assert both[1].rasa.texts == ["Hello", "second"]


async def test_a_turn_that_has_failed_at_one_server_is_told_once(both):
    both[0].rasa.fails("Hi", ConnectionError("the action server"))
    for bot in (*both, *both):
        assert (await bot.write("Hi", 1)).status_code == bot.accepted

    assert texts_of(both) == ["Hi"]
    assert (await both[1].write("Hi again", 2)).status_code == both[1].accepted
    assert both[1].rasa.texts == ["Hi again"]


@pytest.mark.parametrize(**only(SENDING))
async def test_what_the_platform_did_not_let_one_server_tell_is_told_by_the_other(both):
    async def fails_late(message):
        raise ConnectionError("the action server")

    both[0].rasa.scripts["Hi"] = fails_late
    both[0].vendor_answers(500)
    refused = await both[0].write("Hi", 1)
    await both[0].rasa._save(both[0].rasa.messages[0])  # Rasa has saved the turn
    again = await both[1].write("Hi", 1)

    assert (refused.status_code, again.status_code) == (503, both[1].accepted)
    assert both[1].rasa.texts == []
    assert len(both[1].texts_to()) == 1
    assert "went wrong" in both[1].texts_to()[0]


async def test_a_server_is_ready_while_it_has_a_model_and_a_state_store(both):
    response = await both[0].request("GET", "/ready")
    assert (response.status_code, response.json()["status"]) == (200, "ready")

    both[0].rasa.ready = False
    response = await both[0].request("GET", "/ready")
    assert (response.status_code, response.json()["model"]) == (503, "no model is loaded")
    both[0].rasa.ready = True
    assert (await both[0].request("GET", "/ready")).status_code == 200


@pytest.mark.usefixtures("impatient")
async def test_a_server_without_its_state_store_is_not_ready(start, tmp_path, monkeypatch):
    monkeypatch.setattr(health, "KEPT_SECONDS", 0)
    file = tmp_path / "lost" / "state.db"
    bot = await start(state={"url": f"sqlite:///{file}"})
    file.unlink()
    file.mkdir()
    response = await bot.request("GET", "/ready")

    assert response.status_code == 503
    assert "cannot be used" in response.json()["state_store"]
    assert (await bot.write("Hi", 1)).status_code == bot.accepted, "the customer is served"
    file.rmdir()
    assert (await bot.request("GET", "/ready")).status_code == 200


@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_a_conversation_is_known_to_the_server_that_did_not_create_it(both):
    await both[0].create()
    reply = (await both[1].deliver(text_event("Hi", 1))).json()

    assert public_texts(reply["response"]) == ["You said Hi"]
    assert both[1].rasa.messages[0].metadata["liveperson"]["sdes"]


@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_a_button_of_one_server_is_clicked_at_the_other(both):
    await both[0].create()
    both[0].rasa.replies("Hi", BUTTONS)
    await both[0].deliver(text_event("Hi", 1))
    await both[1].deliver(text_event("Yes", 2))

    assert both[1].rasa.texts == ["/affirm"]


@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_what_one_server_says_too_late_stands_in_the_next_reply_of_the_other(start, tmp_path):
    state = {"url": f"sqlite:///{tmp_path}/state.db"}
    first = await start(store=memory_store(), state=state, answer_seconds=0.5)
    second = await start(store=first.store, state=state)
    gate = first.rasa.holds("Hi", {"text": "At last"})
    await first.create()
    late = (await first.deliver(text_event("Hi", 1))).json()
    gate.opened.set()
    again = (await second.deliver(text_event("Hi", 1))).json()
    reply = (await second.deliver(text_event("And?", 2))).json()

    assert late == again
    assert public_texts(reply["response"]) == ["At last", "You said And?"]


@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_a_reply_that_comes_after_the_late_one_of_another_server_is_not_lost(start, tmp_path):
    """Both servers have got the event; the one that waits is the first to run out of time."""
    state = {"url": f"sqlite:///{tmp_path}/state.db"}
    first = await start(store=memory_store(), state=state)
    second = await start(store=first.store, state=state, answer_seconds=0.2)
    gate = first.rasa.holds("Hi", {"text": "At last"})
    await first.create()
    call = begin(first.deliver(text_event("Hi", 1)))
    await asyncio.wait_for(gate.reached.wait(), 10)
    late = (await second.deliver(text_event("Hi", 1))).json()
    gate.opened.set()

    assert (await call).json() == late
    reply = (await first.deliver(text_event("And?", 2))).json()
    assert public_texts(reply["response"]) == ["At last", "You said And?"]


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_without_the_store_two_servers_serve_a_conversation_that_one_has_created(
    start, tmp_path
):
    state = {"url": f"sqlite:///{tmp_path}/lost/state.db"}
    first = await start(store=memory_store(), state=state)
    second = await start(store=first.store, state=state)
    (tmp_path / "lost" / "state.db").unlink()
    (tmp_path / "lost" / "state.db").mkdir()
    await first.create()
    await first.deliver(text_event("Hi", 1))
    replies = [await each.deliver(text_event(str(n), n)) for n, each in enumerate((second, first))]

    assert [reply.status_code for reply in replies] == [200, 200]
    assert (first.rasa.texts, second.rasa.texts) == (["Hi", "1"], ["0"])


@pytest.mark.parametrize(**only(LIVEPERSON))
async def test_a_server_that_handles_an_event_after_another_has_transferred_repeats_the_transfer(
    start, tmp_path
):
    """Without a common state store both servers handle it, and the second turn is silent."""
    states = [{"url": f"sqlite:///{tmp_path}/{name}.db"} for name in ("first", "second")]
    first = await start(store=memory_store(), state=states[0])
    second = await start(store=first.store, state=states[1])
    first.rasa.replies("a person", {"text": "Hold on."}, {"custom": {"human_handoff": TRANSFER}})
    gate = second.rasa.holds_and_says_nothing("a person")
    for server in (first, second):
        await server.create()
    later = begin(second.deliver(text_event("a person", 1)))
    await asyncio.wait_for(gate.reached.wait(), 10)
    reply = (await first.deliver(text_event("a person", 1))).json()
    gate.opened.set()

    assert public_texts(reply["response"]) == ["Hold on."]
    assert (await later).json()["response"] == reply["response"]


async def test_the_state_store_holds_no_text_of_the_customers_unless_the_docs_say_so(both, vendor):
    await both[0].write("my secret question", 1)
    rows = both[0].channel._store._connection.execute("SELECT key, value FROM state_1").fetchall()

    assert rows
    allowed = vendor.Input.channel == "liveperson"  # its replies and conversations
    assert allowed or "secret" not in json.dumps(rows)
    assert not any(both[0].customer in key for key, _ in rows)
