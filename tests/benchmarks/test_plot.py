"""The plot of `make bench`."""

import re
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.figures import CaseResult, Round
from benchmarks.plot import draw

RESULTS = [
    CaseResult(key, title, [Round(10, rate, 1.0, 2.0)])
    for key, title, rate in (
        ("blocking", "a plain blocking action", 4.9),
        ("live_cm", "ours, asking CM.com", 238.4),
        ("nothing", "an action that does nothing", 2011.0),
        ("cache_cm", "ours, CM.com from the cache", 1900.0),
        ("others_cache", "others, from the cache", 1.0),
    )
]


def test_every_case_stands_there_with_its_calls_a_second(tmp_path: Path) -> None:
    plot = tmp_path / "results" / "bench.svg"
    draw(RESULTS, 250, plot)

    # Letters are drawn; matplotlib adds the text as a comment.
    texts = re.findall("<!-- (.*?) -->", plot.read_text(encoding="utf-8"))
    assert {text for text in texts if ":" in text} == {
        "a plain blocking action: 4.9",
        "ours, asking CM.com: 238",
        "an action that does nothing: 2,011",
        "ours, CM.com from the cache: 1,900",
    }
    assert ElementTree.parse(plot).getroot().tag.endswith("svg")  # noqa: S314 - our own file


def test_the_same_figures_make_the_same_file(tmp_path: Path) -> None:
    once, again = tmp_path / "once.svg", tmp_path / "again.svg"
    draw(RESULTS, 250, once)
    draw(RESULTS, 250, again)

    assert once.read_bytes() == again.read_bytes()
