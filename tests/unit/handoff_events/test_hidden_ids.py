"""The keys in events: the same on all servers of a bot, and no id can be found from them."""

from actions.human_handoff.handoff_events.hidden_ids import KEY_SECONDS, STORE_KEY, HiddenIds
from tests.unit.lost_store import LostStore


def test_all_servers_that_share_the_store_hide_an_id_alike_and_other_bots_do_not(store):
    first, second, another = HiddenIds(store), HiddenIds(store), HiddenIds(LostStore(is_lost=False))
    first.load()

    assert first("conversation", "+31612345678") == second("conversation", "+31612345678")
    assert first("conversation", "+31612345678") != another("conversation", "+31612345678")
    assert first("conversation", "+31612345678") != first("request", "+31612345678")
    assert len(first("a")) == 40


def test_a_server_that_starts_prolongs_the_key(store, clock):
    HiddenIds(store).load()
    key = store.get(STORE_KEY)
    clock.now += KEY_SECONDS - 1
    HiddenIds(store).load()
    clock.now += KEY_SECONDS - 1

    assert store.get(STORE_KEY) == key


def test_a_server_without_the_store_hides_ids_by_a_key_of_its_own(store, caplog):
    shared = HiddenIds(store)("a")
    store.is_lost = True
    alone = HiddenIds(store)
    hidden = alone("a")
    store.is_lost = False

    assert hidden != shared
    assert alone("a") == hidden
    assert "differ from those of other servers" in caplog.text
    assert HiddenIds(store)("a") == shared
