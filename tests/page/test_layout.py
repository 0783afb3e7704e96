"""What fits where: a laptop, a narrow window, and phones."""

from playwright.sync_api import expect

from tests.page.handoff_page import PHONE, HandoffPage, Opened
from tests.page.page_bot import PageBot

LAPTOP = {"viewport": {"width": 1440, "height": 900}}
SMALLEST = {"viewport": {"width": 320, "height": 640}}
REQUEST = "a person, please"
PANES = ("Chat", "Desk", "Switches", "Requests", "Waiting", "Event log")


def window(width: int) -> dict[str, object]:
    return {"viewport": {"width": width, "height": 700}}


def fill_the_tracker(bot: PageBot) -> None:
    """Let every slot that the page shows have a long value."""
    bot.tracker["slots"].update(
        human_handoff_state="requested",
        human_handoff_shift_status="unknown",
        human_handoff_desk="liveperson",
        human_handoff_requested_skill="offers_and_renewals",
        human_handoff_failure="unconfirmed",
        human_handoff_name="Ada",
        human_handoff_email="ada@example.org",
        requested_slot="human_handoff_phone_check",
    )
    bot.tracker["active_loop"] = {"name": "human_handoff_callback_form"}


def pane(page: HandoffPage, name: str) -> None:
    page.tab.get_by_role("navigation").get_by_role("button", name=name).click()


def test_a_laptop_shows_the_whole_tracker_beside_chat_and_desk(
    opened: Opened, bot: PageBot
) -> None:
    bot.desk = "cm"
    fill_the_tracker(bot)
    page = opened(**LAPTOP)
    page.choose("Vendor", "CM.com")
    page.fail_next_transfer()
    page.say(REQUEST)
    page.expect_attended_by("With nobody")
    page.expect_tracker("Failed, but the bot is not told", "if the number is right")

    body = page.tab.locator("#tracker")
    assert body.evaluate("element => element.scrollHeight <= element.clientHeight")
    for row in (body.locator(".tracker-state"), *body.locator("dl > div").all()):
        box = row.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900
    assert page.tab.evaluate("scrollY") == 0


def test_from_800_pixels_chat_and_desk_stand_side_by_side(opened: Opened) -> None:
    page = opened(**window(800))
    page.say(REQUEST)
    page.expect_a_person()

    chat, desk = (page.tab.locator(part).bounding_box() for part in ("#chat", "#desk"))
    assert chat is not None
    assert desk is not None
    assert chat["y"] == desk["y"]
    assert chat["x"] + chat["width"] < desk["x"]
    expect(page.agents_message).to_be_visible()
    assert page.widths() == [800, 800]

    page.tab.set_viewport_size({"width": 799, "height": 700})
    expect(page.tab.locator("#desk")).to_be_hidden()
    expect(page.tab.get_by_role("navigation")).to_be_visible()


def test_on_a_phone_a_sign_in_the_chat_leads_to_the_desk(opened: Opened) -> None:
    page = opened(**PHONE)
    pane(page, "Switches")
    page.choose("Agents", "wait")
    pane(page, "Chat")
    expect(page.button("Answer at the desk")).to_be_hidden()
    page.say(REQUEST)

    page.button("Answer at the desk").click()
    page.button("Accept").click()
    expect(page.agents_message).to_be_focused()
    pane(page, "Chat")
    page.expect_a_person()
    page.button("To the agents\N{RIGHT SINGLE QUOTATION MARK} desk").click()
    expect(page.agents_message).to_be_visible()


def test_nothing_is_wider_than_the_smallest_phone(opened: Opened, bot: PageBot) -> None:
    fill_the_tracker(bot)
    page = opened(**SMALLEST)
    page.say(REQUEST)
    page.expect_a_person()

    for name in PANES:
        pane(page, name)
        assert page.widths() == [320, 320], name
        main = page.tab.locator("main")
        assert main.evaluate("element => element.scrollWidth <= element.clientWidth"), name
    navigation = page.tab.get_by_role("navigation")
    assert navigation.evaluate("element => element.scrollWidth <= element.clientWidth")
    for title in ("New", "Reset"):
        box = page.tab.locator(".top").get_by_role("button", name=title).bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= 320
