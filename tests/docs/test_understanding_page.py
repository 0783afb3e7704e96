"""docs/understanding.md: the component's settings, and what its figures say."""

from __future__ import annotations

import re
import warnings

import pytest

pytest.importorskip("rasa", reason="the component is one of Rasa 3.6", exc_type=ImportError)

from tests.docs.documents import read, rows, section

with warnings.catch_warnings():
    # Rasa's pipeline imports TensorFlow, which warns of what its own libraries do.
    warnings.simplefilter("ignore")
    from human_handoff_nlu.settings import defaults

PAGE = "docs/understanding.md"
LANGUAGES = {"English": "en", "Dutch": "nl"}


def numbers(text: str) -> list[float]:
    return [float(each) for each in re.findall(r"\d+(?:\.\d+)?", text)]


def test_every_setting_is_on_the_page_with_its_default() -> None:
    table = {
        name.strip("`"): default.strip("`")
        for name, default, *_ in rows(section(PAGE, "Add it"))[1:]
    }

    assert table == {
        name: str(list(value) if isinstance(value, tuple) else value).replace("'", "")
        for name, value in defaults().items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_verdict_is_what_the_figures_say(language: str) -> None:
    table = [
        each for each in rows(read(PAGE)) if each[1] == "with the component" and len(each) == 7
    ]
    mine = [each for each in table if each[0].endswith(f", {LANGUAGES[language]}")]
    head, *wanted = [each for each in rows(section(PAGE, "How well")) if len(each) == 5]
    said = {row[0]: numbers(row[head.index(language)]) for row in wanted}
    f1 = [float(row[4]) for row in mine]
    measured = {
        wanted[0][0]: f1,
        wanted[1][0]: [numbers(row[5])[0] for row in mine],
        wanted[2][0]: [numbers(row[6])[0] for row in mine],
    }

    for title, values in measured.items():
        assert (said[title][0], said[title][-1]) == (min(values), max(values)), title
    assert said[wanted[3][0]] == [pytest.approx(100 * (max(f1) - min(f1)), abs=0.06)]
