"""The channels: whose ids are trusted, how each transfers, which desks take over."""

from __future__ import annotations

import json

import pytest

from actions.human_handoff import Finding, Level
from actions.human_handoff.bot_files import Bot
from actions.human_handoff.doctor.channels import channel_findings
from actions.human_handoff.handoff_settings.loader import examine
from tests.unit.vendors.accounts import section

OWN = "human_handoff_channels.parley.ParleyInput"


@pytest.fixture
def findings(tmp_path):
    """Return a function that checks the channels of desks, by their settings."""

    def check(credentials=(), **channels) -> list[Finding]:
        path = tmp_path / "human_handoff.yml"
        names = list(channels)
        values = {"desks": names, "skills": {"default": "human"}}
        for name in names:
            values[name] = section(name, channels=channels[name])
        path.write_text(json.dumps(values))
        bot = Bot(tmp_path, channels={name: {} for name in credentials})
        return list(channel_findings(examine(path), bot))

    return check


def warnings(found: list[Finding]) -> list[str]:
    return [each.text for each in found if each.level is Level.WARNING]


def test_each_channel_is_named_with_its_way(findings):
    found = findings(liveperson=["liveperson", "web"], parley=["liveperson", "parley"])

    assert [(each.level, each.settings, each.text) for each in found] == [
        (
            Level.OK,
            ("liveperson.channels",),
            "Transfers on liveperson (by a call that carries the transfer message), web (by a "
            "call, after the bot has sent the transfer message).",
        ),
        (
            Level.OK,
            ("parley.channels",),
            "Transfers on liveperson (by a call, after the bot has sent the transfer message), "
            "parley (by a call, after the bot has sent the transfer message).",
        ),
        (
            Level.OK,
            ("desks",),
            "Transfers go from the channel liveperson to the desk liveperson, else to parley; "
            "from the channel parley to the desk parley; from the channel web to the desk "
            "liveperson.",
        ),
    ]


def test_a_transfer_in_the_reply_is_named(tmp_path):
    path = tmp_path / "human_handoff.yml"
    values = {"desks": ["liveperson"], "skills": {"default": "human"}}
    values["liveperson"] = section("liveperson", custom_endpoint={"channels": ["liveperson"]})
    path.write_text(json.dumps(values))

    first, _ = channel_findings(examine(path), Bot(tmp_path))

    assert first.text == "Transfers on liveperson (in the bot's reply)."


@pytest.mark.parametrize(
    ("channel", "named"), [("rest", "rest"), ("socketio", "socketio"), ("*", "every channel")]
)
def test_channels_that_browsers_write_on_are_a_warning(findings, channel, named):
    (text,) = warnings(findings(parley=["parley", channel]))

    assert text.startswith(f"The ids in the messages of {named} are trusted.")


def test_a_desk_that_never_takes_over_is_a_warning(findings):
    (text,) = warnings(findings(parley=["parley"], cm=["cm"]))

    assert text.startswith("In desks, cm shares no channel with parley")


@pytest.mark.parametrize(
    ("credentials", "is_warned"),
    [
        (["facebook"], True),
        ([OWN.replace("arley", "x"), "facebook"], False),
        (["human_handoff_channels.cm.CMInput", "facebook"], True),
        ([OWN], False),
        (["rasa_human_handoff.channels.parley.ParleyInput", "facebook"], False),
        (["parley", "rest"], False),
        (["my_bot.channels.TelegramInput"], False),
        (["my_bot.ParleyInput"], False),
        ([], False),
    ],
    ids=str,
)
def test_a_desk_whose_channel_is_not_in_credentials_is_a_warning(findings, credentials, is_warned):
    found = warnings(findings(credentials, parley=["parley"]))

    assert bool(found) is is_warned
    if is_warned:
        assert found[0].startswith("credentials.yml has no channel of this desk; it has ")


def test_a_desk_for_every_channel_needs_none_in_credentials(findings):
    (text,) = warnings(findings(["facebook"], parley=["*"]))

    assert "every channel" in text


def test_unset_variables_of_the_channels_are_named_once_without_a_value(tmp_path, monkeypatch):
    monkeypatch.setenv("PARLEY_SECRET", "s3cret")
    monkeypatch.setenv("PARLEY_TOKEN", "")
    own = {"secret": "${PARLEY_SECRET}", "token": "${PARLEY_TOKEN}", "url": "http://${HOST}:1"}
    other = {"verify": "${VERIFY}"}
    path = tmp_path / "human_handoff.yml"
    path.write_text(json.dumps({"desks": ["parley"], "parley": section("parley")}))
    bot = Bot(tmp_path, channels={OWN: {**own, "again": ["${HOST}"]}, "facebook": other})

    (unset,) = [each for each in channel_findings(examine(path), bot) if "variables" in each.text]

    assert (unset.level, unset.text) == (
        Level.NOT_CHECKED,
        "credentials.yml names environment variables that are not set here: PARLEY_TOKEN, HOST. "
        "Without them the Rasa server does not start: set them where it runs.",
    )


def test_no_part_of_a_password_is_named_as_a_variable(tmp_path):
    own = {"token": "t${0k", "secret": "s3cret}", "password": "p${w0rd!}", "url": "${HOST}"}
    path = tmp_path / "human_handoff.yml"
    path.write_text(json.dumps({"desks": ["parley"], "parley": section("parley")}))
    bot = Bot(tmp_path, channels={OWN: own})

    (unset,) = [each for each in channel_findings(examine(path), bot) if "variables" in each.text]

    assert "not set here: HOST. " in unset.text


def test_with_mistakes_in_the_configuration_nothing_is_said_of_the_orders(tmp_path):
    path = tmp_path / "human_handoff.yml"
    values = {"desks": ["parley", "cm"], "skills": {"default": "human"}, "cm": {}}
    path.write_text(json.dumps({**values, "parley": section("parley")}))

    last = list(channel_findings(examine(path), Bot(tmp_path)))[-1]

    assert (last.level, last.settings) == (Level.NOT_CHECKED, ("desks",))
    path.write_text("")
    (only,) = channel_findings(examine(path), Bot(tmp_path))
    assert only.level is Level.NOT_CHECKED
