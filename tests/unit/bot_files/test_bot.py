"""What is read of a bot whose files are as they should be."""

import sys
from importlib import metadata

import pytest

from actions.human_handoff.bot_files import ActionDefinition, Story, is_bot, read_bot
from tests import ROOT

from .files import write


def test_a_folder_without_files_is_no_bot(tmp_path):
    bot = read_bot(tmp_path)

    assert not is_bot(tmp_path)
    assert (bot.problems, bot.actions, bot.pipeline, bot.languages) == ((), (), None, ())


def test_the_demos_own_bot_is_read_without_a_problem():
    bot = read_bot(ROOT)

    assert is_bot(ROOT)
    assert bot.problems == ()
    assert bot.languages == ("en",)
    assert bot.has_component("HumanHandoffClassifier")
    assert not bot.has_component("KeywordIntentClassifier")
    assert bot.has_policy("RulePolicy")
    assert not bot.has_policy("TEDPolicy")
    assert bot.domain.has("forms", "human_handoff_form")
    assert not bot.domain.has("forms", "other_form")
    assert bot.domain.session["session_expiration_time"] == 60
    assert set(bot.channels) == {"rest"}
    assert bot.action_endpoint == {"url": "http://127.0.0.1:5055/webhook"}
    assert "human" in bot.data.examples["human_handoff"]
    assert bot.data.intent_files["human_handoff"] == "data/human_handoff/nlu.yml"
    # The plugin is no part of the bot's own code.
    assert bot.definitions("action_session_start") == ()


def test_the_version_of_rasa_is_told_where_rasa_is_installed(tmp_path, monkeypatch):
    def absent(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "version", absent)
    assert read_bot(tmp_path).rasa_version is None

    monkeypatch.setattr(metadata, "version", lambda name: "3.13" if name == "rasa" else "")
    assert read_bot(tmp_path).rasa_version == "3.13"


def test_a_domain_in_a_folder_is_read_from_all_its_files(tmp_path):
    files = {
        "domain/a.yml": "intents: [greet, {bye: {use_entities: []}}]\nslots: {name: {type: text}}",
        "domain/more/b.yaml": "slots: {name: {type: any}, size: {type: float}}\nforms: {f: {}}",
        "domain/notes.txt": "not: yaml: at all",
    }
    domain = read_bot(write(tmp_path, files)).domain

    assert domain.is_folder
    assert domain.files == ("domain/a.yml", "domain/more/b.yaml")
    assert domain.names["intents"] == {"greet": "domain/a.yml", "bye": "domain/a.yml"}
    assert domain.values["slots"] == {"name": {"type": "text"}, "size": {"type": "float"}}
    assert domain.names["slots"]["size"] == "domain/more/b.yaml"


def test_where_both_exist_the_domain_is_the_file_as_for_rasa(tmp_path):
    domain = read_bot(write(tmp_path, {"domain.yml": "", "domain/a.yml": "intents: [a]"})).domain

    assert (domain.is_folder, domain.files) == (False, ("domain.yml",))


def test_the_default_pipeline_and_policies_are_taken_where_all_is_a_comment(tmp_path):
    bot = read_bot(write(tmp_path, {"config.yml": "pipeline:\n# - name: A\npolicies:\n"}))

    assert (bot.pipeline, bot.policies) == (None, None)
    assert bot.has_policy("RulePolicy")


def test_components_are_known_by_their_last_name_and_languages_in_their_order(tmp_path):
    config = (
        "language: nl\nadditional_languages: [en]\npipeline:\n- a.b.Classifier\n- name: Other\n"
    )
    bot = read_bot(write(tmp_path, {"config.yml": config}))

    assert bot.has_component("Classifier")
    assert bot.has_component("Other")
    assert bot.languages == ("nl", "en")


def test_rules_and_stories_are_told_with_their_steps(tmp_path):
    rules = """\
rules:
- rule: hours
  condition: [{active_loop: form}]
  steps: [{intent: ask_hours}, {action: utter_hours}]
- not a rule
stories:
- story: hello
  steps: [{intent: greet}, {or: []}, {action: utter_greet}]
"""
    data = read_bot(write(tmp_path, {"data/rules.yml": rules})).data
    (rule,), (story,) = data.rules, data.stories

    assert (rule.name, rule.path, rule.is_rule) == ("hours", "data/rules.yml", True)
    assert rule.condition == ({"active_loop": "form"},)
    assert (rule.intents, rule.actions) == (("ask_hours",), ("utter_hours",))
    assert (story.is_rule, story.intents, story.actions) == (False, ("greet",), ("utter_greet",))
    assert Story("empty", "", is_rule=True).intents == ()


def test_examples_are_read_in_both_forms_and_from_several_files(tmp_path):
    files = {
        "data/a.yml": "nlu:\n- intent: greet\n  examples: |\n    - hi\n    - hello\n    oops\n",
        "data/b.yml": "nlu:\n- intent: greet\n  examples:\n  - text: hey\n- lookup: x\n- intent: e",
        "data/c.yml": "nlu:\n- intent: faq/name\n  examples: '- who are you'\n",
    }
    data = read_bot(write(tmp_path, files)).data

    assert data.examples == {"greet": ("hi", "hello", "hey"), "e": (), "faq": ("who are you",)}
    assert data.intent_files == {"greet": "data/a.yml", "e": "data/b.yml", "faq": "data/c.yml"}


CODE = """\
from rasa_sdk import Action
NAME = OTHER = "action_constant"
COUNT = 3
there.is_none = "of this"

class SessionStart(Action):
    def name(self):
        return "action_session_start"

class Constant(Action):
    def name(self): return NAME

class Computed(Action):
    def name(self): return NAME + "x"

class Pass(Action):
    def name(self): pass

class Attribute:
    action_name = "action_attribute"
    def run(self): return "action_not_this"

class Nothing: ...
"""


def test_actions_are_found_without_running_the_bots_code(tmp_path):
    bomb = f'raise SystemExit("the code was run")\n{CODE}'
    bot = read_bot(write(tmp_path, {"actions/mine.py": bomb, "actions.py": "def no_class(): ..."}))

    assert [each.name for each in bot.actions] == [
        "action_session_start",
        "action_constant",
        "action_attribute",
    ]
    (found,) = bot.definitions("action_session_start")
    assert found == ActionDefinition("action_session_start", "SessionStart", "actions/mine.py", 7)


def test_the_copied_plugin_is_not_taken_for_the_bots_own_actions(tmp_path):
    files = {"actions/human_handoff/a.py": CODE, "actions/__init__.py": ""}

    assert read_bot(write(tmp_path, files)).actions == ()


def test_code_that_this_python_cannot_read_is_searched_as_text(tmp_path):
    code = 'class A:\n    def name(self) =>\n        return "action_session_start"\n'
    bot = read_bot(write(tmp_path, {"actions/new.py": code}))

    (found,) = bot.definitions("action_session_start")
    assert (found.class_name, found.line) == ("", 3)


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right on Windows")
def test_folders_of_programs_hidden_ones_and_links_are_passed_over(tmp_path):
    files = {
        "data/venv/lib.yml": "rules: [{rule: a}]",
        "data/.cache/x.yml": "rules: [{rule: b}]",
        "data/rules.yml": "rules: [{rule: c}]",
    }
    bot = write(tmp_path, files)
    (bot / "data" / "again").symlink_to(bot / "data")

    assert [rule.name for rule in read_bot(bot).data.rules] == ["c"]
