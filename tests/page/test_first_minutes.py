"""What the page says in the first minutes, with a bot that starts at once."""

import httpx
import pytest
from playwright.sync_api import Route, expect

from sandbox import Control
from tests.page.handoff_page import Opened
from tests.page.page_bot import PageBot

REQUEST = "a person, please"
VENDOR_TITLES = {"liveperson": "LivePerson", "cm": "CM.com"}
JOINED = "A person has joined the chat."
TRANSFERRED = "The chat is being transferred to a person."
FAILED = "The transfer has failed."
# What an empty part of the page says.
NOTHING_YET = [
    "Nobody has asked for a person yet.",
    "No events yet.",
    "No transfer has come in yet.",
    "Nobody in the queue",
    "Nobody waits for an agent.",
    "No message yet.",
    "No messages yet.",
]
# The customer reads these last before the transfer; LivePerson shows its message after the bot's.
LAST_WORDS = {"liveperson": ["I have asked.", "Hold on."], "cm": ["I have asked."]}


def drawn(page_chat: str) -> list[str]:
    """Return the lines of the chat that are no names and no times."""
    words = {REQUEST, *LAST_WORDS["liveperson"], JOINED, TRANSFERRED, FAILED}
    return [line for line in page_chat.splitlines() if line in words]


@pytest.mark.parametrize("vendor", LAST_WORDS)
def test_a_person_joins_after_the_last_words_before_the_transfer(
    opened: Opened, bot: PageBot, vendor: str
) -> None:
    bot.desk = vendor
    page = opened()
    page.choose("Vendor", VENDOR_TITLES[vendor])
    page.say(REQUEST)
    page.expect_in_chat(JOINED)

    expected = [REQUEST, *LAST_WORDS[vendor], TRANSFERRED, JOINED]
    assert drawn(page.chat.inner_text()) == expected
    page.tab.reload()
    page.expect_in_chat(JOINED)
    assert drawn(page.chat.inner_text()) == expected


def test_a_transfer_that_is_refused_at_once_fails_after_the_last_words(opened: Opened) -> None:
    page = opened()
    page.choose("Agents", "refuse")
    page.say(REQUEST)
    page.expect_in_chat("LivePerson tells the bot.")

    chat = page.chat.inner_text()
    assert drawn(chat) == [REQUEST, *LAST_WORDS["liveperson"], TRANSFERRED]
    assert chat.index(TRANSFERRED) < chat.index(f"{FAILED} LivePerson tells the bot.")


def test_a_customer_who_waits_is_linked_with_the_chat_while_another_is_open(
    opened: Opened, control: Control
) -> None:
    page = opened()
    page.say(REQUEST)
    page.expect_a_person()
    first = page.conversation
    links = page.tab.locator(".customer-links")
    expect(links).to_be_hidden()
    page.choose("Agents", "wait")
    page.button("New customer").click()
    expect(page.tab.locator("#conversation-id")).not_to_have_text(first)
    expect(links).to_contain_text("This is not the customer in the chat.")
    page.say(REQUEST)
    page.expect_attended_by("Waiting")

    entries = page.tab.locator(".entry")
    expect(entries).to_have_count(2)
    badge = page.tab.get_by_text("in the chat on the left").locator("visible=true")
    in_chat = entries.filter(has=badge).locator(".entry-name")
    expect(in_chat).to_have_text(page.conversation)
    expect(links).to_contain_text("The customer in the chat is waiting.")
    page.button("Open the one who waits").click()
    expect(page.tab.locator(".transfer-title")).to_have_text(page.conversation)
    expect(links).to_be_hidden()

    entries.filter(has_text=first).click()
    page.button("Answer at the desk").click()
    page.button("Accept").click()
    page.expect_a_person()
    entries.filter(has_text=first).click()
    page.button("Show in the chat").click()
    expect(page.tab.locator("#conversation-id")).to_have_text(first)
    page.expect_in_chat(JOINED)
    expect(in_chat).to_have_text(first)


def test_this_conversation_only_shows_nothing_else(opened: Opened, control: Control) -> None:
    page = opened()
    control.customer_says("another", REQUEST)
    page.say(REQUEST)
    page.expect_a_person()
    expect(page.calls).to_contain_text("an agent takes the conversation")
    page.expect_in_chat("Hold on.")  # said last; the agent may be there before

    expect(page.calls.locator("li")).to_have_count(
        len([event for event in shown(control) if event.get("conversation") == page.conversation])
    )
    expect(page.calls).not_to_contain_text("login")
    of_nobody = len([event for event in shown(control) if not event.get("conversation")])
    of_others = len([event for event in shown(control) if event.get("conversation") == "another"])
    assert min(of_nobody, of_others) > 0
    expect(page.tab.locator("#hidden-events")).to_have_text(
        f"hidden: {of_nobody} that name no conversation, {of_others} of others"
    )
    page.show_all_events()
    expect(page.calls.locator("li")).to_have_count(len(shown(control)))
    expect(page.calls).to_contain_text("login")
    expect(page.tab.locator("#hidden-events")).to_be_empty()


def shown(control: Control) -> list[dict[str, object]]:
    """The events that have a row in the event log, since the last reset."""
    hidden = {"bot_answered", "fault", "setup_changed", "faults_changed", "failing_changed"}
    events = control.past_events()
    start = max(event["id"] for event in events if event["type"] == "reset")
    return [
        event
        for event in events
        if event["id"] >= start and event["type"] not in {*hidden, "store_reported"}
    ]


def test_nothing_is_said_of_the_sandbox_before_it_has_answered(opened: Opened) -> None:
    page = opened()
    held: list[Route] = []
    page.tab.route("**/events", lambda route: held.append(route))
    with page.tab.expect_request("**/events"):  # the page may say so before it connects
        page.tab.reload()
    connecting = page.tab.get_by_text("Connecting to the sandbox \N{HORIZONTAL ELLIPSIS}")
    expect(connecting.locator("visible=true")).to_have_count(6)
    text = page.tab.locator("body").inner_text()
    assert [each for each in (*NOTHING_YET, "With the bot") if each in text] == []

    held[0].continue_()
    for each in NOTHING_YET:
        expect(page.tab.locator("body")).to_contain_text(each)
    page.expect_attended_by("With the bot")
    expect(connecting).to_have_count(0)


def test_a_bot_that_tells_the_sandbox_nothing_is_told_what_to_change(
    opened: Opened, control: Control, bot: PageBot
) -> None:
    bot.has_api = False
    page = opened()
    page.say(REQUEST)
    page.expect_a_person()
    untold = page.tab.locator("#requests-empty")
    expect(untold).to_contain_text("The sandbox is not told of requests for a person")
    actions = control.urls()["actions"]
    expect(untold).to_contain_text(f"write {actions}/webhook as the url of action_endpoint")
    expect(page.figures).to_contain_text("it cannot count them")
    expect(page.figures.locator("dd")).to_have_count(0)

    bot.has_api = True
    page.tab.reload()
    expect(untold).to_have_text(NOTHING_YET[0])
    expect(page.figures).to_contain_text(
        "As the bot knows it. Rasa calls its action server directl"
    )
    page.expect_figures(Requests="0")

    bot.has_api = False
    httpx.post(f"{actions}/webhook", json={"next_action": "action_listen"}, trust_env=False)
    page.tab.reload()
    expect(untold).to_have_text(NOTHING_YET[0])
    expect(page.figures.locator("#figures-source")).to_have_text("As the bot knows it.")


def test_the_desk_is_that_of_the_vendor_that_was_called_last_unless_one_is_chosen(
    opened: Opened, control: Control, bot: PageBot
) -> None:
    control.set_desks([])
    page = opened()
    heading = page.tab.locator("#desk-title")
    remarks = page.tab.locator("#switch-remarks")
    expect(remarks).to_contain_text("The bot has not called a vendor yet")
    expect(heading).to_have_text("Agents' desk")

    bot.desk = "parley"
    page.say(REQUEST)
    expect(heading).to_have_text("Agents' desk at Parley")
    expect(page.radio("Parley")).to_be_checked()
    expect(page.switch("Agent Service")).to_be_checked()
    expect(remarks).to_be_empty()
    page.tab.reload()
    expect(heading).to_have_text("Agents' desk at Parley")

    page.choose("Vendor", "CM.com")
    page.say(REQUEST)
    page.expect_a_person()
    expect(heading).to_have_text("Agents' desk at CM.com")


def test_what_was_given_and_not_sent_is_said(opened: Opened, bot: PageBot) -> None:
    bot.tracker["slots"].update(human_handoff_name="Ada")
    page = opened()
    page.say(REQUEST)

    expect(page.facts).to_contain_text("Namegiven in the chat, not sentE-mailnot given")
