"""The card "Waiting and messages": the queue, who waits until when, and the outbox."""

import re
import time
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from sandbox import Control
from tests.page.handoff_page import HELLO_KIM, Opened
from tests.page.page_bot import PageBot
from tests.sandbox.posted_messages import PERSONAL, document, post

REQUEST = "a person, please"
NOT_BY_ITSELF = "the bot does not come back by itself"


def noted(reference: str, ago: float = 0, **changes: Any) -> dict[str, Any]:
    """A message that was noted so many seconds ago, and was not tried yet."""
    return {
        "reference": reference,
        "kind": "message",
        "state": "waiting",
        "attempts": 0,
        "noted_at": in_seconds(-ago),
        **changes,
    }


def in_seconds(seconds: float) -> int:
    return int((time.time() + seconds) * 1000)


def fill_the_outbox(control: Control) -> None:
    """Let the outbox have a message in every state."""
    url = control.urls()["tickets"]
    post(url, document("7K3M-Q4CX"))
    post(url, document("7K3M-Q4CX"))
    post(url, document("3RTV-WX46", callback={"phone": "+31612345678"}))
    tried = {"attempts": 3, "next_at": in_seconds(3000), "error": "not reached"}
    control.report_store(
        [],
        [
            noted("9DFG-HJKM", 10),
            noted("4CDF-GHJK", 20, kind="callback", **tried),
            noted("3RTV-WX46", 30, attempts=1, next_at=in_seconds(-1), error="no answer"),
            noted("6NPQ-RTVW", 40, state="given_up", attempts=12, error="answered 422"),
        ],
    )


def test_the_queue_is_what_the_vendor_tells_and_how_many_wait_here(
    opened: Opened, control: Control
) -> None:
    control.set_agents("wait")
    page = opened()
    expect(page.queue).to_contain_text("Wait at this desk now0")
    expect(page.queue).to_contain_text("every skill0–")
    expect(page.queue.get_by_role("radio", name="as here")).to_be_checked()

    page.queue.get_by_role("radio", name="long").check()
    expect(page.queue).to_contain_text("these figures, not the queue here")
    expect(page.queue.locator("tbody tr")).to_have_text(["every skill725 min"])
    assert control.liveperson.queues()["2438093750"]["people"] == 7
    control.liveperson.set_queue("2438093710", people=1, wait_ms=60_000)
    expect(page.queue.locator("tbody tr")).to_have_text(
        ["Human725 min", "Billing11 min", "Account725 min", "Offers725 min"]
    )
    page.queue.get_by_role("radio", name="as here").check()
    expect(page.queue).to_contain_text("What LivePerson tells the bot: the queue here.")
    page.say(REQUEST)
    expect(page.queue).to_contain_text("Wait at this desk now1")
    expect(page.queue.locator("tbody tr").first).to_have_text("Human1\N{EN DASH}")
    page.button("Accept").click()
    expect(page.queue).to_contain_text("Wait at this desk now0")
    expect(page.queue.locator("tbody tr")).to_have_text(["every skill0\N{EN DASH}"])


def test_a_vendor_that_does_not_tell_has_no_queue_to_set(opened: Opened) -> None:
    page = opened()
    page.choose("Vendor", "CM.com")

    expect(page.queue).to_contain_text("CM.com does not tell the bot how long customers wait.")
    expect(page.queue.get_by_role("radio")).to_have_count(0)


def test_who_waits_is_shown_with_a_countdown_until_an_agent_writes(
    opened: Opened, control: Control
) -> None:
    page = opened()
    expect(page.waiting).to_contain_text("Nobody waits for an agent.")
    page.say(REQUEST)
    entry = page.waiting.get_by_role("listitem")
    expect(entry).to_contain_text([f"{page.conversation}this customerLivePerson / Human"])
    expect(entry).to_contain_text(re.compile(r"since \d\d:\d\d, for 0:0\d"))
    expect(entry).to_contain_text(NOT_BY_ITSELF)

    wait = {"sender": page.conversation, "state": "waiting", "due_at": in_seconds(50)}
    control.report_store([wait], [])
    countdown = re.compile(r"the bot comes back in 0:(\d\d)$")
    expect(entry).to_have_text(countdown)
    first = countdown.search(entry.inner_text())
    assert first
    expect(entry).not_to_contain_text(first[0])
    later = countdown.search(entry.inner_text())
    assert later
    assert int(later[1]) < int(first[1]) <= 50

    control.report_store([{**wait, "due_at": in_seconds(-1)}], [])
    expect(entry).to_contain_text("the bot comes back now")
    control.report_store([{**wait, "state": "taking_back"}], [])
    expect(entry).to_contain_text("the bot is taking the chat back")
    control.report_store([], [])
    page.write(HELLO_KIM)
    expect(page.waiting).to_contain_text("Nobody waits for an agent.")


def test_a_customer_whose_transfer_has_failed_waits_until_the_bot_is_back(
    opened: Opened, control: Control, bot: PageBot
) -> None:
    bot.desk = "cm"
    page = opened()
    page.fail_next_transfer()
    page.say(REQUEST)
    page.expect_attended_by("With nobody")
    expect(page.waiting).to_contain_text("Nobody waits for an agent.")
    wait = {"sender": page.conversation, "state": "waiting", "due_at": in_seconds(50)}

    control.report_store([wait], [])

    expect(page.waiting.get_by_role("listitem")).to_contain_text("the bot comes back in 0:")


def test_the_outbox_has_each_message_with_its_state_and_nothing_of_the_customer(
    opened: Opened, control: Control
) -> None:
    page = opened()
    expect(page.outbox).to_contain_text("No messages yet.")

    fill_the_outbox(control)

    page.expect_outbox(
        re.compile(r"^7K3M-Q4CXmessagedelivered \d\d:\d\d, came 2 times$"),
        re.compile(r"^9DFG-HJKMmessagestored \d\d:\d\d$"),
        re.compile(r"^4CDF-GHJKcallbacktried 3 times: not reached; next try in (50:00|49:\d\d)$"),
        "3RTV-WX46messagearrived, but not confirmed: no answer; next try now",
        "6NPQ-RTVWmessagegiven up after 12 attempts: answered 422",
    )
    page.show_all_events()
    expect(page.calls).to_contain_text("the ticket system receives message 7K3M-Q4CX again")
    assert [text for text in PERSONAL if text in page.tab.content()] == []


@pytest.mark.parametrize(
    ("name", "status"), [("down", None), ("refuses", 422), ("hangs", None), ("fine", 201)]
)
def test_the_ticket_system_can_be_switched(
    opened: Opened, control: Control, name: str, status: int | None
) -> None:
    page = opened()
    control.fault("ticket", "reset", times=None)
    down = page.outbox.get_by_role("radio", name="down")
    expect(down).to_be_checked()

    page.choose("Ticket system", name)
    expect(page.outbox.get_by_role("radio", name=name)).to_be_checked()
    page.expect_switched()

    try:
        patience = 1 if name == "hangs" else 30
        url = control.urls()["tickets"]
        answer: int | None = post(url, document(), patience=patience).status_code
    except httpx.HTTPError:
        answer = None
    assert answer == status


def test_a_bot_whose_store_nobody_reports_has_an_outbox_that_says_so(opened: Opened) -> None:
    with_nothing = '{"is_known": false, "messages": []}'
    page = opened()
    page.tab.route(
        "**/outbox", lambda route: route.fulfill(body=with_nothing, content_type="application/json")
    )

    page.tab.reload()

    expect(page.outbox).to_contain_text("The sandbox is not told which messages this bot keeps.")
    page.say(REQUEST)
    entry = page.waiting.get_by_role("listitem")
    expect(entry).to_contain_text("not told when the bot comes back")
