"""CM.com's three calls a second, which all action servers keep together."""

from datetime import timedelta

import pytest

from actions.human_handoff import VendorBusyError
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendor_http.deadline import MIN_RESPONSE_SECONDS, at_most
from tests.unit.clock import Clock
from tests.unit.vendors.accounts import desk
from tests.unit.vendors.fixed_vendor import FixedVendor


def server(store, identity="one account"):
    agents = desk("cm", FixedVendor(b"Online"))
    agents.identity = identity
    agents.share_state(store)
    return agents


def ask(agents):
    with at_most(MIN_RESPONSE_SECONDS):  # no time to wait for a turn
        return agents.shift_report("human", timedelta(0))


def test_two_servers_ask_three_times_a_second_together_and_another_account_for_itself():
    clock = Clock(1000.0)
    store = MemoryStateStore(clock)
    first, second = server(store), server(store)
    for agents in (first, second, first):
        assert ask(agents).shifts
    with pytest.raises(VendorBusyError):
        ask(second)
    assert ask(server(store, "another account")).shifts

    clock.now += 2
    assert ask(second).shifts
