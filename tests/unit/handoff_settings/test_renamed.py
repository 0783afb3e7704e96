"""Former names of settings and channels get a sentence with the present name."""

import pytest

from actions.human_handoff.handoff_settings.renamed import warn_of_former_channels, with_new_names

CLASSES = ["liveperson.LivePersonInput", "cm.CMInput", "parley.ParleyInput"]


@pytest.mark.parametrize("name", CLASSES)
def test_a_channel_under_its_former_name_gets_a_line_with_the_present_one(tmp_path, caplog, name):
    credentials = tmp_path / "credentials.yml"
    credentials.write_text(f"rest:\nchannels.{name}:\n  token: hunter2\n", encoding="utf-8")

    warn_of_former_channels(credentials)

    assert caplog.messages == [
        f"{credentials}: the channel channels.{name} is called human_handoff_channels.{name} now. "
        "Rename it, and replace the folder channels by human_handoff_channels."
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


def test_a_setting_under_its_former_name_still_works_with_one_warning(caplog):
    values = {"desks": ["cm"], "shift_board": {"fresh_minutes": 1}}

    renamed = with_new_names(values, "human_handoff.yml")

    assert renamed == {"desks": ["cm"], "shift_cache": {"fresh_minutes": 1}}
    assert caplog.messages == [
        "human_handoff.yml: shift_board is called shift_cache now. Rename it."
    ]


def test_a_setting_under_both_names_is_left_to_the_check_of_all_settings(caplog):
    both = {"shift_board": {}, "shift_cache": {}}

    assert with_new_names(both, "human_handoff.yml") == both
    assert caplog.messages == []
