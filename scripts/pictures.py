"""`make pictures`: the README's pictures, taken of the demo's page while a handoff is played.

Everything is real: Rasa, the action server and the sandbox; a browser plays both people.
"""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from demo.stack import running_stack, trained_model  # noqa: E402

TARGET = ROOT / "docs" / "pictures"
VENDOR = "parley"
SCREEN = {"width": 1360, "height": 860}
# Twice as many pixels as points: sharp on a good screen.
SHARP = 2
# Colours of a picture; the page has few.
COLOURS = 256
READING_MS, LAST_MS = 1800, 3500
# A turn of the bot on a busy machine.
PATIENCE_MS = 30_000


class Film:
    """Pictures one after the other, each shown as long as it takes to read it."""

    def __init__(self, page: Page) -> None:
        """Take the page that is filmed."""
        self._page = page
        self._frames: list[Image.Image] = []

    def shoot(self) -> None:
        """Add what the page shows now."""
        self._page.wait_for_timeout(400)  # what moves in has arrived
        self._frames.append(_picture(self._page))

    def save(self, path: Path) -> None:
        """Write an endless GIF."""
        first, *others = [_few_colours(frame) for frame in self._frames]
        shown = [READING_MS] * len(others) + [LAST_MS]
        first.save(path, save_all=True, append_images=others, duration=shown, loop=0, optimize=True)


def play(page: Page, shoot: Callable[[], None]) -> None:
    """Play a handoff from the first word to the bot's return, for both people."""
    wait = page.get_by_role("group", name="Agents").get_by_role("radio", name="wait")
    wait.check()
    shoot()
    for said, answer in (
        ("I want to talk to a person about my invoice", "What is your name?"),
        ("Ada Lovelace", "e-mail address"),
        ("ada@example.org", "Hold on while I transfer you"),
    ):
        _write(page, "customer", said)
        expect(page.get_by_role("log", name="Messages of the chat")).to_contain_text(answer)
        shoot()
    page.get_by_role("button", name="Accept", exact=True).click()
    expect(page.locator("#banner")).to_have_text("A person has taken over.")
    _write(page, "agent", "Hello Ada, this is Kim. I have your invoice here.")
    shoot()
    _write(page, "customer", "Great, I think I was charged twice.")
    shoot()
    _write(page, "agent", "You were. I have just paid it back.")
    shoot()


def give_back(page: Page, shoot: Callable[[], None]) -> None:
    """Let the agent give the conversation back."""
    page.get_by_role("button", name="Give back to the bot").click()
    expect(page.locator("#banner")).to_have_text("The bot is back.")
    _write(page, "customer", "thanks")
    expect(page.get_by_role("log", name="Messages of the chat")).to_contain_text("I am back")
    shoot()


def take(url: str, browser: Browser, target: Path) -> list[Path]:
    """Play a handoff on the page at `url`; return the pictures that were written."""
    target.mkdir(parents=True, exist_ok=True)
    with _page(browser, url) as page:
        film = Film(page)
        play(page, film.shoot)
        still = [_still(browser, page.url, target, scheme) for scheme in ("light", "dark")]
        give_back(page, film.shoot)
        film.save(target / "handoff.gif")
    return [*still, target / "handoff.gif"]


@contextmanager
def _page(browser: Browser, url: str, **settings: object) -> Iterator[Page]:
    context = browser.new_context(**{"viewport": SCREEN, "reduced_motion": "reduce", **settings})
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(url)
    page.get_by_text("live", exact=True).wait_for()
    expect(page.locator("#conversation-channel")).to_contain_text("over")
    yield page
    context.close()


def _still(browser: Browser, url: str, target: Path, scheme: str) -> Path:
    path = target / f"page-{scheme}.png"
    with _page(browser, url, color_scheme=scheme, device_scale_factor=SHARP) as page:
        expect(page.locator("#who")).to_have_text("With a person")
        page.wait_for_timeout(400)
        _few_colours(_picture(page)).save(path, optimize=True)
    return path


def _write(page: Page, who: str, text: str) -> None:
    line = page.get_by_label(f"Message of the {who}")
    line.fill(text)
    line.press("Enter")
    expect(page.get_by_role("log", name="Messages of the chat")).to_contain_text(text)


def _picture(page: Page) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def _few_colours(picture: Image.Image) -> Image.Image:
    return picture.quantize(COLOURS, dither=Image.Dither.NONE)


def _browser() -> str | None:
    return os.environ.get("HANDOFF_CHROMIUM") or shutil.which("chromium")


def main() -> int:
    """Take the pictures; the exit code."""
    program = _browser()
    if program is None:
        print(
            "There is no chromium to take the pictures with. Install it (Debian: apt install"
            " chromium), or name one in HANDOFF_CHROMIUM, and run make pictures again.",
            file=sys.stderr,
        )
        return 1
    expect.set_options(timeout=PATIENCE_MS)
    print("Starting the sandbox, the action server and Rasa", flush=True)
    model = trained_model(ROOT, say=print)
    with (
        running_stack(ROOT, model, desks=[VENDOR], seconds_per_message=0) as stack,
        sync_playwright() as playwright,
    ):
        # Debian's Chromium needs user namespaces for its sandbox, which containers do not have.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        print("Playing a handoff in the browser", flush=True)
        for path in take(f"{stack.sandbox.control}/", browser, TARGET):
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
