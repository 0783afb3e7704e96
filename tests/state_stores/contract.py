"""What every state store must do; each home of the state passes the same suite."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from actions.human_handoff.outbox.lease import Lease
from actions.human_handoff.outbox.queue import Outbox
from actions.human_handoff.state_store import StateStore

# Long enough to look at a value before it expires, on a machine that is busy with other tests, and
# short enough to wait for that.
SHORT = 1.0
LONG = 60.0


def expired(store: StateStore, key: str) -> bool:
    """Wait until a key has expired."""
    ends = time.monotonic() + 10
    while store.get(key) is not None:
        if time.monotonic() > ends:
            return False
        time.sleep(0.01)
    return True


Server = Callable[[], StateStore]


class StateStoreContract:
    """The suite; a subclass has the fixture `server`, which opens the store as a server does."""

    @pytest.fixture
    def store(self, server: Server) -> StateStore:
        return server()

    def test_what_nobody_put_is_not_there(self, store: StateStore) -> None:
        assert store.get("a") is None

    def test_every_server_reads_what_one_has_put(self, server: Server) -> None:
        server().put("a", "text", LONG)

        assert server().get("a") == "text"

    @pytest.mark.parametrize("text", ["", "0", "None", 'ü 🙂 "quoted" \n', "x" * 100_000])
    def test_any_text_comes_back_as_it_was(self, store: StateStore, text: str) -> None:
        store.put("a", text, LONG)

        assert store.get("a") == text

    def test_a_value_is_there_until_its_time_is_over(self, store: StateStore) -> None:
        store.put("a", "text", SHORT)
        assert store.get("a") == "text"

        assert expired(store, "a")
        store.put("a", "again", LONG)
        assert store.get("a") == "again"

    def test_the_first_claim_wins_and_the_others_get_what_is_there(self, server: Server) -> None:
        assert server().set_if_absent("a", "first", LONG) is None
        assert server().set_if_absent("a", "second", LONG) == "first"
        assert server().get("a") == "first"

    def test_a_claim_whose_time_is_over_can_be_made_again(self, store: StateStore) -> None:
        store.set_if_absent("a", "first", SHORT)
        assert expired(store, "a")

        assert store.set_if_absent("a", "second", LONG) is None
        assert store.get("a") == "second"

    def test_a_claim_that_is_refused_does_not_prolong_the_first(self, store: StateStore) -> None:
        store.set_if_absent("a", "first", SHORT)
        store.set_if_absent("a", "second", LONG)

        assert expired(store, "a")

    def test_a_put_replaces_what_was_claimed_and_its_time(self, store: StateStore) -> None:
        store.set_if_absent("a", "first", LONG)
        store.put("a", "second", SHORT)
        assert store.set_if_absent("a", "third", LONG) == "second"

        assert expired(store, "a")

    def test_only_the_expected_value_is_replaced(self, store: StateStore) -> None:
        assert not store.replace("a", "first", "second", LONG)
        assert store.get("a") is None

        store.put("a", "first", LONG)
        assert not store.replace("a", "another", "second", LONG)
        assert store.replace("a", "first", "second", SHORT)
        assert store.get("a") == "second"
        assert expired(store, "a")

    def test_only_the_expected_value_is_removed(self, store: StateStore) -> None:
        assert not store.remove("a", "first")

        store.put("a", "first", LONG)
        assert not store.remove("a", "second")
        assert store.get("a") == "first"
        assert store.remove("a", "first")
        assert store.get("a") is None

    def test_keys_do_not_touch_each_other(self, store: StateStore) -> None:
        store.put("a", "1", LONG)
        store.put("a/b", "2", LONG)
        store.remove("a", "1")

        assert store.get("a/b") == "2"

    def test_a_scan_finds_the_keys_that_begin_so_and_their_values(self, server: Server) -> None:
        for key in ("a/1", "a/2", "a", "b/a/1", "A/1", "a0", "a/\U0010fffe"):
            server().put(key, f"text of {key}", LONG)

        found = dict(server().scan("a/"))
        assert found == {key: f"text of {key}" for key in ("a/1", "a/2", "a/\U0010fffe")}
        assert dict(server().scan("c/")) == {}

    @pytest.mark.parametrize("prefix", ["a*/", "[ab]/", "a?/", "a\\/", "%/", "_/", "'/", "[^a]/"])
    def test_a_sign_of_a_pattern_stands_for_itself(self, store: StateStore, prefix: str) -> None:
        for key in ("ab/1", "a/1", "b/1", "c/1", f"{prefix}1"):
            store.put(key, "text", LONG)

        assert dict(store.scan(prefix)) == {f"{prefix}1": "text"}

    def test_a_scan_passes_over_what_has_expired_or_was_removed(self, store: StateStore) -> None:
        for key, seconds in {"a/1": SHORT, "a/2": LONG, "a/3": LONG}.items():
            store.put(key, "text", seconds)
        store.remove("a/2", "text")
        assert expired(store, "a/1")

        assert dict(store.scan("a/")) == {"a/3": "text"}

    def test_a_scan_of_many_keys_finds_each_while_others_write(self, server: Server) -> None:
        stores = [server(), server()]
        for number in range(1201):
            stores[0].put(f"a/{number}", str(number), LONG)
        found = {}
        for key, value in stores[0].scan("a/"):
            found[key] = value
            if len(found) % 100 == 1:
                stores[1].put(f"b/{len(found)}", "text", LONG)

        assert found == {f"a/{number}": str(number) for number in range(1201)}

    def test_of_fifty_claims_of_several_servers_at_once_one_wins(self, server: Server) -> None:
        stores, together = [server() for _ in range(5)], threading.Barrier(50)

        def claim(number: int) -> str | None:
            together.wait()
            return stores[number % 5].set_if_absent("a", str(number), LONG)

        with ThreadPoolExecutor(50) as threads:
            found = list(threads.map(claim, range(50)))

        assert found.count(None) == 1
        winner = str(found.index(None))
        assert {text for text in found if text is not None} == {winner}
        assert stores[0].get("a") == winner

    def test_of_fifty_replacements_at_once_one_succeeds(self, server: Server) -> None:
        stores, together = [server() for _ in range(5)], threading.Barrier(50)
        stores[0].put("a", "free", LONG)

        def take(number: int) -> bool:
            together.wait()
            return stores[number % 5].replace("a", "free", str(number), LONG)

        with ThreadPoolExecutor(50) as threads:
            assert list(threads.map(take, range(50))).count(True) == 1

    def test_a_change_gets_the_present_value_and_leaves_the_new_one(
        self, store: StateStore
    ) -> None:
        seen: list[str | None] = []
        texts: list[str | None] = ["first", "second", None, None]

        def change(present: str | None) -> str | None:
            seen.append(present)
            return texts[len(seen) - 1]

        for _ in texts:
            store.update("a", change, LONG)

        assert seen == [None, "first", "second", None]
        assert store.get("a") is None

    def test_of_many_changes_at_once_none_is_lost(self, server: Server) -> None:
        stores, together = [server() for _ in range(5)], threading.Barrier(20)

        def append(number: int) -> None:
            together.wait()
            for _ in range(3):
                stores[number % 5].update("a", lambda text: f"{text or ''}{number % 10}", LONG)

        with ThreadPoolExecutor(20) as threads:
            list(threads.map(append, range(20)))

        assert sorted(stores[0].get("a") or "") == sorted("0123456789" * 6)

    def test_what_servers_put_into_an_outbox_comes_out_once_and_in_each_server_s_order(
        self, server: Server
    ) -> None:
        outboxes, together = (
            [Outbox(server(), "test", "handoff events") for _ in range(4)],
            threading.Barrier(4),
        )

        def put(number: int) -> None:
            together.wait()
            for count in range(5):
                assert outboxes[number].put(f"{number}-{count}")

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(put, range(4)))
        texts = []
        while first := outboxes[0].first():
            texts.append(first.text)
            outboxes[0].remove(first)

        assert len(texts) == 20
        for number in range(4):
            own = [text for text in texts if text.startswith(f"{number}-")]
            assert own == [f"{number}-{count}" for count in range(5)]

    def test_a_lease_is_held_by_one_server_at_a_time(self, server: Server) -> None:
        first, second = Lease(server(), "lease", LONG), Lease(server(), "lease", LONG)
        assert (first.hold(), second.hold()) == (True, False)

        first.release()
        assert (second.hold(), first.hold()) == (True, False)

    def test_a_store_that_can_be_used_passes_the_check(self, store: StateStore) -> None:
        store.check()
