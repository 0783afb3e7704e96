"""`make pictures`: the README's pictures, of a handoff that is really played."""

import sys

from page_bot import ROOT
from PIL import Image, ImageStat
from playwright.sync_api import Browser
from real_bot import RealBot

sys.path.append(str(ROOT / "scripts"))
from pictures import TARGET, VENDOR, take


def brightness(picture: Image.Image) -> float:
    return float(ImageStat.Stat(picture.convert("L")).mean[0])


def test_a_handoff_is_played_and_its_pictures_are_taken(
    real: RealBot, browser: Browser, tmp_path
) -> None:
    real.hand_over_to(VENDOR)

    written = take(real.control.urls()["control"], browser, tmp_path)

    assert sorted(path.name for path in written) == sorted(
        each.name for each in TARGET.iterdir() if each.suffix != ".svg"
    )
    light, dark = (Image.open(tmp_path / f"page-{scheme}.png") for scheme in ("light", "dark"))
    assert brightness(light) > 200
    assert brightness(dark) < 60
    film = Image.open(tmp_path / "handoff.gif")
    shown = set()
    for number in range(film.n_frames):
        film.seek(number)
        shown.add(film.convert("RGB").tobytes())
    assert len(shown) == film.n_frames >= 6
    messages = [
        (each["from"], each["text"])
        for conversation in real.control.conversations()
        for each in conversation["messages"]
    ]
    assert ("agent", "You were. I have just paid it back.") in messages
