"""At start the log says which orders of desks can work on which channel."""

import logging

import pytest

from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.handoff_settings.orders import log_orders
from actions.human_handoff.rasa_side.base import configured
from tests.unit.handoff_settings.settings_file import write
from tests.unit.vendors.accounts import section

pytestmark = pytest.mark.usefixtures("here")


@pytest.fixture
def logged(caplog):
    """Return a function that logs the orders of a configuration: the level and the text."""

    def log(desks, skills=None, **channels):
        values = {"desks": desks, "skills": {"default": "human", **(skills or {})}}
        for name in desks:
            own = {"channels": channels[name]} if name in channels else {}
            values[name] = section(name, **own)
        configuration = load(write(values), {})
        caplog.clear()
        with caplog.at_level(logging.INFO):
            log_orders(configuration)
        (record,) = caplog.records
        return record.levelname, record.getMessage()

    return log


def test_one_desk_is_a_line_with_its_channels(logged):
    assert logged(["liveperson"], liveperson=["liveperson", "my_channel"]) == (
        "INFO",
        "transfers go from the channel liveperson to the desk liveperson; from the channel "
        "my_channel to the desk liveperson.",
    )


def test_desks_that_share_a_channel_take_over_there(logged):
    level, text = logged(["cm", "parley"], cm=["cm", "my_channel"], parley=["my_channel"])

    assert (level, text) == (
        "INFO",
        "transfers go from the channel cm to the desk cm; from the channel my_channel to the desk "
        "cm, else to parley.",
    )


def test_a_desk_that_can_never_take_over_from_the_one_before_is_a_warning(logged):
    level, text = logged(["liveperson", "parley"])

    assert level == "WARNING"
    assert text == (
        "transfers go from the channel liveperson to the desk liveperson; from the channel parley "
        "to the desk parley. In desks, parley shares no channel with liveperson, so it never takes "
        "over from there: the customer's ids at parley are not known. They are if the slot "
        "human_handoff_conversation_id holds {parley: <id>}, or if a channel of parley.channels "
        "carries the ids of both."
    )


def test_each_order_of_a_skill_is_told_and_warned_of(logged):
    skills = {"desks": {"human": ["parley", "cm"]}, "fallback": "human"}
    level, text = logged(["cm", "parley"], skills, cm=["cm"], parley=["parley"])

    assert level == "WARNING"
    assert text.startswith(
        "transfers go from the channel cm to the desk cm; from the channel parley to the desk "
        "parley. With the skill human they go from the channel cm to the desk cm; from the channel "
        "parley to the desk parley. In desks, parley shares no channel with cm"
    )
    assert "In skills.desks.human, cm shares no channel with parley" in text


@pytest.mark.parametrize(
    ("channels", "way"),
    [
        (
            {"cm": ["*"]},
            "the channel parley to the desk cm, else to parley; from any other channel to the desk "
            "cm",
        ),
        (
            {"parley": ["*"]},
            "the channel cm to the desk cm, else to parley; from any other channel to the desk "
            "parley",
        ),
        ({"cm": ["*"], "parley": ["*"]}, "any channel to the desk cm, else to parley"),
    ],
)
def test_a_desk_with_every_channel_shares_one_with_each(logged, channels, way):
    assert logged(["cm", "parley"], **channels) == ("INFO", f"transfers go from {way}.")


def test_a_third_desk_takes_over_if_it_shares_a_channel_with_any_before(logged):
    channels = {"cm": ["a"], "liveperson": ["b", "a"], "parley": ["b"]}

    level, _ = logged(["cm", "liveperson", "parley"], **channels)

    assert level == "INFO"


def test_the_action_server_logs_it_once_at_start(caplog, monkeypatch):
    write({"desks": ["parley"], "skills": {"default": "human"}, "parley": section("parley")})
    monkeypatch.delenv("HUMAN_HANDOFF_CONFIG", raising=False)
    configured.cache_clear()

    with caplog.at_level(logging.INFO):
        configured()
        configured()
    configured.cache_clear()

    assert caplog.messages == ["transfers go from the channel parley to the desk parley."]
