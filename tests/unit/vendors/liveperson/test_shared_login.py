"""Two servers that log in as the same bot user: each session is one server's, each pause both's."""

import pytest

from actions.human_handoff import errors
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendors.liveperson.bearer_session import PAUSES_SECONDS
from actions.human_handoff.vendors.liveperson.login import LoginSession
from actions.human_handoff.vendors.liveperson.login_settings import LoginSettings
from tests.unit.clock import Clock
from tests.unit.lost_store import LostStore
from tests.unit.vendors.fixed_vendor import FixedVendor
from tests.unit.vendors.liveperson.payloads import ONE_HOST


@pytest.fixture
def clock():
    return Clock(1000.0)


@pytest.fixture
def store(clock):
    return MemoryStateStore(clock)


def server(api, clock, store, identity="account"):
    settings = LoginSettings(username="u", app_key="k", secret="s")
    session = LoginSession(api, ONE_HOST, settings, clock)
    session.share_state(store, identity)
    return session


def test_a_server_logs_in_again_after_another_has_ended_its_session(clock, store):
    first_api, second_api = FixedVendor({"bearer": "b1"}), FixedVendor({"bearer": "b2"})
    first, second = server(first_api, clock, store), server(second_api, clock, store)
    assert [first.bearer(), first.bearer(), second.bearer()] == ["b1", "b1", "b2"]
    assert (len(first_api.calls), len(second_api.calls)) == (1, 1)

    assert first.bearer() == "b1"
    assert len(first_api.calls) == 2


def test_after_a_failed_login_no_server_logs_in_for_some_seconds(clock, store):
    first_api, second_api = FixedVendor({}), FixedVendor({"bearer": "b2"})
    first, second = server(first_api, clock, store), server(second_api, clock, store)
    with pytest.raises(errors.VendorResponseError):
        first.bearer()
    with pytest.raises(errors.VendorBusyError) as caught:
        second.bearer()
    assert caught.value.retry_after == PAUSES_SECONDS[0]
    assert second_api.calls == []

    clock.now += PAUSES_SECONDS[0]
    assert second.bearer() == "b2"


def test_another_account_is_not_concerned(clock, store):
    with pytest.raises(errors.VendorResponseError):
        server(FixedVendor({}), clock, store).bearer()

    assert server(FixedVendor({"bearer": "b"}), clock, store, "another").bearer() == "b"


def test_without_the_store_each_server_logs_in_for_itself(clock):
    api = FixedVendor({"bearer": "b"})
    session = server(api, clock, LostStore())

    assert [session.bearer(), session.bearer()] == ["b", "b"]
    assert len(api.calls) == 1


def test_no_token_is_in_the_store(clock, store):
    server(FixedVendor({"bearer": "a-bearer-token"}), clock, store).bearer()

    assert "a-bearer-token" not in str(store._values)
