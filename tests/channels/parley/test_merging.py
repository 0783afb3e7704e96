"""A user who registers has another id: the conversation comes along."""

import asyncio

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.events import SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from tests.channels.parley.platform import (
    AGENTS,
    TOKEN,
    flat,
    lines,
    merging,
    message,
    running,
    sqlite,
    until,
)
from tests.channels.rasa_server import BACK, DOMAIN

OLD, NEW = "100", "200"


@pytest.fixture(params=["memory", "sqlite", "fail safe"])
def store(request, tmp_path):
    if request.param == "memory":
        return InMemoryTrackerStore(DOMAIN)
    return sqlite(tmp_path) if request.param == "sqlite" else FailSafeTrackerStore(sqlite(tmp_path))


async def said(store, user):
    tracker = await store.retrieve_full_tracker(user)
    return [event.as_dict() for event in tracker.events] if tracker else []


async def test_the_conversation_moves_with_the_hand_over_and_everything_in_it(store):
    async with running(store) as bot:
        await bot.hand_over(OLD)
        before = await said(store, OLD)
        answer = await bot.bring(merging(int(OLD), NEW))

        assert (answer.status_code, answer.json()) == (200, {})
        assert await said(store, NEW) == before == await said(store, OLD)
        tracker = await store.retrieve(NEW)
        assert (tracker.sender_id, tracker.get_slot("city")) == (NEW, "Utrecht")
        assert await bot.state(NEW) == "with_agent"


async def test_agents_keep_the_user_under_the_new_id_until_they_give_it_back(store):
    async with running(store) as bot:
        await bot.hand_over(OLD)
        await bot.bring(merging(OLD, NEW))
        bot.parley.owners[NEW] = AGENTS
        await bot.bring(message("Hello?", user=NEW))
        assert bot.rasa.heard == []

        bot.parley.owners = {}
        await bot.bring(message("And now?", 18, user=NEW))
        assert bot.rasa.words == [BACK, "And now?"]
        assert bot.parley.said_to(NEW) == [f"You said {BACK}", "You said And now?"]


async def test_earlier_sessions_come_along(store):
    events = [SessionStarted(timestamp=1), UserUttered("first"), SessionStarted(timestamp=2)]
    await store.save(DialogueStateTracker.from_events(OLD, events, DOMAIN.slots))
    async with running(store) as bot:
        await bot.bring(merging(OLD, NEW))
        await bot.bring(message("Hello", user=NEW))

        kinds = [event["event"] for event in await said(store, NEW)]
        assert [kind for kind in kinds if kind == "session_started"] == ["session_started"] * 2


async def test_a_message_that_was_heard_under_the_old_id_is_not_heard_again(store):
    async with running(store) as bot:
        await bot.bring(message("Hello", user=OLD))
        await bot.bring(merging(OLD, NEW))
        for user in (OLD, NEW):
            assert (await bot.bring(message("Hello", user=user))).status_code == 200

        assert bot.rasa.words == ["Hello"]


async def test_a_new_id_with_a_conversation_of_its_own_keeps_it(store, caplog):
    async with running(store) as bot:
        await bot.hand_over(OLD)
        await bot.bring(message("Hello", user=NEW))
        old, new = await said(store, OLD), await said(store, NEW)
        assert (await bot.bring(merging(OLD, NEW))).status_code == 200

        assert (await said(store, OLD), await said(store, NEW)) == (old, new)
        assert lines(caplog) == ["nothing moved: the merged client has a conversation of its own"]


async def test_delivered_again_it_is_done_once(store, caplog):
    async with running(store) as bot:
        await bot.hand_over(OLD)
        for _ in range(3):
            assert (await bot.bring(merging(OLD, NEW))).status_code == 200

        assert (await said(store, NEW), lines(caplog)) == (await said(store, OLD), [])


async def test_an_id_that_nobody_knows_moves_nothing(store, caplog):
    async with running(store) as bot:
        assert (await bot.bring(merging(OLD, NEW))).status_code == 200

        assert (await said(store, NEW), lines(caplog)) == ([], [])


@pytest.mark.parametrize("nested", [True, False])
async def test_the_ids_are_found_in_both_shapes_and_as_they_are(nested):
    ids = {"from": OLD, "to": int(NEW)}
    payload = {"type": "client_merging", "body": {"body": ids} if nested else ids}
    async with running() as bot:
        await bot.hand_over(OLD)
        await bot.bring(payload)

        assert await bot.state(NEW) == "with_agent"


async def test_the_places_of_the_ids_are_settings():
    async with running(merged_from="body.old", merged_to="body.user.id") as bot:
        await bot.hand_over(OLD)
        await bot.bring({"type": "clientMerging", "body": {"old": OLD, "user": {"id": NEW}}})

        assert await bot.state(NEW) == "with_agent"


async def test_it_waits_for_the_turns_before_it_and_the_turns_after_it_wait_for_it():
    async with running() as bot:
        gate = bot.rasa.waits("a person")
        bot.rasa.sets["a person"] = "requested"
        first = asyncio.ensure_future(bot.bring(message("a person", user=OLD)))
        await until(gate.reached)
        moved = asyncio.ensure_future(bot.bring(merging(OLD, NEW)))
        # Another customer's round trip: by then the merging has arrived.
        await bot.bring(message("Hello", user="300"))
        bot.parley.owners[NEW] = AGENTS
        after = asyncio.ensure_future(bot.bring(flat(message("Hello?", 18, user=NEW))))
        await bot.bring(message("Hello", 18, user="300"))
        gate.opened.set()
        await asyncio.gather(first, moved, after)

        assert await bot.state(NEW) == "requested"
        assert bot.rasa.words == ["a person", "Hello", "Hello"]


async def test_a_store_that_fails_is_a_503_and_the_next_delivery_a_new_attempt(caplog):
    class Failing(InMemoryTrackerStore):
        fails = True

        async def save(self, tracker):
            if self.fails and tracker.sender_id == NEW:
                raise OSError(f"no room for {tracker.sender_id} {TOKEN}")
            await super().save(tracker)

    async with running(Failing(DOMAIN)) as bot:
        await bot.hand_over(OLD)
        assert (await bot.bring(merging(OLD, NEW))).status_code == 503
        assert await bot.state(NEW) is None
        assert not any(NEW in line or TOKEN in line for line in lines(caplog))

        bot.store.fails = False
        assert (await bot.bring(merging(OLD, NEW))).status_code == 200
        assert await bot.state(NEW) == "with_agent"


async def test_without_a_model_nothing_moves_yet():
    async with running() as bot:
        await bot.hand_over(OLD)
        bot.agent.ready = False
        assert (await bot.bring(merging(OLD, NEW))).status_code == 503

        bot.agent.ready = True
        assert (await bot.bring(merging(OLD, NEW))).status_code == 200
        assert await bot.state(NEW) == "with_agent"
