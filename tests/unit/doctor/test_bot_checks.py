"""What the doctor finds in a bot's own files."""

from __future__ import annotations

import json

import pytest

from actions.human_handoff import Finding, Level
from actions.human_handoff.bot_files import read_bot
from actions.human_handoff.doctor.bot_domain import MOST_NAMES, listed, needed
from actions.human_handoff.doctor.bot_examples import plain
from actions.human_handoff.doctor.channels import channel_findings
from actions.human_handoff.doctor.stores import store_findings
from actions.human_handoff.errors import Problems
from actions.human_handoff.handoff_settings.loader import Examined, examine
from tests import ROOT
from tests.unit.vendors.accounts import section

from .bots import CONFIG, PLUGIN_DOMAIN, examined, found, told, write_bot

COMPLETE = "Domain, pipeline, policies, rules and examples have what the plugin needs."
FORM_RULE = """
rules:
  - rule: hours inside the form
    condition: [{active_loop: human_handoff_form}]
    steps: [{intent: ask_hours}, {action: utter_greet}]
"""


def test_a_complete_bot_is_one_finding(tmp_path):
    assert found(write_bot(tmp_path)) == [Finding(Level.OK, COMPLETE)]


def test_the_demo_is_complete():
    assert [each.text for each in found(ROOT)] == [COMPLETE]


def test_where_there_is_no_bot_that_is_said(tmp_path):
    (finding,) = found(tmp_path)

    assert finding.level is Level.NOT_CHECKED
    assert finding.text == f"There is no bot in {tmp_path}: say with --bot where it is."


def test_a_bot_of_flows_is_not_checked_against_forms_and_rules(tmp_path):
    bot = write_bot(tmp_path, domain__human_handoff=None)
    (bot / "config.yml").write_text("policies: [{name: FlowPolicy}]\n", encoding="utf-8")

    (finding,) = found(bot)

    assert finding.level is Level.NOT_CHECKED
    assert "docs/calm.md" in finding.text


def test_a_file_that_cannot_be_read_is_an_error_with_its_remedy(tmp_path):
    bot = write_bot(tmp_path, data__nlu="nlu:\n\t- intent: greet\n")

    (finding,) = found(bot)

    assert finding.level is Level.ERROR
    assert finding.text.startswith("data/nlu.yml, line ")
    assert finding.remedy


@pytest.mark.parametrize("kind", ["intents", "slots", "forms", "actions", "responses"])
def test_a_domain_without_the_plugins_names_is_an_error_of_each_kind(tmp_path, kind):
    bot = write_bot(tmp_path, domain__human_handoff=None)

    (error,) = [text for text in told(bot, Level.ERROR) if f" {kind}: " in text]

    assert error.startswith(
        f"The domain lacks {len(needed(kind))} of the plugin's {kind}: {needed(kind)[0]}"
    )
    assert error.endswith("Run `human-handoff init`, which adds them, and train.")


def test_a_single_response_that_is_missing_is_named(tmp_path):
    domain = PLUGIN_DOMAIN.replace("\n  utter_human_handoff_failed:", "\n  utter_renamed:")

    assert told(write_bot(tmp_path, domain__human_handoff=domain), Level.ERROR)[0].startswith(
        "The domain lacks 1 of the plugin's responses: utter_human_handoff_failed."
    )


@pytest.mark.parametrize(
    ("slot", "wrong"),
    [
        ("{type: text, mappings: [{type: custom}]}", "type"),
        ("{type: any, mappings: [{type: from_text}]}", "mappings"),
        ("anything", "definition"),
    ],
)
def test_a_slot_of_the_bot_that_replaces_the_plugins_is_an_error(tmp_path, slot, wrong):
    # `a.yml` comes before the plugin's, so its slot is the one that counts here.
    bot = write_bot(tmp_path, domain__a=f"slots:\n  human_handoff_attempts: {slot}\n")

    assert told(bot, Level.ERROR) == [
        f"The slot human_handoff_attempts of domain/a.yml has another {wrong} than the plugin's. "
        "Take it out there, and run `human-handoff init`, so that the plugin's counts."
    ]


def test_the_mappings_of_the_topic_belong_to_the_bot(tmp_path):
    topic = "{type: text, mappings: [{type: from_intent, intent: bill, value: billing}]}"

    bot = write_bot(tmp_path, domain__a=f"slots:\n  human_handoff_topic: {topic}\n")

    assert told(bot, Level.ERROR) == []


def test_many_names_are_counted():
    names = [str(number) for number in range(MOST_NAMES + 2)]

    assert listed(names).endswith("6, 7 and 2 more")
    assert listed(names[:2]) == "0, 1"


def test_sessions_that_never_end_are_a_warning(tmp_path):
    bot = write_bot(tmp_path, domain__own="session_config: {session_expiration_time: 0}")

    (text,) = told(bot, Level.WARNING)
    assert text.startswith("session_expiration_time is 0, so sessions never end")
    assert text.endswith("Write 60 (minutes) under session_config of the domain.")


def test_a_bot_of_stories_is_told_to_add_the_rule_policy(tmp_path):
    bot = write_bot(tmp_path, config=CONFIG.replace("RulePolicy", "TEDPolicy"))

    (text,) = told(bot, Level.ERROR)
    assert "Add `- name: RulePolicy` to policies;" in text


def test_rasas_default_pipeline_and_policies_lack_only_the_recogniser(tmp_path):
    (text,) = told(write_bot(tmp_path, config="language: en"), Level.WARNING)

    assert text.startswith("config.yml has no HumanHandoffClassifier")
    assert "before FallbackClassifier" in text


def test_the_recogniser_must_come_before_the_fallback(tmp_path):
    config = "pipeline: [FallbackClassifier, human_handoff_nlu.HumanHandoffClassifier]"

    (text,) = told(write_bot(tmp_path, config=config), Level.ERROR)
    assert text.startswith("FallbackClassifier comes before HumanHandoffClassifier")


def test_keywords_are_a_warning(tmp_path):
    config = CONFIG.replace("DIETClassifier", "KeywordIntentClassifier")

    (text,) = told(write_bot(tmp_path, config=config), Level.WARNING)
    assert text.startswith("config.yml has KeywordIntentClassifier")


def test_an_own_session_start_is_named_with_its_place(tmp_path):
    bot = write_bot(tmp_path)
    (bot / "actions").mkdir()
    code = "class Mine:\n    def name(self):\n        return {!r}\n"
    (bot / "actions" / "mine.py").write_text(code.format("action_session_start"))
    (bot / "actions" / "other.py").write_text(code.format("action_human_handoff_escalate"))

    session, other = told(bot, Level.WARNING)

    assert session.startswith(
        "actions/mine.py, line 1: Mine defines action_session_start. The action server uses it"
    )
    assert other.startswith(
        "actions/other.py, line 1, has an action action_human_handoff_escalate of its own (Mine)."
    )


def test_a_form_of_the_bot_that_asks_something_else_is_an_error(tmp_path):
    forms = "forms: {human_handoff_form: {required_slots: [name]}, other: {required_slots: []}}"
    bot = write_bot(tmp_path, domain__a=forms)

    (text,) = told(bot, Level.ERROR)
    assert text.startswith("The form human_handoff_form of domain/a.yml has another required_slots")


@pytest.mark.parametrize("endpoints", [None, "action_endpoint: {}", "tracker_store: {}"])
def test_without_an_action_server_nothing_of_it_runs(tmp_path, endpoints):
    (text,) = told(write_bot(tmp_path, endpoints=endpoints), Level.ERROR)

    assert text.startswith("endpoints.yml names no action server.")


def test_actions_in_rasas_own_process_are_an_action_server_as_well(tmp_path):
    bot = write_bot(tmp_path, endpoints="action_endpoint: {actions_module: actions}")

    assert told(bot, Level.ERROR) == []


def test_an_interruption_that_no_rule_answers_is_a_warning(tmp_path):
    bot = write_bot(tmp_path, data__rules=FORM_RULE)
    configuration = examined(contact={"interruptions": ["ask_hours", "greet"]})

    (finding,) = found(bot, configuration)

    assert finding.level is Level.WARNING
    assert finding.settings == ("contact.interruptions",)
    assert finding.text.startswith("No rule answers greet")


def test_an_interruption_that_the_domain_does_not_know_is_a_warning_with_the_name_meant(tmp_path):
    configuration = examined(contact={"interruptions": ["ask_hour", "zzz"]})

    alike, other = found(write_bot(tmp_path), configuration)

    assert {alike.settings, other.settings} == {("contact.interruptions",)}
    assert alike.text == (
        "The domain has no intent ask_hour, so no message has it. Did you mean ask_hours?"
    )
    assert other.text == "The domain has no intent zzz, so no message has it."


def test_without_a_configuration_nothing_is_said_of_interruptions(tmp_path):
    (finding,) = found(write_bot(tmp_path), Examined(Problems()))

    assert finding.text == COMPLETE


def test_with_a_mistake_elsewhere_interruptions_the_slot_and_the_store_are_checked(tmp_path):
    bot = write_bot(tmp_path)
    values = {"language": {"slot": "tongue"}, "state": {"url": "memory://"}, "deadline_seconds": 0}
    contact = {"interruptions": ["ask_hour"], "certainty": 5}
    file = {"desks": ["parley"], "skills": {"default": "human"}, "parley": section("parley")}
    (tmp_path / "human_handoff.yml").write_text(json.dumps({**file, **values, "contact": contact}))

    examined_file = examine(tmp_path / "human_handoff.yml", {})

    assert len(examined_file.problems.lines) == 2
    slot, interruption = found(bot, examined_file)
    assert slot.text == "language.slot names tongue, and the domain has no such slot."
    assert interruption.text.endswith("Did you mean ask_hours?")
    (store,) = store_findings(examined_file, tmp_path / "human_handoff.yml")
    assert store.text.startswith("Each server remembers for itself")
    order = list(channel_findings(examined_file, read_bot(bot)))[-1]
    assert order.text == "Transfers go from the channel parley to the desk parley."


def test_with_a_mistake_in_the_list_itself_nothing_more_is_said_of_it(tmp_path):
    bot = write_bot(tmp_path)
    (tmp_path / "human_handoff.yml").write_text("contact: {interruptions: ask_hour}")

    (finding,) = found(bot, examine(tmp_path / "human_handoff.yml", {}))

    assert finding.text == COMPLETE


def test_the_same_words_under_two_intents_are_a_warning_with_the_words(tmp_path):
    nlu = (
        "nlu:\n"
        "  - intent: human_handoff\n    examples: |\n      - a person please\n"
        "      - [bill](topic)\n"
        "  - intent: contact\n    examples: |\n      - A person, please!\n      - the office\n"
        "  - intent: pay\n    examples: |\n      - bill\n      - the office\n"
    )

    contact, pay = told(write_bot(tmp_path, data__nlu=nlu), Level.WARNING)

    assert contact.startswith(
        'Examples of contact are examples of human_handoff as well: "a person please". '
    )
    assert "(data/nlu.yml)" in contact
    assert pay.startswith('Examples of pay are examples of human_handoff as well: "bill". ')


def test_words_are_compared_without_entities_signs_and_case():
    assert plain('My [BILL]{"entity": "topic"}, please!') == "my bill please"
    assert plain("[invoice](topic)?") == "invoice"
