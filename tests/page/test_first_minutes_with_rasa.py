"""What the page says in the first minutes of `make demo`: one running demo, three desks."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from demo.command import NO_SHIFT_CACHE
from demo.store_reader import reported_store
from demo.waits_and_messages import sections
from sandbox import Control
from tests.bot_responses import BACK, OFF_SHIFT
from tests.page.handoff_page import HandoffPage, Opened
from tests.page.test_with_rasa import REQUEST, ask_for_a_person, expect_a_transfer, fill_the_form
from tests.real_bot import Bot

TITLES = {"liveperson": "LivePerson", "cm": "CM.com", "parley": "Parley"}
NOT_BY_ITSELF = "The bot does not come back by itself."
COUNTDOWN = re.compile(r"The bot comes back in \d:\d\d\.")
NOBODY_READS = "No agent has this chat, and nobody reads what the customer writes."
ASKED_NOT_SENT = "The customer asked for a person (not sent)"
SILENT = "No agent has this chat, and the bot stays silent: it believes that agents have it."


@pytest.fixture(scope="module")
def demo(real: Bot) -> Iterator[Control]:
    """The sandbox of the real bot with the settings of `make demo`, and a desk of each vendor."""
    # Rasa's channels and the action server must have the same store.
    state = {"url": f"sqlite:///{(real.logs / 'channels.db').resolve()}"}
    with Control(real.sandbox.control) as control:
        settings = sections(real.sandbox.urls, [*TITLES])
        real.configure(desks=[*TITLES], state=state, shift_cache=NO_SHIFT_CACHE, **settings)
        with reported_store(control, real.logs / "human_handoff.yml"):
            yield control
        control.report_store([], [])


@pytest.fixture
def control(demo: Control, real: Bot) -> Control:
    demo.reset()
    demo.set_desks([*TITLES])
    demo.set_bot(real.rasa_url, channel="liveperson", hears_agents=True)
    return demo


def at(opened: Opened, vendor: str) -> HandoffPage:
    """A page whose customer is on this vendor's own channel."""
    page = opened()
    if vendor != "liveperson":
        page.choose("Vendor", TITLES[vendor])
    expect(page.tab.locator("#conversation-channel")).to_have_text(f"over {TITLES[vendor]}")
    return page


def remarks(page: HandoffPage) -> str:
    return page.tab.locator("#switch-remarks").inner_text()


def test_a_switch_that_does_not_reach_the_customer_says_why(opened: Opened) -> None:
    page = opened()
    ask_for_a_person(page)  # the bot is told the shift status, and remembers it
    assert remarks(page) == ""
    page.button("New customer").click()
    page.choose("Vendor's API is", "down")
    page.switch("Human").click()
    expect(page.switch("Human")).not_to_be_checked()
    expect(page.tab.locator("#switch-remarks")).to_contain_text("does not stop it")
    assert "uses the shift status that it was told before" in remarks(page)

    expect_a_transfer(page, "Bob")
    page.choose("Vendor's API is", "fine")
    expect(page.tab.locator("#switch-remarks")).to_be_empty()


@pytest.mark.parametrize(
    ("vendor", "with_whom", "why", "ending", "reason"),
    [
        ("liveperson", "With nobody", NOBODY_READS, NOT_BY_ITSELF, REQUEST),
        ("cm", "With nobody", NOBODY_READS, COUNTDOWN, ASKED_NOT_SENT),
        ("parley", "With a silent bot", SILENT, COUNTDOWN, REQUEST),
    ],
    ids=TITLES,
)
def test_who_is_stranded_is_told_in_the_chat_and_what_was_given_stands_on_the_desk(
    opened: Opened,
    vendor: str,
    with_whom: str,
    why: str,
    ending: str | re.Pattern[str],
    reason: str,
) -> None:
    page = at(opened, vendor)
    page.fail_next_transfer()
    expect(page.tab.locator("#switch-remarks")).to_contain_text(
        f"{TITLES[vendor]} does not tell a bot on this channel that a transfer has failed"
    )
    ask_for_a_person(page)
    fill_the_form(page)

    page.expect_attended_by(with_whom)
    page.expect_in_chat(f"The transfer has failed. {TITLES[vendor]} does not tell the bot.")
    start = f"The transfer has failed, and {TITLES[vendor]} has not told the bot."
    page.expect_banner(f"{start} {why}")
    expect(page.tab.locator("#banner-until")).to_contain_text(ending)
    page.expect_tracker("Failed, but the bot is not told")
    expect(page.facts).to_contain_text("NameAdaE-mailada@example.org")
    expect(page.facts).to_contain_text(f"Reason{reason}")


def test_a_bot_is_silent_too_when_the_agents_refuse_at_once(opened: Opened) -> None:
    page = at(opened, "parley")
    page.choose("Agents", "refuse")
    expect(page.tab.locator("#switch-remarks")).to_contain_text("Parley does not tell a bot")
    ask_for_a_person(page)
    fill_the_form(page)

    page.expect_attended_by("With a silent bot")
    expect(page.tab.locator("#banner-until")).to_contain_text(COUNTDOWN)


def test_the_words_of_the_tracker_follow_the_conversation(opened: Opened) -> None:
    page = opened()
    page.expect_tracker("No message yet.")
    page.say("hello")
    page.expect_tracker("Nobody has asked for a person", "Its slot says: none (no transfer is")
    page.switch("Human").click()
    page.say(REQUEST)
    page.expect_in_chat(OFF_SHIFT)
    page.expect_tracker("Asked while nobody was on shift", "On shift when askednobody")
    expect(page.tab.locator(".queue")).to_have_text(re.compile("^No transfer has come in yet"))

    page.switch("Human").click()
    page.choose("Agents", "wait")
    page.button("New customer").click()
    ask_for_a_person(page)
    page.expect_tracker("Asked for a person", "Nothing is transferred yet.", "It waits forthe name")
    fill_the_form(page)
    page.expect_tracker("Transferred, no agent yet", "Its slot says: requested", "Namegiven")
    page.button("Accept").click()
    page.expect_tracker("An agent has the customer")
    page.give_back()
    page.expect_tracker(
        "Given back by the agent", "with the customer\N{RIGHT SINGLE QUOTATION MARK}s"
    )
    page.say("hello")
    page.expect_in_chat(BACK)
    page.expect_tracker("Given back by the agent", "The bot has the customer again.")
