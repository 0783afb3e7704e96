"""`make pictures`: take the README's pictures of the demo's page during a handoff.

Rasa, the action server and the sandbox are real; a browser acts as the customer and as the agent.
Run it as `python -m scripts.pictures`.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize, expect

from demo.stack import ROOT, running_stack, trained_model

from .chromium import MISSING, chromium_path
from .handoff_page import HandoffPage, launched

TARGET = ROOT / "docs" / "pictures"
VENDOR = "parley"
WINDOW: ViewportSize = {"width": 1360, "height": 860}
# Two pixels for each point of the page, so that the pictures are sharp on a good screen.
SCALE = 2
# The page has few colours, so a picture needs no more than this.
COLOURS = 256
# How long the film shows each picture, and the last one, in milliseconds.
FRAME_MS, LAST_FRAME_MS = 1800, 3500
# By then everything that moves on the page has stopped.
SETTLED_MS = 400
# A turn of the bot may take this long on a busy machine.
TIMEOUT_MS = 30_000


class Film:
    """Pictures of a page, one after the other, as an animated GIF."""

    def __init__(self, page: Page) -> None:
        """Take the page that is filmed."""
        self._page = page
        self._frames: list[Image.Image] = []

    def shoot(self) -> None:
        """Add a picture of what the page shows now."""
        self._page.wait_for_timeout(SETTLED_MS)
        self._frames.append(_picture(self._page))

    def save(self, path: Path) -> None:
        """Write the GIF, which repeats for ever."""
        first, *others = [_few_colours(frame) for frame in self._frames]
        durations = [FRAME_MS] * len(others) + [LAST_FRAME_MS]
        first.save(
            path, save_all=True, append_images=others, duration=durations, loop=0, optimize=True
        )


def hand_over(page: HandoffPage, shoot: Callable[[], None]) -> None:
    """Hand a conversation over to an agent, who answers."""
    page.choose("Agents", "wait")
    shoot()
    for message, answer in (
        ("I want to talk to a person about my invoice", "What is your name?"),
        ("Ada Lovelace", "e-mail address"),
        ("ada@example.org", "Hold on while I transfer you"),
    ):
        page.say(message)
        page.expect_in_chat(answer)
        shoot()
    page.button("Accept").click()
    page.expect_banner("A person has taken over.")
    for write, message in (
        (page.write, "Hello Ada, this is Kim. I have your invoice here."),
        (page.say, "Great, I think I was charged twice."),
        (page.write, "You were. I have just paid it back."),
    ):
        write(message)
        page.expect_in_chat(message)
        shoot()


def give_back(page: HandoffPage, shoot: Callable[[], None]) -> None:
    """Give the conversation back to the bot."""
    page.give_back()
    page.say("thanks")
    page.expect_in_chat("I am back")
    shoot()


def take(url: str, browser: Browser, target: Path) -> list[Path]:
    """Play a handoff on the page at `url` and return the pictures that were written."""
    target.mkdir(parents=True, exist_ok=True)
    with _opened(browser, url) as page:
        film = Film(page.tab)
        hand_over(page, film.shoot)
        stills = [_still(browser, page.tab.url, target, scheme) for scheme in ("light", "dark")]
        give_back(page, film.shoot)
        film.save(target / "handoff.gif")
    return [*stills, target / "handoff.gif"]


@contextmanager
def _opened(browser: Browser, url: str, **settings: Any) -> Iterator[HandoffPage]:
    context = browser.new_context(viewport=WINDOW, reduced_motion="reduce", **settings)
    tab = context.new_page()
    tab.set_default_timeout(TIMEOUT_MS)
    page = HandoffPage(tab)
    page.open(url)
    yield page
    context.close()


def _still(browser: Browser, url: str, target: Path, scheme: str) -> Path:
    path = target / f"page-{scheme}.png"
    with _opened(browser, url, color_scheme=scheme, device_scale_factor=SCALE) as page:
        page.expect_a_person()
        page.tab.wait_for_timeout(SETTLED_MS)
        _few_colours(_picture(page.tab)).save(path, optimize=True)
    return path


def _picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _few_colours(picture: Image.Image) -> Image.Image:
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)


def main() -> int:
    """Take the pictures and return the exit code."""
    program = chromium_path()
    if program is None:
        print(MISSING, file=sys.stderr)
        return 1
    expect.set_options(timeout=TIMEOUT_MS)
    print("Starting the sandbox, the action server and Rasa", flush=True)
    model = trained_model(ROOT, progress=print)
    with (
        running_stack(ROOT, model, desks=[VENDOR], seconds_per_message=0) as stack,
        launched(program) as browser,
    ):
        print("Playing a handoff in the browser", flush=True)
        for path in take(f"{stack.sandbox.control}/", browser, TARGET):
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
