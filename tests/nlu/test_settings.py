"""The settings of the component in `config.yml`."""

import pytest
from rasa.shared.exceptions import InvalidConfigException

from human_handoff_nlu.settings import Settings


def test_nothing_has_to_be_set():
    assert Settings.read({}) == Settings(threshold=0.7, languages=("en", "nl"))


def test_settings_of_rasa_itself_are_left_to_it():
    assert Settings.read({"__rasa": 1, "threshold": 0.7, "languages": ["nl"]}) == Settings(
        threshold=0.7, languages=("nl",)
    )


def test_everything_that_is_wrong_is_named_at_once():
    config = {"treshold": 0.5, "threshold": 1, "languages": ["de"], "intent": ""}
    with pytest.raises(InvalidConfigException) as error:
        Settings.read(config)

    assert str(error.value).splitlines() == [
        "config.yml, HumanHandoffClassifier:",
        "- treshold is no setting; there are threshold, languages, intent",
        "- threshold is 1; write a number between 0 and 1, such as 0.7",
        "- languages is ['de']; write a list of some of en, nl",
        "- intent is ''; write the name of an intent",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("threshold", "0.5"),
        ("threshold", True),
        ("threshold", 0),
        ("languages", []),
        ("languages", "en"),
        ("languages", [["en"]]),
        ("intent", None),
        ("intent", " human_handoff"),
        (1, True),
    ],
)
def test_a_wrong_setting_is_named(name, value):
    with pytest.raises(InvalidConfigException, match=f"- {name} is "):
        Settings.read({name: value})


def test_a_language_that_is_named_twice_is_learnt_once():
    assert Settings.read({"languages": ["nl", "nl"]}).languages == ("nl",)
