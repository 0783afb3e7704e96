"""Rules that are missing, and rules that contradict, found before training."""

from __future__ import annotations

import pytest
from ruamel.yaml import YAML

from actions.human_handoff import Level
from actions.human_handoff.bot_files import Story
from actions.human_handoff.doctor.bot_rules import NEEDED
from actions.human_handoff.doctor.rule_steps import contains, steps_of

from .bots import RULES, told, write_bot


def own(*rules: str) -> str:
    return "rules:\n" + "".join(f"  - {rule}\n" for rule in rules)


def without(start: str) -> str:
    """Return the plugin's rules without one."""
    before, rule, rest = RULES.partition(f"  - rule: {start}")
    assert rule
    return before + rest[rest.index("\n  - rule:") + 1 :]


def test_a_bot_without_the_handoffs_rules_is_one_error(tmp_path):
    (text,) = told(write_bot(tmp_path, data__human_handoff__rules=None), Level.ERROR)

    assert text == (
        "The bot has none of the handoff's rules. Run `human-handoff init`, which writes "
        "data/human_handoff/, and train."
    )


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("Handoff - a request checks", "a request checks the shift status"),
        ("Handoff - on shift", "on shift, the form begins"),
        ("Handoff - the form is filled", "after the form comes the transfer"),
        ("Handoff - accepted", "after an accepted transfer the bot is silent"),
        ("Handoff - an agent has it", "while an agent has it the bot is silent"),
        ("Handoff - not accepted", "after a refusal comes the next route"),
        ("Handoff - the platform reports", "a later failure is reported"),
        ("Handoff - the next route accepted", "on the next route the bot is silent"),
        ("Handoff - the agent gives", "the agent gives the conversation back"),
    ],
)
def test_a_single_rule_that_is_missing_is_named(tmp_path, rule, what):
    bot = write_bot(tmp_path, data__human_handoff__rules=without(rule))

    (text,) = told(bot, Level.ERROR)
    assert text.startswith(f"No rule says: {what}. ")


def test_rules_with_other_names_and_more_steps_will_do(tmp_path):
    own_rules = RULES.replace("rule: Handoff", "rule: My own").replace(
        "      - action: action_human_handoff_returned\n",
        "      - action: action_human_handoff_returned\n      - action: utter_greet\n",
    )
    assert own_rules.count("utter_greet") == 1

    assert told(write_bot(tmp_path, data__human_handoff__rules=own_rules), Level.ERROR) == []


def test_the_rules_that_are_needed_are_among_the_plugins():
    rules = YAML(typ="safe", pure=True).load(RULES)["rules"]
    steps = [steps_of(Story("", "", True, tuple(rule["steps"]))) for rule in rules]

    for what, needed in NEEDED.items():
        assert any(contains(each, needed) for each in steps), what


def test_a_rule_that_answers_a_request_in_another_way_contradicts(tmp_path):
    rule = "{rule: ask a person, steps: [{intent: human_handoff}, {action: utter_greet}]}"

    (text,) = told(write_bot(tmp_path, data__rules=own(rule)), Level.ERROR)

    assert 'the rule "ask a person" (data/rules.yml)' in text
    assert 'The rule "Handoff - a request checks the shift status"' in text
    assert "one has action_human_handoff_check_shift_status, and the other utter_greet." in text
    assert "Rasa refuses to train with both" in text


def test_a_story_that_answers_a_request_in_another_way_contradicts(tmp_path):
    story = (
        "stories:\n  - story: happy path\n    steps:\n"
        "      - intent: greet\n      - action: utter_greet\n"
        "      - intent: human_handoff\n      - action: utter_greet\n"
    )

    (text,) = told(write_bot(tmp_path, data__stories=story), Level.ERROR)

    assert 'the story "happy path" (data/stories.yml) contradict' in text


def test_a_story_that_does_as_the_rules_do_is_none(tmp_path):
    story = (
        "stories:\n  - story: happy path\n    steps:\n      - intent: human_handoff\n"
        "      - action: action_human_handoff_check_shift_status\n      - intent: greet\n"
        "      - slot_was_set: [{a: 1}]\n"
    )

    assert told(write_bot(tmp_path, data__stories=story), Level.ERROR) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (
            "{rule: a, steps: [{intent: greet}, {action: utter_a}]}",
            "{rule: b, steps: [{intent: greet}, {action: utter_a}, {action: utter_b}]}",
        ),
        (
            "{rule: a, steps: [{intent: greet}, {action: utter_a}]}",
            "{rule: b, condition: [{active_loop: f}], steps: [{intent: greet}, {action: utter_b}]}",
        ),
        (
            "{rule: a, steps: [{intent: greet}, {action: utter_a}]}",
            "{rule: b, steps: [{intent: greet, entities: [name]}, {action: utter_b}]}",
        ),
        (
            "{rule: a, steps: [{intent: greet}, {slot_was_set: [{x: 1}]}, {action: utter_a}]}",
            "{rule: b, steps: [{intent: greet}, {slot_was_set: [{x: 2}]}, {action: utter_b}]}",
        ),
        (
            "{rule: a, steps: [{intent: greet}, {slot_was_set: [x]}, {action: utter_a}]}",
            "{rule: b, steps: [{intent: greet}, {slot_was_set: {x: 2}}, {action: utter_b}]}",
        ),
        (
            "{rule: a, steps: [{or: [{intent: x}, {intent: y}]}, {action: utter_a}]}",
            "{rule: b, steps: [{or: [{intent: z}, {intent: y}]}, {action: utter_b}]}",
        ),
        (
            "{rule: a, steps: [{user: hi}, {action: utter_a}]}",
            "{rule: b, steps: [{user: bye}, {action: utter_b}]}",
        ),
        (
            "{rule: a, steps: [{action: utter_a}]}",
            "{rule: b, steps: [{action: utter_b}, {slot_was_set: null}]}",
        ),
    ],
    ids=[
        "more steps",
        "a condition",
        "entities",
        "slots",
        "any slot",
        "or",
        "texts",
        "only actions",
    ],
)
def test_rules_of_different_situations_do_not_contradict(tmp_path, first, second):
    assert told(write_bot(tmp_path, data__rules=own(first, second)), Level.ERROR) == []


def test_two_rules_of_the_bots_own_that_contradict_are_named(tmp_path):
    rules = own(
        "{rule: a, steps: [{intent: greet}, {action: utter_a}]}",
        "{rule: b, steps: [{intent: greet}, {action: utter_b}]}",
    )

    (text,) = told(write_bot(tmp_path, data__rules=rules), Level.ERROR)
    assert text.startswith('The rule "a" (data/rules.yml) and the rule "b" (data/rules.yml)')
