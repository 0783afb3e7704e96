"""`offers` in the configuration."""

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.handoff_settings.offers import OffersSettings
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.pydantic_compat import read_settings

DESKS = {"desks": ["cm"], "skills": {"default": "human"}}


def read(offers):
    return read_settings(HandoffSettings, DESKS | {"offers": offers}, "human_handoff.yml")


def test_an_empty_section_switches_every_sign_on():
    assert read({}).offers == OffersSettings(
        misunderstandings=2, repeated_question=True, scolding=True
    )
    assert read(None).offers is None


@pytest.mark.parametrize(
    ("offers", "problem"),
    [
        ({"misunderstandings": -1}, "offers.misunderstandings is wrong"),
        ({"misunderstandings": 21}, "offers.misunderstandings is wrong"),
        ({"misunderstandings": "often"}, "offers.misunderstandings is wrong"),
        ({"scolding": "maybe"}, "offers.scolding is wrong"),
        ({"scoldings": True}, "Did you mean scolding"),
        (
            {"misunderstandings": 0, "repeated_question": False, "scolding": False},
            "offers is wrong: every sign is switched off",
        ),
    ],
)
def test_what_is_wrong_is_named_with_its_path(offers, problem):
    with pytest.raises(ConfigurationError, match=problem):
        read(offers)


def test_several_mistakes_are_named_at_once():
    with pytest.raises(ConfigurationError) as error:
        read({"misunderstandings": -1, "scolding": "maybe", "other": 1})
    for name in ("misunderstandings", "scolding", "other"):
        assert name in str(error.value)
