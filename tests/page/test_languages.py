"""The page of a bot that speaks Dutch: what the customer is offered to say is Dutch, too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from sandbox import Control
from tests.page.handoff_page import Opened

DUTCH, ENGLISH = "Ik wil een medewerker spreken", "I want to talk to a person"


@pytest.fixture
def dutch(control: Control) -> Iterator[Control]:
    state = control.state()
    control.set_bot(state["bot"], state["channel"], language="nl")
    yield control
    control.set_bot(state["bot"], state["channel"])


def test_the_first_messages_are_in_the_language_of_the_bot(opened: Opened, dutch: Control) -> None:
    page = opened()
    expect(page.button(DUTCH)).to_be_visible()
    expect(page.button(ENGLISH)).to_have_count(0)
    page.button(DUTCH).click()
    page.expect_in_chat(DUTCH)


def test_without_a_language_they_are_english(opened: Opened, control: Control) -> None:
    page = opened()
    expect(page.button(ENGLISH)).to_be_visible()
    page.button("New customer").click()
    expect(page.button(ENGLISH)).to_be_visible()
