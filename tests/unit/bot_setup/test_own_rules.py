"""Rules and stories of the bot's own: questions inside the form, and contradictions."""

import pytest
from ruamel.yaml import YAML

from tests.unit.bot_files.files import write

from .conftest import contents

INIT = ("init", "--vendor", "parley", "--yes")

RULES = """\
rules:
- rule: hours
  steps: [{intent: ask_hours}, {action: utter_hours}]
- rule: hours again
  steps: [{intent: ask_hours}, {action: utter_other}]
- rule: bye
  steps: [{intent: goodbye}, {action: utter_bye}]
- rule: only here
  condition: [{active_loop: form}]
  steps: [{intent: ask_a}, {action: utter_a}]
- rule: with an entity
  steps: [{intent: ask_b, entities: [x]}, {action: utter_b}]
- rule: own action
  steps: [{intent: ask_c}, {action: action_c}]
- rule: two answers
  steps: [{intent: ask_d}, {action: utter_d}, {action: utter_e}]
- rule: begins with an action
  steps: [{action: utter_d}, {action: utter_e}]
"""


def test_questions_that_a_rule_answers_with_one_response_are_answered_inside_the_form(bot, command):
    write(bot, {"data/rules.yml": RULES})
    command(*INIT)
    text = (bot / "data/human_handoff/interruptions.yml").read_text(encoding="utf-8")
    (rule,) = YAML(typ="safe").load(text)["rules"]

    assert rule["condition"] == [{"active_loop": "human_handoff_form"}]
    assert rule["steps"] == [
        {"intent": "ask_hours"},
        {"action": "utter_hours"},
        {"action": "human_handoff_form"},
        {"active_loop": "human_handoff_form"},
    ]


def test_without_such_rules_there_is_no_file_for_them(bot, command):
    write(bot, {"data/rules.yml": ""})
    command(*INIT)

    assert not (bot / "data/human_handoff/interruptions.yml").exists()
    assert "interruptions: [] #" in (bot / "human_handoff.yml").read_text(encoding="utf-8")


OWN = """\
# Mine
rules:
- rule: call us
  steps: # until we have agents
  - intent: human_handoff
  - action: utter_call_us

- rule: hours
  steps:
  - intent: ask_hours
  - action: utter_hours
stories:
- story: asks twice
  steps:
  - intent: greet
  - action: utter_hours
  - intent: human_handoff
  - action: utter_call_us
"""


def test_rules_and_stories_that_contradict_ours_are_named_before_the_training(bot, command):
    write(bot, {"data/own.yml": OWN})
    done = command(*INIT)

    assert done.exit_code == 1
    for name in ('the rule "call us"', 'the story "asks twice"'):
        assert f"{name} (data/own.yml) contradict: after the same steps one has" in done.output
    assert (bot / "data/own.yml").read_text(encoding="utf-8") == OWN


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_on_demand_they_become_comments_until_they_are_given_back(bot, command, newline):
    write(bot, {"data/own.yml": OWN.replace("\n", newline)})
    before = contents(bot)
    done = command(*INIT, "--switch-off-own-rules")

    assert done.exit_code == 0, done.output
    text = (bot / "data/own.yml").read_bytes().decode()
    left = YAML(typ="safe").load(text)
    assert [each["rule"] for each in left["rules"]] == ["hours"]
    assert "stories" not in left
    assert f"# - rule: call us{newline}#   steps: # until we have agents{newline}" in text
    assert "Nothing to write" in command("init", "--yes").output
    command("remove", "--yes")
    assert contents(bot) == before


@pytest.mark.parametrize(
    "rules",
    [
        "rules: [{rule: mine, steps: [{intent: human_handoff}, {action: utter_a}]}]\n",
        "rules:\n- rule: 7\n  steps: [{intent: human_handoff}, {action: utter_a}]\n"
        "  anchor: &a 1\n- rule: b\n  other: *a\n",
        "rules:\n- words\n- steps: [{intent: human_handoff}, {action: utter_a}]\n",
    ],
)
def test_one_that_cannot_be_made_a_comment_is_left_to_the_bot_builder(bot, command, rules):
    write(bot, {"data/own.yml": rules})
    done = command(*INIT, "--switch-off-own-rules")

    assert done.exit_code == 1
    assert "which contradicts the handoff's rules" in done.output
    assert (bot / "data/own.yml").read_text(encoding="utf-8") == rules


def test_a_rule_that_asks_our_own_action_is_no_contradiction(bot, command):
    steps = "[{intent: human_handoff}, {action: action_human_handoff_check_shift_status}]"
    write(bot, {"data/own.yml": f"rules: [{{rule: same, steps: {steps}}}]\n"})

    assert command(*INIT).exit_code == 0
