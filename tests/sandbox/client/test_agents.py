"""The agents of every vendor, controlled in the same way."""

import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.cm.driver import CM
from tests.sandbox.vendors.liveperson.driver import LivePerson
from tests.sandbox.vendors.parley.driver import BILLING, BOT, Parley

HOUR = 3_600_000
WEBCHAT = {"WebChat": True}
SERVICES = {"Agent Service": True, "Billing Service": True}
SKILLS = {"Human": True, "Billing": True, "Account": True, "Offers": True}


@pytest.mark.parametrize(
    ("desk", "title", "names"),
    [
        ("liveperson", "LivePerson", SKILLS),
        ("cm", "CM.com", WEBCHAT),
        ("parley", "Parley", SERVICES),
    ],
)
def test_by_default_somebody_is_there_for_every_name(
    control: Driver, desk: str, title: str, names: dict[str, bool]
) -> None:
    assert control.desks[desk].vendor == title
    assert control.desks[desk].shifts() == names


@pytest.mark.parametrize(
    ("desk", "name", "off", "on"),
    [
        ("liveperson", "Billing", "off shift", "on shift"),
        ("cm", "WebChat", "offline", "online"),
        ("parley", "Agent Service", "not connected", "connected"),
    ],
)
def test_agents_go_and_come(control: Driver, desk: str, name: str, off: str, on: str) -> None:
    agents = control.desks[desk]
    before = agents.shifts()

    assert agents.set_on_shift(name, on=False, back_ms=HOUR) == off
    assert agents.shifts() == {**before, name: False}
    assert agents.set_on_shift(name, on=True) == on
    assert agents.shifts() == before


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


def test_each_desk_knows_whether_its_vendor_tells_of_failures(
    liveperson: LivePerson, cm: CM, parley: Parley
) -> None:
    liveperson.fail_transfers_later(3)
    for vendor in (liveperson, cm, parley):
        vendor.hand_over()

    for name in ("liveperson", "cm", "parley"):
        desk = liveperson.desks[name]
        failed = liveperson.wait_for(is_event("transfer_failed", vendor=desk.vendor))
        assert (failed["failure"] is not None) is desk.tells_of_failures
