"""`make pictures`: the README's pictures, of a handoff with a real Rasa."""

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageSequence, ImageStat
from playwright.sync_api import Browser

from sandbox import Control
from scripts.pictures import TARGET, VENDOR, take


def brightness(path: Path) -> float:
    with Image.open(path) as picture:
        return float(ImageStat.Stat(picture.convert("L")).mean[0])


def frames_of(path: Path) -> list[bytes]:
    with Image.open(path) as film:
        return [frame.convert("RGB").tobytes() for frame in ImageSequence.Iterator(film)]


def test_a_handoff_is_played_and_its_pictures_are_taken(
    hand_over_to: Callable[[str], Control], browser: Browser, tmp_path: Path
) -> None:
    control = hand_over_to(VENDOR)

    written = take(control.urls()["control"], browser, tmp_path)

    assert sorted(path.name for path in written) == sorted(
        each.name for each in TARGET.iterdir() if each.suffix != ".svg"
    )
    assert brightness(tmp_path / "page-light.png") > 200
    assert brightness(tmp_path / "page-dark.png") < 60
    frames = frames_of(tmp_path / "handoff.gif")
    assert len(set(frames)) == len(frames) >= 6
    messages = [
        (each["from"], each["text"])
        for conversation in control.conversations()
        for each in conversation["messages"]
    ]
    assert ("agent", "You were. I have just paid it back.") in messages
