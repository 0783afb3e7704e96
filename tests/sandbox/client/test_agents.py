"""The agents of every vendor, played with the same words."""

from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import is_event

HOUR = 3_600_000
WEBCHAT = {"WebChat": True}
SERVICES = {"Agent Service": True, "Billing Service": True}
SKILLS = {"Human": True, "Billing": True, "Account": True, "Offers": True}


@pytest.mark.parametrize(
    ("desk", "vendor", "names"),
    [
        ("liveperson", "LivePerson", SKILLS),
        ("cm", "CM.com", WEBCHAT),
        ("parley", "Parley", SERVICES),
    ],
)
def test_by_default_somebody_is_there_for_every_name(
    control: Control, desk: str, vendor: str, names: dict[str, bool]
) -> None:
    assert control.desks[desk].vendor == vendor
    assert control.desks[desk].shifts() == names


@pytest.mark.parametrize(
    ("desk", "name", "off", "on"),
    [
        ("liveperson", "Billing", "off shift", "on shift"),
        ("cm", "WebChat", "offline", "online"),
        ("parley", "Agent Service", "not connected", "connected"),
    ],
)
def test_agents_go_and_come(control: Control, desk: str, name: str, off: str, on: str) -> None:
    played = control.desks[desk]
    before = played.shifts()

    assert played.set_on_shift(name, on=False, back_ms=HOUR) == off
    assert played.shifts() == {**before, name: False}
    assert played.set_on_shift(name, on=True) == on
    assert played.shifts() == before


def test_what_is_set_is_what_the_vendor_tells_the_bot(
    account: Any, cm: Any, parley: Any, control: Control
) -> None:
    control.desks["liveperson"].set_on_shift("Human", on=False, back_ms=HOUR)
    control.desks["cm"].set_on_shift("WebChat", on=False)
    control.desks["parley"].set_on_shift("Agent Service", on=False)

    human = account.shifts(account.log_in().json()["bearer"]).json()[0]
    assert (human["onShift"], human["nextOn"]) == (False, HOUR)
    assert cm.presence().text == "Offline"
    listed = parley.call("GET", "services").json()["data"]["services"]
    assert [one["identification"] for one in listed] == [parley.bot, parley.billing]


def test_each_desk_knows_whether_its_vendor_tells_of_failures(
    account: Any, cm: Any, parley: Any, control: Control
) -> None:
    control.fail_transfers_later(3)
    account.escalate()
    cm.mutate()
    parley.hand_over()

    for desk in control.desks.values():
        failed = control.wait_for(is_event("transfer_failed", vendor=desk.vendor))
        assert (failed["failure"] is not None) is desk.tells_of_failures


def test_an_accepted_transfer_tells_whether_the_vendor_announces_it(
    account: Any, cm: Any, parley: Any, control: Control
) -> None:
    account.escalate()
    account.escalate(message="BLANK_MESSAGE")
    cm.mutate()
    parley.hand_over()

    events = [each for each in control.events(seconds=0) if each["type"] == "transfer_accepted"]
    assert [each["announced"] for each in events] == [True, False, False, False]
