"""A user who registers has another id: the conversation comes along."""

import asyncio

import pytest
from rasa.core.tracker_store import FailSafeTrackerStore, InMemoryTrackerStore
from rasa.shared.core.events import SessionStarted, UserUttered

from human_handoff_channels.incoming import RETURNED
from tests.channels.bot_under_test import begin
from tests.channels.parley.bot import AGENTS, TOKEN, flat, merging, message
from tests.channels.scripted_rasa import DOMAIN, memory_store, sqlite_store, tracker_of

OLD, NEW = "100", "200"
IDS = {"from": OLD, "to": int(NEW)}
PLACES = {"merged_from": "body.old", "merged_to": "body.user.id"}


@pytest.fixture(params=["memory", "sqlite", "fail safe"])
def store(request, tmp_path):
    if request.param == "memory":
        return memory_store()
    sqlite = sqlite_store(tmp_path)
    return sqlite if request.param == "sqlite" else FailSafeTrackerStore(sqlite)


async def events_of(store, user):
    tracker = await store.retrieve_full_tracker(user)
    return [event.as_dict() for event in tracker.events] if tracker else []


async def test_the_conversation_moves_with_the_hand_over_and_everything_in_it(start, store):
    bot = await start(store=store)
    await bot.hand_over(OLD)
    before = await events_of(store, OLD)
    response = await bot.deliver(merging(int(OLD), NEW))

    assert (response.status_code, response.json()) == (200, {})
    assert await events_of(store, NEW) == before == await events_of(store, OLD)
    tracker = await store.retrieve(NEW)
    assert (tracker.sender_id, tracker.get_slot("city")) == (NEW, "Utrecht")
    assert await bot.state(NEW) == "with_agent"


async def test_agents_keep_the_user_under_the_new_id_until_they_give_it_back(start, store):
    bot = await start(store=store)
    await bot.hand_over(OLD)
    await bot.deliver(merging(OLD, NEW))
    bot.change_owner(AGENTS, NEW)
    await bot.deliver(message("Hello?", user=NEW))
    assert bot.rasa.messages == []

    await bot.show_return(NEW)
    await bot.deliver(message("And now?", 18, user=NEW))
    assert bot.rasa.texts == [RETURNED, "And now?"]
    assert bot.texts_to(NEW) == ["I am back.", "You said And now?"]


async def test_earlier_sessions_come_along(start, store):
    events = [SessionStarted(timestamp=1), UserUttered("first"), SessionStarted(timestamp=2)]
    await store.save(tracker_of(OLD, *events))
    bot = await start(store=store)
    await bot.deliver(merging(OLD, NEW))
    await bot.deliver(message("Hello", user=NEW))

    kinds = [event["event"] for event in await events_of(store, NEW)]
    assert [kind for kind in kinds if kind == "session_started"] == ["session_started"] * 2


async def test_a_message_that_was_heard_under_the_old_id_is_not_heard_again(start, store):
    bot = await start(store=store)
    await bot.deliver(message("Hello", user=OLD))
    await bot.deliver(merging(OLD, NEW))
    for user in (OLD, NEW):
        assert (await bot.deliver(message("Hello", user=user))).status_code == 200

    assert bot.rasa.texts == ["Hello"]


async def test_a_new_id_with_a_conversation_of_its_own_keeps_it(start, store, log_lines):
    bot = await start(store=store)
    await bot.hand_over(OLD)
    await bot.deliver(message("Hello", user=NEW))
    old, new = await events_of(store, OLD), await events_of(store, NEW)
    assert (await bot.deliver(merging(OLD, NEW))).status_code == 200

    assert (await events_of(store, OLD), await events_of(store, NEW)) == (old, new)
    assert log_lines() == ["nothing copied: the merged client has a conversation of its own"]


async def test_delivered_again_it_is_done_once(start, store, log_lines):
    bot = await start(store=store)
    await bot.hand_over(OLD)
    for _ in range(3):
        assert (await bot.deliver(merging(OLD, NEW))).status_code == 200

    assert (await events_of(store, NEW), log_lines()) == (await events_of(store, OLD), [])


async def test_an_id_that_nobody_knows_moves_nothing(start, store, log_lines):
    bot = await start(store=store)
    assert (await bot.deliver(merging(OLD, NEW))).status_code == 200

    assert (await events_of(store, NEW), log_lines()) == ([], [])


@pytest.mark.parametrize(
    ("body", "settings"),
    [
        pytest.param({"body": IDS}, {}, id="nested"),
        pytest.param(IDS, {}, id="flat"),
        pytest.param({"old": OLD, "user": {"id": NEW}}, PLACES, id="where the settings say"),
    ],
)
async def test_the_ids_are_found_in_both_shapes_and_where_the_settings_say(start, body, settings):
    bot = await start(**settings)
    await bot.hand_over(OLD)
    await bot.deliver({"type": "client_merging", "body": body})

    assert await bot.state(NEW) == "with_agent"


async def test_it_waits_for_the_turns_before_it_and_the_turns_after_it_wait_for_it(bot):
    gate = bot.rasa.holds("a person")
    bot.rasa.states["a person"] = "requested"
    first = begin(bot.deliver(message("a person", user=OLD)))
    await gate.reached.wait()
    moved = begin(bot.deliver(merging(OLD, NEW)))
    # Another customer's round trip: by then the merging has arrived.
    await bot.deliver(message("Hello", user="300"))
    bot.change_owner(AGENTS, NEW)
    after = begin(bot.deliver(flat(message("Hello?", 18, user=NEW))))
    await bot.deliver(message("Hello", 18, user="300"))
    gate.opened.set()
    await asyncio.gather(first, moved, after)

    assert await bot.state(NEW) == "requested"
    assert bot.rasa.texts == ["a person", "Hello", "Hello"]


async def test_a_store_that_fails_is_a_503_and_the_next_delivery_a_new_attempt(start, log_lines):
    class Failing(InMemoryTrackerStore):
        fails = True

        async def save(self, tracker):
            if self.fails and tracker.sender_id == NEW:
                raise OSError(f"no room for {tracker.sender_id} {TOKEN}")
            await super().save(tracker)

    bot = await start(store=Failing(DOMAIN))
    await bot.hand_over(OLD)
    assert (await bot.deliver(merging(OLD, NEW))).status_code == 503
    assert await bot.state(NEW) is None
    assert not any(NEW in line or TOKEN in line for line in log_lines())

    bot.store.fails = False
    assert (await bot.deliver(merging(OLD, NEW))).status_code == 200
    assert await bot.state(NEW) == "with_agent"


async def test_without_a_model_nothing_moves_yet(bot):
    await bot.hand_over(OLD)
    bot.rasa.ready = False
    assert (await bot.deliver(merging(OLD, NEW))).status_code == 503

    bot.rasa.ready = True
    assert (await bot.deliver(merging(OLD, NEW))).status_code == 200
    assert await bot.state(NEW) == "with_agent"
