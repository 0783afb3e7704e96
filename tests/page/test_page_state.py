"""The sandbox has all state: several tabs, reloads, changes from elsewhere, many customers."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import Route, expect

from sandbox import Control
from tests.page.handoff_page import HELLO_KIM, Opened

CUSTOMERS = 50
LONGEST_TASK_MS = 200
OBSERVE = """() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    }).observe({ type: "longtask" });
}"""


def test_a_reload_in_the_middle_loses_nothing(opened: Opened) -> None:
    page = opened()
    page.say("hello", "a person, please")
    page.expect_in_chat("Hold on.")  # said last; the agent may be there before
    page.expect_same_after_reload("#rows")

    second = opened(page.tab.url)
    second.expect_in_chat(HELLO_KIM)
    second.write("Still here.")
    page.expect_in_chat("Still here.")


def test_fifty_customers_in_the_queue_leave_the_page_usable(
    opened: Opened, control: Control
) -> None:
    control.set_agents("wait")
    page = opened()
    page.tab.evaluate(OBSERVE)
    with ThreadPoolExecutor(CUSTOMERS) as customers:
        names = [f"customer-{number}" for number in range(CUSTOMERS)]
        list(customers.map(lambda name: control.customer_says(name, "a person, please"), names))

    entries = page.tab.locator(".entry")
    expect(entries).to_have_count(CUSTOMERS)
    expect(page.tab.locator("#desk-count")).to_contain_text(f"{CUSTOMERS} waiting")
    entries.last.click()
    page.button("Accept").click()
    page.write(HELLO_KIM)
    page.expect_on_desk("Kim")
    # A click must not wait for the queue: https://web.dev/articles/inp has 200 ms for a good page.
    assert page.tab.evaluate("longest") < LONGEST_TASK_MS
    page.tab.reload()
    expect(entries).to_have_count(CUSTOMERS)


@pytest.mark.parametrize(
    ("group", "name", "change", "read"),
    [
        ("Agents", "refuse", "**/agents", "**/state"),
        ("Queue that the bot is told", "long", "**/setup/queues", "**/outbox"),
    ],
)
def test_a_switch_does_not_jump_back_while_its_change_is_under_way(
    opened: Opened, control: Control, group: str, name: str, change: str, read: str
) -> None:
    page = opened()
    held: list[Route] = []
    page.tab.route(
        change,
        lambda route: held.append(route) if route.request.method == "PUT" else route.continue_(),
    )
    page.choose(group, name)
    # The page asks for the second time after it has drawn what it was answered for the first.
    for _ in range(2):
        with page.tab.expect_response(read):
            control.fault("login", "status")
    assert page.radio(name).is_checked()

    held[0].continue_()
    with page.tab.expect_response(read):
        control.fault("login", "status")
    assert page.radio(name).is_checked()
    page.expect_switched()  # otherwise the change may be made after the reset
    control.reset()
    expect(page.radio(name)).not_to_be_checked()


def test_a_switch_does_not_jump_back_when_another_customer_is_shown_before_it_is_read_again(
    opened: Opened, control: Control
) -> None:
    page = opened()
    changes: list[Route] = []
    held: list[Route] = []

    def hold_what_is_read_after_the_change(route: Route) -> None:
        if route.request.method == "GET" and changes:
            held.append(route)
            return
        if route.request.method == "PUT":
            changes.append(route)
        route.continue_()

    page.tab.route("**/agents", hold_what_is_read_after_the_change)
    # A page that has just been opened may still be reading; that must not be held.
    with page.tab.expect_request(
        lambda each: each.url.endswith("/agents") and each.method == "GET" and bool(changes)
    ):
        page.choose("Agents", "refuse")
    before = page.conversation
    page.tab.locator("#new-customer").click()
    expect(page.tab.locator("#conversation-id")).not_to_have_text(before)

    assert page.radio("refuse").is_checked()
    held[0].continue_()


def test_quick_clicks_are_changes_one_after_the_other(opened: Opened, control: Control) -> None:
    page = opened()
    held: list[Route] = []
    page.tab.route(
        "**/faults/ticket",
        lambda route: route.continue_() if held else held.append(route),
    )
    for name in ("refuses", "hangs"):
        page.choose("Ticket system", name)
    with page.tab.expect_response("**/outbox"):
        control.report_store([], [])
    held[0].continue_()

    expect(page.radio("hangs")).to_be_checked()
    page.expect_switched()
    assert [each["kind"] for each in control.ask("GET", "/faults")] == ["hang"]


def test_what_is_switched_elsewhere_is_shown_here(opened: Opened, control: Control) -> None:
    page, other = opened(), opened()

    other.choose("Agents", "refuse")
    control.desks["liveperson"].set_on_shift("Billing", on=False)
    control.fault("login", "status")

    expect(page.radio("refuse")).to_be_checked()
    expect(page.switch("Billing")).not_to_be_checked()
    expect(page.tab.get_by_text("other faults, ordered by hand")).to_be_visible()
    page.button("Reset everything").click()
    for each in (page, other):
        expect(each.radio("accept")).to_be_checked()
        expect(each.switch("Billing")).to_be_checked()
