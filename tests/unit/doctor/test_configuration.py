"""Each mistake of human_handoff.yml is a finding with its setting and its remedy."""

from __future__ import annotations

import pytest

from actions.human_handoff import Finding, Level
from actions.human_handoff.doctor.configuration import configuration_findings
from actions.human_handoff.errors import Problems
from actions.human_handoff.handoff_settings.loader import Examined, examine
from tests.unit.handoff_settings.settings_file import write
from tests.unit.vendors.accounts import SECTIONS


@pytest.fixture(autouse=True)
def _here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def findings(values: object) -> list[Finding]:
    path = write(values)
    return list(configuration_findings(examine(path, {}), path))


def of(line: str) -> Finding:
    problems = Problems()
    problems.add(line)
    (finding,) = configuration_findings(Examined(problems), write(""))
    return finding


def test_a_right_file_is_ok_with_the_desks_in_their_order():
    values = {**SECTIONS, "desks": ["parley", "cm"], "skills": {"default": "human"}}

    assert findings(values) == [
        Finding(
            Level.OK,
            "human_handoff.yml has no mistake. Desks in order: parley, cm.",
            settings=("desks",),
        )
    ]


@pytest.mark.parametrize(
    ("line", "setting", "text", "remedy"),
    [
        (
            "parley.secret is missing. Write its value there.",
            "parley.secret",
            "parley.secret is missing.",
            "Write its value there.",
        ),
        (
            "desks is wrong: write a list, because the order counts.",
            "desks",
            "desks is wrong:",
            "write a list, because the order counts.",
        ),
        (
            "skills.default is wrong: 'x' does not stand in cm.skills. Did you mean y? Write it.",
            "skills.default",
            "skills.default is wrong:",
            "'x' does not stand in cm.skills. Did you mean y? Write it.",
        ),
        (
            "parley must be a list of settings, one `name: value` a line.",
            "parley",
            "parley must be a list of settings, one `name: value` a line.",
            "",
        ),
        ("{} must be", None, "{} must be", ""),
    ],
)
def test_a_line_becomes_setting_sentence_and_remedy(line, setting, text, remedy):
    assert of(f"human_handoff.yml: {line}") == Finding(
        Level.ERROR, text, remedy, (setting,) if setting else ()
    )


def test_what_is_wrong_with_the_file_itself_has_no_setting():
    (finding,) = findings("desks: [a\n")

    assert finding == Finding(
        Level.ERROR, "human_handoff.yml, line 2 is not YAML.", "Check indents and quotes."
    )


def test_desks_without_a_mistake_are_built_beside_mistakes(tmp_path):
    values = {**SECTIONS, "desks": ["parley", "cm"], "skills": {"default": "human"}, "colour": 1}
    path = write({**values, "cm": {}})

    found = examine(path, {})

    assert list(found.built) == ["parley"]
    assert found.setting("desks") == ["parley", "cm"], "what is right is read"
    assert len(found.problems.lines) == 4
