"""What there is to switch: vendors with their shifts, channels, the bot's desks."""

from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError


def changes(control: Control) -> int:
    return sum(event["type"] == "setup_changed" for event in control.events(seconds=0))


def test_the_setup_shows_every_vendor_with_its_shifts(control: Control) -> None:
    setup = control.setup()

    assert (setup["channel"], setup["channels"]) == ("rest", ["rest", "liveperson", "cm", "parley"])
    assert {slug: about["title"] for slug, about in setup["vendors"].items()} == {
        slug: desk.vendor for slug, desk in control.desks.items()
    }
    for slug, desk in control.desks.items():
        assert setup["vendors"][slug]["shifts"] == desk.shifts()


@pytest.mark.parametrize(
    ("vendor", "name"),
    [("liveperson", "Billing"), ("cm", "WebChat"), ("parley", "Agent Service")],
)
def test_a_shift_ends_and_begins_and_everybody_is_told(
    control: Control, vendor: str, name: str
) -> None:
    before = control.setup()
    for on in (False, True):
        control.set_shift(vendor, name, on=on)
        assert control.desks[vendor].shifts()[name] is on
        assert control.setup()["vendors"][vendor]["shifts"][name] is on

    assert control.setup() == before
    assert changes(control) == 2


def test_the_end_of_a_shift_has_no_time_at_which_the_next_begins(
    account: Any, control: Control
) -> None:
    control.liveperson.set_skill("2438093750", on_shift=False, next_on=1)
    control.set_shift("liveperson", "Human", on=False)

    assert control.liveperson.skills()["2438093750"]["next_on"] is None


@pytest.mark.parametrize("desk", ["liveperson", "cm", "parley"])
def test_what_the_terminal_changes_is_told_to_the_page(control: Control, desk: str) -> None:
    name = next(iter(control.desks[desk].shifts()))
    control.desks[desk].set_on_shift(name, on=False)

    assert changes(control) == 1
    assert control.setup()["vendors"][desk]["shifts"][name] is False


@pytest.mark.parametrize(
    ("vendor", "name", "complaint"),
    [
        ("robinhq", "Human", "'vendor' must be one of liveperson, cm, parley"),
        ("cm", "Human", "'name' must be one of WebChat"),
        ("parley", "Bot Service", "'name' must be one of Agent Service, Billing Service"),
        ("liveperson", "human", "'name' must be one of Human"),
    ],
)
def test_there_are_no_other_shifts(
    control: Control, vendor: str, name: str, complaint: str
) -> None:
    with pytest.raises(ControlError, match=complaint):
        control.set_shift(vendor, name, on=False)


def test_whoever_starts_the_bot_tells_its_desks_and_a_reset_leaves_them(control: Control) -> None:
    control.set_desks(["cm", "a desk of one's own"])
    control.reset()

    assert control.setup()["desks"] == ["cm", "a desk of one's own"]
    control.set_desks([])


def test_another_default_channel_is_told_and_the_same_is_not(bot: Any, control: Control) -> None:
    control.set_bot(bot.url, channel="cm")
    control.set_bot(bot.url, channel="cm")

    assert control.setup()["channel"] == "cm"
    assert changes(control) == 1


def test_faults_and_failures_to_come_are_told(control: Control) -> None:
    control.fault("login", "hang")
    control.clear_faults()
    control.fail_transfers_later(times=3)

    kinds = ("faults_changed", "failing_changed")
    events = [event for event in control.events(seconds=0) if event["type"] in kinds]
    assert [event["type"] for event in events] == [kinds[0], kinds[0], kinds[1]]
    assert events[-1]["times"] == 3
