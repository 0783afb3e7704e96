"""A channel's name that is nearly a known one gets a line with the name that is probably meant."""

from __future__ import annotations

import pytest

from actions.human_handoff.handoff_settings.channel_names import channel_name
from actions.human_handoff.handoff_settings.loader import examine
from tests.unit.handoff_settings.settings_file import write
from tests.unit.vendors.accounts import section

pytestmark = pytest.mark.usefixtures("here")
FILE = "human_handoff.yml"
END = "Correct it, unless a channel of your own has this name."
CREDENTIALS = "rest:\nhuman_handoff_channels.parley.ParleyInput:\nweb_chat:\nmy.Channel:\n"


def lines_of(caplog, desk="parley", **changes):
    """Return the lines that a file gets with these changes of a desk's section."""
    caplog.clear()
    values = {"desks": [desk], "skills": {"default": "human"}, desk: section(desk, **changes)}
    examine(write(values), {})
    return caplog.messages


@pytest.mark.parametrize(
    ("name", "meant"),
    [("parly", "parley"), ("Parley", "parley"), (" parley", "parley"), ("livepersn", "liveperson")],
)
def test_a_misspelt_channel_beside_a_right_one_is_named_with_what_is_meant(caplog, name, meant):
    (line,) = lines_of(caplog, channels=["parley", name])

    assert line == (
        f"{FILE}: parley.channels names the channel {name}, which is not known. Did you mean "
        f"{meant}? {END}"
    )


@pytest.mark.parametrize("name", ["*", "cm", "facebook", "parley_nl", "cm2", "my_channel", "rest"])
def test_other_names_get_no_line(caplog, name):
    assert lines_of(caplog, channels=["parley", name]) == []


def test_the_channels_of_credentials_yml_are_known_as_well(caplog):
    assert lines_of(caplog, channels=["parley", "web_chat", "webchatt"]) == []
    write(CREDENTIALS, "credentials.yml")

    (line,) = lines_of(caplog, channels=["parley", "web_chat", "webchatt"])

    assert "the channel webchatt, which is not known. Did you mean web_chat?" in line


def test_lists_of_channels_inside_a_desks_section_are_looked_through(caplog):
    lines = lines_of(
        caplog,
        "liveperson",
        channels=["liveperson", "cmm"],
        custom_endpoint={"channels": ["livepersn", "cmm"]},
        escalation={"message_not_delivered_on": ["web", "cmdlin", "liveprson"], "api_key": "k"},
    )

    named = {line.partition(" liveperson.")[2].partition(", which")[0] for line in lines}
    assert named == {
        "channels names the channel cmm",
        "custom_endpoint.channels names the channel livepersn",
        "escalation.message_not_delivered_on names the channel liveprson",
    }


def test_what_is_no_list_of_texts_gets_no_line(caplog):
    assert lines_of(caplog, channels="parly") == []
    assert lines_of(caplog, channels=[{"parly": 1}, 5]) == []
    assert lines_of(caplog, urls=["parly"]) == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("rest", "rest"),
        ("rasa_human_handoff.channels.cm.CMInput", "cm"),
        ("my_bot.CMInput", None),
        ("my_bot.channels.TelegramInput", None),
    ],
)
def test_rasas_name_of_a_channel_of_credentials_yml(written, name):
    assert channel_name(written) == name
