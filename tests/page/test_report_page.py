"""The report's page in a browser: for everybody, on every screen, with nothing from outside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from actions.human_handoff.handoff_report.groups import By
from actions.human_handoff.handoff_report.page import html_report
from tests.page.handoff_page import PHONE
from tests.unit.handoff_report.made_events import made_events
from tests.unit.handoff_report.reports import document_of, lines

Report = Callable[..., Page]


@pytest.fixture
def report(browser: Browser, tmp_path: Path) -> Iterator[Report]:
    """Returns a function that opens a report, in a browser without a network."""
    path = tmp_path / "report.html"
    path.write_text(html_report(document_of(lines(made_events(800)), By.SKILL)), "utf-8")
    contexts = []

    def report(**options: Any) -> Page:
        contexts.append(browser.new_context(offline=True, java_script_enabled=True, **options))
        tab = contexts[-1].new_page()
        tab.goto(path.as_uri())
        return tab

    yield report
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("screen", [{}, PHONE], ids=["desktop", "phone"])
def test_axe_has_nothing_serious_to_say(report: Report, screen: Any, scheme: str) -> None:
    tab = report(color_scheme=scheme, **screen)

    violations = Axe().run(tab).response["violations"]

    assert [each["id"] for each in violations if each["impact"] in ("serious", "critical")] == []
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_dark_system_gets_a_dark_page(report: Report) -> None:
    colours = {
        report(color_scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    }

    assert colours == {"rgb(245, 246, 248)", "rgb(16, 21, 28)"}


def test_no_letters_of_a_plot_lie_upon_others(report: Report) -> None:
    overlapping = report().evaluate(
        """() => [...document.querySelectorAll("svg")].flatMap(plot => {
          const texts = [...plot.querySelectorAll("text")].map(
            each => [each.textContent, each.getBoundingClientRect()]);
          return texts.flatMap(([a, one], i) => texts.slice(i + 1).filter(([b, two]) =>
            one.left < two.right && two.left < one.right &&
            one.top + 2 < two.bottom && two.top + 2 < one.bottom).map(([b]) => [a, b]));
        })"""
    )

    assert overlapping == []


def test_plots_tell_their_numbers_to_a_screen_reader(report: Report) -> None:
    tab = report()

    assert tab.get_by_role("img").count() == 4
    assert tab.get_by_role("img", name="Requests over time").count() == 1
