"""What became of every request for a person, with the servers of `make demo` and two desks."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from sandbox import Control
from tests.page.handoff_page import HandoffPage, Opened

REQUEST = "I want to talk to a person"
ANSWERS = ("my name is Ada", "ada@example.org")
ASKED = "The customer asked for a person asked"
ON_SHIFT = "Somebody was on shift on_shift the vendor said so reported"
OFF_SHIFT = "Nobody was on shift off_shift"
ACCEPTED = "The vendor accepted the transfer accepted"
REFUSED, LATER = "The vendor refused it refused", "Accepted first, failed afterwards failed_later"
CANCELLED = "The customer changed their mind cancelled"
LIVEPERSON, CM = "LivePerson / human", "CM.com / human"
NOW = "Agents have it, as far as the bot knows"
RETURNED = "The agent gave it back to the bot returned"


@pytest.fixture
def control(hand_over_to: Callable[..., Control]) -> Control:
    """The sandbox of the real bot, with two desks."""
    return hand_over_to("liveperson", "cm")


def says(control: Control, page: HandoffPage, *texts: str) -> None:
    for text in texts:
        control.customer_says(page.conversation, text)


def set_on_shift(control: Control, on: bool) -> None:
    control.desks["liveperson"].set_on_shift("Human", on=on)
    control.desks["cm"].set_on_shift("WebChat", on=on)


def test_each_attempt_has_one_reason_and_one_outcome_in_words(
    opened: Opened, control: Control
) -> None:
    page = opened()
    expect(page.tab.get_by_text("Nobody has asked for a person yet.", exact=True)).to_be_visible()
    page.expect_figures(Requests="0", Time_to_a_desk="–")

    set_on_shift(control, on=False)
    says(control, page, REQUEST)
    off = (ASKED, OFF_SHIFT, "the vendor said so reported", "–", OFF_SHIFT)
    page.expect_requests(off)

    set_on_shift(control, on=True)
    says(control, page, REQUEST)
    undecided = (ASKED, ON_SHIFT, "–", "Nothing is decided yet")
    page.expect_requests(undecided, off)
    says(control, page, "never mind")
    cancelled = (ASKED, ON_SHIFT, "\N{EN DASH}", CANCELLED)
    page.expect_requests(cancelled, off)

    control.fault("escalate", "status", status=400)
    says(control, page, REQUEST, *ANSWERS)
    first = (ASKED, ON_SHIFT, LIVEPERSON, REFUSED)
    page.expect_requests(first, (CM, ACCEPTED, NOW), cancelled, off)
    page.expect_announced("Request for a person: The vendor accepted the transfer")
    page.expect_figures(With_agents_now="1", Reached_a_desk="1")
    control.agent_returns(page.conversation)
    page.expect_requests(first, (CM, ACCEPTED, RETURNED), cancelled, off)
    page.expect_figures(With_agents_now="0", Reached_a_desk="1 of 3", Untrue_promises="0 of 1")


def test_a_broken_promise_counts_and_two_customers_are_counted_together(
    opened: Opened, control: Control
) -> None:
    page = opened()
    control.set_agents("wait")
    says(control, page, REQUEST, *ANSWERS)
    accepted = (ASKED, ON_SHIFT, LIVEPERSON, ACCEPTED, NOW)
    page.expect_requests(accepted)

    other = opened()
    set_on_shift(control, on=False)
    says(control, other, REQUEST)
    other.expect_requests(
        (ASKED, OFF_SHIFT, "the vendor said so reported", "\N{EN DASH}", OFF_SHIFT)
    )
    set_on_shift(control, on=True)
    page.expect_figures(Requests="2", Reached_a_desk="1 of 2", Untrue_promises="0 of 1")

    control.set_agents("accept")
    page.button("Refuse").click()
    later = (ASKED, ON_SHIFT, LIVEPERSON, LATER)
    for _ in range(2):
        page.expect_requests(later, (CM, ACCEPTED, NOW))
        page.expect_figures(
            Requests="2",
            Reached_a_desk="1 of 2",
            Reached_no_desk="1 of 2",
            Untrue_promises="1 of 2",
            With_agents_now="1",
            Why_no_desk_was_reached=f"1 {OFF_SHIFT}",
        )
        seconds = control.figures()["median_seconds"]
        page.expect_figures(Time_to_a_desk=f"{seconds:.1f} s")
        page.tab.reload()
