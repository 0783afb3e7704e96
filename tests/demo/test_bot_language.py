"""`make demo LANGUAGE=nl`: the language, and a domain in which each response has both."""

from pathlib import Path
from typing import Any

import pytest
from rasa.shared.utils.common import class_from_module_path
from ruamel.yaml import YAML

from demo.bot_language import (
    UnknownLanguageError,
    domain_of,
    in_both_languages,
    language_from_environment,
    settings_in,
)
from demo.stack import running_stack
from human_handoff_channels.credentials import read_section
from tests import ROOT
from tests.demo.demo_program import demo

SLOT = "human_handoff_language"


def domain(text: str) -> dict[str, Any]:
    return dict(YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"DEMO_LANGUAGE": " "}, "en"),
        ({"DEMO_LANGUAGE": "NL"}, "nl"),
        # The variable of a desktop, which lists the languages of its user.
        ({"LANGUAGE": "de_DE:nl"}, "en"),
    ],
)
def test_makes_argument_is_the_language_and_not_the_desktops_variable(
    environ: dict[str, str], language: str
) -> None:
    assert language_from_environment(environ) == language


def test_another_language_is_one_sentence() -> None:
    with pytest.raises(UnknownLanguageError) as caught:
        language_from_environment({"DEMO_LANGUAGE": "fr"})

    assert str(caught.value) == "LANGUAGE contains 'fr', which is not one of en and nl."


def test_every_response_of_the_demo_is_there_in_dutch_with_the_same_fields() -> None:
    english = domain((ROOT / "domain.yml").read_text(encoding="utf-8"))
    both = domain(in_both_languages(ROOT))

    assert {**both, "responses": None} == {**english, "responses": None}
    for name, (first, *dutch) in both["responses"].items():
        assert [first] == english["responses"][name]
        assert [each["condition"][0]["value"] for each in dutch] == ["nl", "nl-NL", "nl-BE"], name
        for each in dutch:
            assert each.keys() - {"condition"} == first.keys()
            assert each["text"] != first["text"]
            assert each.get("metadata") == first.get("metadata")


def test_english_is_the_bot_as_it_is(tmp_path: Path) -> None:
    assert domain_of(tmp_path, "en") is None
    assert settings_in("en") == {}
    assert list(tmp_path.iterdir()) == []


def test_the_program_trains_a_bot_of_both_languages(root: Path) -> None:
    with demo(root, DEMO_LANGUAGE="nl") as program:
        output, errors = program.communicate("hallo\n", timeout=60)

    assert (program.returncode, errors) == (0, "")
    assert "Training the bot" in output
    folder = root / "models" / "other_domains"
    assert (folder / "both_languages.yml").read_text(encoding="utf-8") == in_both_languages(root)
    assert len(list(folder.glob("demo-*.tar.gz"))) == 1


def test_the_configuration_and_the_page_know_the_language(root: Path) -> None:
    model, settings = root / "models" / "its.tar.gz", settings_in("nl")
    with running_stack(root, model, desks=["cm"], **settings) as stack:
        opened = stack.control.ask("PUT", "/conversations/c-1", {})
        written = domain(stack.config.read_text(encoding="utf-8"))
        channels = domain(stack.credentials.read_text(encoding="utf-8"))

    assert opened["language"] == "nl"
    assert written["language"] == {"default": "nl", "slot": SLOT}
    del channels["rest"]
    for path, section in channels.items():
        channel: Any = class_from_module_path(path)
        settings = read_section(channel.Settings, section, path)
        failed = getattr(settings, "texts", settings).failed
        assert next(iter(failed.items())) == (
            "nl",
            "Sorry, er ging iets mis. Wil je dat nog een keer zeggen?",
        )
