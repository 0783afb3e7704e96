"""The agents of every vendor, controlled in the same way."""

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.cm.driver import CM
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.driver import LivePerson
from tests.sandbox.vendors.parley.driver import BILLING, BOT, Parley

HOUR = 3_600_000
SKILLS = ["Human", "Billing", "Account", "Offers"]


@pytest.mark.parametrize(
    ("desk", "title", "names", "off", "on"),
    [
        ("liveperson", "LivePerson", SKILLS, "off shift", "on shift"),
        ("cm", "CM.com", ["WebChat"], "offline", "online"),
        ("parley", "Parley", ["Agent Service", "Billing Service"], "not connected", "connected"),
    ],
)
def test_somebody_is_there_for_every_name_and_agents_go_and_come(
    control: Driver, desk: str, title: str, names: list[str], off: str, on: str
) -> None:
    agents = control.desks[desk]
    somebody = dict.fromkeys(names, True)
    ended = {**somebody, names[0]: False}
    assert (agents.vendor, agents.shifts()) == (title, somebody)

    for is_on, word, shifts in [(False, off, ended), (True, on, somebody)]:
        assert agents.set_on_shift(names[0], on=is_on, back_ms=HOUR) == word
        assert agents.shifts() == shifts
        shown = control.setup()["vendors"][desk]
        assert (shown["title"], shown["shifts"]) == (title, shifts)

    assert len(control.happened("setup_changed")) == 2


def test_what_is_set_is_what_the_vendor_tells_the_bot(
    liveperson: LivePerson, cm: CM, parley: Parley
) -> None:
    liveperson.desks["liveperson"].set_on_shift("Human", on=False, back_ms=HOUR)
    liveperson.desks["cm"].set_on_shift("WebChat", on=False)
    liveperson.desks["parley"].set_on_shift("Agent Service", on=False)

    human = liveperson.shifts(liveperson.bearer()).json()[0]
    assert (human["onShift"], human["nextOn"]) == (False, HOUR)
    assert cm.presence().text == "Offline"
    assert parley.listed() == [BOT, BILLING]


def test_each_desk_knows_whether_its_vendor_tells_of_failures(vendor: VendorDriver) -> None:
    desk = vendor.desks[vendor.manifest.slug]
    vendor.fail_transfers_later()
    vendor.hand_over()

    failed = vendor.wait_for(is_event("transfer_failed", vendor=desk.vendor))
    assert (failed["failure"] is not None) is desk.tells_of_failures
