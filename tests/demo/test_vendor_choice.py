"""The choice of the vendors whose agents the demo has."""

import pytest

from actions.human_handoff.vendors import DESKS
from demo import vendor_choice
from demo.vendor_choice import NAMES, UnknownVendorError, desks_from_environment, welcome
from sandbox import Control


@pytest.fixture(autouse=True)
def three_vendors(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sentences list all vendors; here there are three, also when one is added."""
    monkeypatch.setattr(vendor_choice, "NAMES", ["liveperson", "cm", "parley"])


@pytest.mark.parametrize(
    ("named", "desks"),
    [
        ({}, ["liveperson"]),
        ({"VENDOR": " "}, ["liveperson"]),
        ({"VENDOR": "cm"}, ["cm"]),
        ({"VENDOR": " Parley "}, ["parley"]),
        ({"VENDOR": "cm, liveperson"}, ["cm", "liveperson"]),
        ({"VENDOR": "cm,parley,cm"}, ["cm", "parley"]),
    ],
)
def test_the_environment_names_them(named: dict[str, str], desks: list[str]) -> None:
    assert desks_from_environment(named) == desks


@pytest.mark.parametrize(
    ("named", "unknown"),
    [("robinhq", "robinhq"), ("cm,parley2", "parley2"), ("cm,", ""), ("cm parley", "cm parley")],
)
def test_anybody_else_is_said_with_those_there_are(named: str, unknown: str) -> None:
    with pytest.raises(UnknownVendorError) as error:
        desks_from_environment({"VENDOR": named})

    assert str(error.value) == (
        f"VENDOR contains '{unknown}', which is not one of liveperson, cm and parley."
    )


def first_line(*names: str) -> str:
    with Control("http://127.0.0.1:9") as control:
        return welcome([control.desks[name] for name in names])


def test_the_first_line_tells_whose_agents_there_are() -> None:
    assert first_line("cm") == (
        "The agents work at CM.com. "
        "For other vendors: make demo VENDOR=liveperson or VENDOR=parley."
    )
    assert first_line("parley", "cm") == (
        "The agents work at Parley and CM.com, and the bot tries them in this order. "
        "For other vendors: make demo VENDOR=liveperson."
    )
    assert first_line("cm", "parley", "liveperson") == (
        "The agents work at CM.com, Parley and LivePerson, and the bot tries them in this order."
    )


def test_every_vendor_of_the_demos_is_known_to_the_bot_and_can_be_played() -> None:
    with Control("http://127.0.0.1:9") as control:
        assert list(control.desks) == NAMES
    assert set(NAMES) <= set(DESKS)
