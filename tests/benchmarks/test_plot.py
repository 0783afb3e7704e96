"""The plot of `make bench`."""

import re
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.figures import Round, Row
from benchmarks.plot import draw

ROWS = [
    Row(key, title, [Round(10, rate, 1.0, 2.0)])
    for key, title, rate in (
        ("blocking", "a plain blocking action", 4.9),
        ("live_cm", "ours, asking CM.com", 238.4),
        ("nothing", "an action that does nothing", 2011.0),
        ("board_cm", "ours, CM.com from the board", 1900.0),
        ("others_board", "others, from the board", 1.0),
    )
]


def test_every_contestant_stands_there_with_its_calls_a_second(tmp_path: Path) -> None:
    plot = tmp_path / "results" / "bench.svg"
    draw(ROWS, 250, plot)

    # Letters are drawn; what they say stands beside them in a comment.
    words = re.findall("<!-- (.*?) -->", plot.read_text(encoding="utf-8"))
    assert {word for word in words if ":" in word} == {
        "a plain blocking action: 4.9",
        "ours, asking CM.com: 238",
        "an action that does nothing: 2,011",
        "ours, CM.com from the board: 1,900",
    }
    assert ElementTree.parse(plot).getroot().tag.endswith("svg")  # noqa: S314 - our own file


def test_the_same_figures_make_the_same_file(tmp_path: Path) -> None:
    once, again = tmp_path / "once.svg", tmp_path / "again.svg"
    draw(ROWS, 250, once)
    draw(ROWS, 250, again)

    assert once.read_bytes() == again.read_bytes()
