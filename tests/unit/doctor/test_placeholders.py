"""What `init` could not know is an error for the doctor until somebody has filled it in."""

from __future__ import annotations

import json

import pytest

from actions.human_handoff import Level
from actions.human_handoff.bot_files import read_bot
from actions.human_handoff.bot_files.yaml_file import yaml_value
from actions.human_handoff.bot_setup.configuration_files import CREDENTIALS
from actions.human_handoff.bot_setup.template_text import TEMPLATES
from actions.human_handoff.doctor.channels import channel_findings
from actions.human_handoff.doctor.configuration import configuration_findings
from actions.human_handoff.doctor.placeholders import PLACEHOLDERS, SKILL
from actions.human_handoff.errors import Problems
from actions.human_handoff.handoff_settings.loader import Examined, examine
from tests.unit.vendors.accounts import section

CHANNEL = "human_handoff_channels.liveperson.LivePersonInput"


@pytest.fixture
def errors(tmp_path):
    """Return a function that returns the errors about a `credentials.yml`."""

    def check(text):
        (tmp_path / CREDENTIALS).write_text(text)
        found = channel_findings(Examined(Problems()), read_bot(tmp_path))
        return [each for each in found if each.level is Level.ERROR]

    return check


def test_each_placeholder_of_a_channel_is_named_with_file_place_and_remedy(errors):
    lines = [
        f"{CHANNEL}:",
        '  account: "12345678"',
        "  bots: {YOUR-BOT-ID: [draft, production]}",
        "  jwks_url: https://SENTINEL-HOST/sentinel/well-known/jwks # TO DO: Which host?",
        "  scopes: [YOUR-BOT-ID]",
    ]

    found = errors("\n".join(lines))

    wrote = "which `human-handoff init` wrote."
    assert [(each.text, each.remedy) for each in found] == [
        (f"credentials.yml: {CHANNEL}.{place} still has {word}, {wrote}", PLACEHOLDERS[word])
        for place, word in (
            ("bots", "YOUR-BOT-ID"),
            ("jwks_url", "SENTINEL-HOST"),
            ("scopes", "YOUR-BOT-ID"),
        )
    ]


def test_a_question_that_is_answered_may_stay_as_a_comment(errors):
    answered = "{bots: {shop: [draft]}, delay_seconds: 1}"

    assert errors(f"{CHANNEL}: {answered} # TO DO: YOUR-BOT-ID") == []


def test_the_skill_of_the_template_is_an_error_of_the_configuration(tmp_path):
    path = tmp_path / "human_handoff.yml"
    skills = {"human": dict(SKILL), "pay": {"id": "1", "name": "P"}}
    values = {"desks": ["liveperson"], "skills": {"default": "human"}}
    path.write_text(json.dumps({**values, "liveperson": section("liveperson", skills=skills)}))

    (found,) = configuration_findings(examine(path, {}), path)

    assert (found.level, found.settings) == (Level.ERROR, ("liveperson.skills.human",))


def test_skills_that_are_no_names_with_values_are_no_placeholders(tmp_path):
    path = tmp_path / "human_handoff.yml"
    path.write_text(json.dumps({"liveperson": {"skills": ["human"]}}))

    assert "in place of your skill" not in str([*configuration_findings(examine(path, {}), path)])


def test_the_doctor_knows_every_question_of_the_templates():
    lines = [
        line.partition(" # TO DO")[0].strip()
        for file in TEMPLATES.glob("*.yml")
        for line in file.read_text(encoding="utf-8").splitlines()
        if " # TO DO" in line
    ]

    assert len(lines) == 3
    for line in lines:
        is_known = any(word in line for word in PLACEHOLDERS)
        assert is_known or yaml_value(line) == {"human": SKILL}, line
