"""What there is to switch: vendors with their shifts, channels, the bot's desks, failures."""

import pytest

from tests.sandbox.driver import Driver


def changes(control: Driver) -> int:
    return len(control.happened("setup_changed"))


def test_the_setup_shows_every_vendor_with_its_shifts(control: Driver) -> None:
    setup = control.setup()

    assert (setup["channel"], setup["channels"]) == ("rest", ["rest", "liveperson", "cm", "parley"])
    assert setup["vendors"] == {
        slug: {"title": desk.vendor, "shifts": desk.shifts()}
        for slug, desk in control.desks.items()
    }


@pytest.mark.parametrize(
    ("desk", "name"),
    [("liveperson", "Billing"), ("cm", "WebChat"), ("parley", "Agent Service")],
)
def test_a_shift_ends_and_begins_and_everybody_is_told(
    control: Driver, desk: str, name: str
) -> None:
    before = control.setup()
    for on in (False, True):
        control.desks[desk].set_on_shift(name, on=on)
        assert control.desks[desk].shifts()[name] is on
        assert control.setup()["vendors"][desk]["shifts"][name] is on

    assert control.setup() == before
    assert changes(control) == 2


def test_the_end_of_a_shift_has_no_time_at_which_the_next_begins(control: Driver) -> None:
    control.liveperson.set_skill("2438093750", on_shift=False, next_on=1)
    control.set_shift("liveperson", "Human", on=False)

    assert control.liveperson.skills()["2438093750"]["next_on"] is None


def test_whoever_starts_the_bot_tells_its_desks_and_a_reset_leaves_them(control: Driver) -> None:
    control.set_desks(["cm", "a desk of one's own"])
    control.reset()

    assert control.setup()["desks"] == ["cm", "a desk of one's own"]
    control.set_desks([])


def test_another_default_channel_is_told_and_the_same_is_not(control: Driver) -> None:
    control.set_bot(control.bot.url, channel="cm")
    control.set_bot(control.bot.url, channel="cm")

    assert control.setup()["channel"] == "cm"
    assert changes(control) == 1


def test_faults_and_failures_to_come_are_told(control: Driver) -> None:
    control.fault("login", "hang")
    control.clear_faults()
    control.fail_transfers_later(times=3)

    faults, cleared, failing = control.happened("faults_changed", "failing_changed")
    assert faults["type"] == cleared["type"] == "faults_changed"
    assert (failing["type"], failing["times"]) == ("failing_changed", 3)
