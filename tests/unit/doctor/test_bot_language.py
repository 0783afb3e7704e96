"""What the doctor finds where a slot names a conversation's language."""

import pytest

from actions.human_handoff import Level
from actions.human_handoff.bot_files.plugin_files import PluginFiles
from actions.human_handoff.bot_setup.two_languages import domain_in
from tests.unit.doctor.bots import examined, found, write_bot

SLOT = "human_handoff_language"
BOTH = examined(language={"slot": SLOT})


def test_a_domain_in_both_languages_is_complete(tmp_path):
    domain = domain_in(PluginFiles(), ["en", "nl"], SLOT)
    (finding,) = found(write_bot(tmp_path, domain__human_handoff=domain), BOTH)
    assert finding.level is Level.OK


def test_a_slot_that_does_not_exist_is_an_error(tmp_path):
    (finding,) = found(write_bot(tmp_path), examined(language={"slot": "my_language"}))
    assert finding.level is Level.ERROR
    assert finding.text == "language.slot names my_language, and the domain has no such slot."


@pytest.mark.parametrize("texts", ["[{text: x}]", "[{text: x, condition: 3}]", "[3]", "3"])
def test_responses_in_one_language_are_counted(tmp_path, texts):
    one = "utter_human_handoff_failed"
    domain = domain_in(PluginFiles(), ["en", "nl"], SLOT)
    before, name, rest = domain.partition(f"  {one}:\n")
    after = rest[rest.index("\n  utter_") + 1 :]
    changed = f"{before}{name.rstrip()} {texts}\n{after}"
    (finding,) = found(write_bot(tmp_path, domain__human_handoff=changed), BOTH)

    assert finding.level is Level.WARNING
    assert finding.text == (
        f"1 of the handoff's responses have no variation for the slot {SLOT}, such as {one}: "
        "customers read them in one language."
    )
    assert "init --language en,nl" in finding.remedy
