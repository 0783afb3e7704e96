"""Former names of channels get a sentence with the present name; test_loader.py has settings."""

import pytest

from actions.human_handoff.handoff_settings.renamed import warn_of_former_channels

CLASSES = ["liveperson.LivePersonInput", "cm.CMInput", "parley.ParleyInput"]


@pytest.mark.parametrize("name", CLASSES)
def test_a_channel_under_its_former_name_gets_a_line_with_the_present_one(tmp_path, caplog, name):
    credentials = tmp_path / "credentials.yml"
    credentials.write_text(f"rest:\nchannels.{name}:\n  token: hunter2\n", encoding="utf-8")

    warn_of_former_channels(credentials)

    assert caplog.messages == [
        f"{credentials}: the channel channels.{name} is called human_handoff_channels.{name} now. "
        "Rename it, and remove the folder channels."
    ]


@pytest.mark.parametrize(
    "text",
    [
        "rest:\nhuman_handoff_channels.cm.CMInput:\n  token: x\n",
        "rasa_human_handoff.channels.cm.CMInput:\n",
        "channels.mine.MyInput:\n",
        "channels.cm.CMInputs:\n",
        "- channels.cm.CMInput\n",
        "a: [",
        "a: !!bool maybe",
        'a: !!int ""',
        "[" * 1500,
        "",
        None,
    ],
)
def test_other_channels_and_files_that_rasa_complains_about_itself_get_no_sentence(
    tmp_path, caplog, text
):
    credentials = tmp_path / "credentials.yml"
    if text is not None:
        credentials.write_text(text, encoding="utf-8")

    warn_of_former_channels(credentials)

    assert caplog.messages == []
