"""The files of examples/calm: what Rasa Pro's documentation allows, and only names that exist.

The schemas are ours, written from that documentation; the engine itself was not run.
"""

import copy
import json
import re
from importlib import metadata

import jsonschema
import pytest

from actions.human_handoff import actions
from actions.human_handoff.handoff_settings.loader import load as load_settings
from actions.human_handoff.rasa_side import slots
from actions.human_handoff.rasa_side.flows import FORM_SLOTS
from actions.human_handoff.rasa_side.transfer_events import failure_response
from tests import ROOT
from tests.calm.example import (
    DOMAIN,
    FLOWS,
    FOLDER,
    branches,
    conditions_of,
    inner_lists,
    load,
    slots_in,
    slots_written,
    steps_of,
)
from tests.calm.flow_player import ACTIONS, OF_THE_ENGINE
from tests.docs.documents import read, yaml

PLUGIN = yaml(read("actions/human_handoff/domain.yml"))
RESPONSES = DOMAIN["responses"]
SCHEMAS = ROOT / "tests" / "calm" / "schemas"
FILES = {
    "data/human_handoff.yml": "flows",
    "domain/human_handoff.yml": "domain",
    "config.yml": "config",
    "endpoints.yml": "endpoints",
}
PAGE = "docs/calm.md"
PACKAGE = ROOT / "actions" / "human_handoff" / "rasa_side"
# The modules of the actions that a flow can run, and of what they say.
WITHOUT_FORMS = [
    *("before_transfer", "transfer", "transfer_message", "transfer_events", "return_to_bot"),
    *("take_back", "waiting_message", "silent_step"),
]
SAID_NOT_RUN = "not run on that engine"


def schema(name):
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def errors(content, name):
    return [each.message for each in jsonschema.Draft7Validator(schema(name)).iter_errors(content)]


@pytest.mark.parametrize(("path", "name"), FILES.items())
def test_every_file_has_the_shape_that_the_documentation_gives(path, name):
    jsonschema.Draft7Validator.check_schema(schema(name))
    assert errors(load(path), name) == []


def test_credentials_name_channels_by_name_or_by_path_with_their_settings_or_none():
    credentials = load("credentials.yml")
    offered = re.findall(
        r"^# (human_handoff_channels\.\S+):$", read("examples/calm/credentials.yml"), re.M
    )

    assert credentials == {"rest": None}
    assert {each.split(".")[1] for each in offered} == {"liveperson", "cm", "parley"}
    for path in offered:
        package, _, name = path.rpartition(".")
        source = (ROOT / package.replace(".", "/") / "__init__.py").read_text(encoding="utf-8")
        assert f'"{name}"' in source


BREAKS = {
    "a flow without a description": lambda flows: flows["hand_over"].pop("description"),
    "a flow without steps": lambda flows: flows["hand_over"].pop("steps"),
    "an unknown key of a flow": lambda flows: flows["hand_over"].update(condition="x"),
    "an unknown key of a step": lambda flows: flows["hand_over"]["steps"][2].update(silent=True),
    "a step of two kinds": lambda flows: flows["hand_over"]["steps"][2].update(action="utter_x"),
    "a link that goes on": lambda flows: flows["talk_to_a_person"]["steps"][0].update(next="END"),
    "a step without a kind": lambda flows: flows["hand_over"]["steps"].append({"id": "x"}),
    "a noop that goes nowhere": lambda flows: flows["hand_over"]["steps"].append({"noop": True}),
    "a branch without a target": lambda flows: flows["hand_over"]["steps"][1]["next"][0].pop(
        "then"
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_schema_of_the_flows_refuses_what_is_wrong(name):
    flows = copy.deepcopy(FLOWS)
    BREAKS[name](flows)

    assert errors({"flows": flows}, "flows") != []


def test_the_schema_of_the_domain_refuses_forms_and_mappings_of_forms():
    assert errors(DOMAIN | {"forms": {}}, "domain") != []
    assert (
        errors({"slots": {"x": {"type": "text", "mappings": [{"type": "custom"}]}}}, "domain") != []
    )


# What the schema cannot say


@pytest.mark.parametrize("flow", FLOWS)
def test_every_step_leads_to_a_step_of_its_flow_or_to_the_end(flow):
    steps = steps_of(flow)
    ids = [step["id"] for step in steps if "id" in step]
    targets = [
        branch.get("then", branch.get("else")) for step in steps for branch in branches(step)
    ]
    targets += [step["next"] for step in steps if "next" in step]

    assert len(ids) == len(set(ids))
    assert {each for each in targets if isinstance(each, str)} <= {*ids, "END"}
    assert [step for step in steps if branches(step) and "else" not in step["next"][-1]] == []
    for step in steps:
        for inner in inner_lists(step):
            assert "next" in inner[-1] or "link" in inner[-1], "where does the branch lead?"


@pytest.mark.parametrize("flow", FLOWS)
def test_links_are_last_and_lead_to_flows_that_exist_and_patterns_call_nothing(flow):
    steps = FLOWS[flow]["steps"]

    assert all("link" not in step for step in steps[:-1])
    assert {step["link"] for step in steps_of(flow) if "link" in step} <= set(FLOWS)
    assert not any("call" in step for step in steps_of(flow))


@pytest.mark.parametrize("flow", FLOWS)
def test_every_action_slot_and_response_of_a_flow_exists(flow):
    steps = steps_of(flow)
    named = {step["action"] for step in steps if "action" in step}
    said = {name for name in named if name.startswith("utter_")}
    said |= {each["utter"] for step in steps for each in step.get("rejections", ())}
    read_slots = set().union(*map(slots_in, conditions_of(flow)))

    assert {name for name in named if not name.startswith("utter_")} <= ACTIONS | OF_THE_ENGINE
    assert said <= set(RESPONSES)
    assert read_slots | slots_written(flow) <= set(DOMAIN["slots"])
    for step in steps:
        if "collect" in step:
            name = step["collect"]
            # The engine refuses a slot with both.
            asks = [f"utter_ask_{name}" in RESPONSES, f"action_ask_{name}" in ACTIONS]
            assert asks.count(True) == 1, name


@pytest.mark.parametrize("flow", FLOWS)
def test_persisted_slots_are_filled_by_the_flow_itself(flow):
    assert set(FLOWS[flow].get("persisted_slots", ())) <= slots_written(flow)


def test_every_action_of_the_domain_is_one_of_the_plugin():
    ours = {getattr(actions, name).action_name for name in actions.__all__}

    assert ours >= ACTIONS
    assert not any("form" in name for name in ACTIONS)


def test_the_domain_has_every_slot_of_the_plugin_but_those_of_forms():
    names = {
        value
        for name, value in vars(slots).items()
        if isinstance(value, str) and name.isupper() and not name.endswith("_INTENT")
    }

    assert set(DOMAIN["slots"]) == names - FORM_SLOTS


def test_states_and_shifts_have_the_same_values_as_in_a_bot_with_forms():
    for name in (slots.STATE, slots.SHIFT_STATUS):
        assert DOMAIN["slots"][name]["values"] == PLUGIN["slots"][name]["values"]
        assert DOMAIN["slots"][name].get("initial_value") == PLUGIN["slots"][name].get(
            "initial_value"
        )


def test_the_responses_say_what_the_plugin_says_and_nothing_rephrases_them():
    for name, variants in RESPONSES.items():
        as_written = [
            each | {"metadata": {"rephrase": False}} for each in PLUGIN["responses"][name]
        ]
        assert variants == as_written


def test_the_domain_has_every_response_that_the_plugins_actions_can_send_in_a_flow():
    sources = [(PACKAGE / f"{name}.py").read_text(encoding="utf-8") for name in WITHOUT_FORMS]
    sent = set(re.findall(r"utter_human_handoff_\w+", "".join(sources)))
    sent |= {failure_response(last, unsure) for last in (True, False) for unsure in (True, False)}
    asked = {"utter_ask_human_handoff_name", "utter_ask_human_handoff_email"}

    assert "utter_human_handoff_off_shift_until" in sent
    assert set(RESPONSES) == sent | asked | {"utter_human_handoff_bad_email"}


def test_the_metric_of_the_pattern_is_kept_whoever_starts_the_handoff():
    pattern = FLOWS["pattern_human_handoff"]["steps"]
    startable = [name for name, flow in FLOWS.items() if flow.get("if") is not False]

    assert pattern[0] == {"action": "action_handoff_metric"}
    assert pattern[1:] == [{"link": "hand_over"}]
    assert startable == ["talk_to_a_person", "pattern_human_handoff"]
    assert FLOWS["talk_to_a_person"]["steps"] == [{"link": "pattern_human_handoff"}]


def test_the_silent_step_takes_every_message_from_the_text_alone():
    flow = "with_human_agent"
    (step,) = [each for each in steps_of(flow) if each.get("collect") == slots.SILENCE]
    (mapping,) = DOMAIN["slots"][slots.SILENCE]["mappings"]

    assert step["force_slot_filling"] is True
    assert step["ask_before_filling"] is True
    assert mapping == {"type": "from_text", "conditions": [{"active_flow": flow}]}
    # No question to the customer may be in the same flow: the slot would take the answer.
    assert [each["collect"] for each in steps_of(flow) if "collect" in each] == [slots.SILENCE]
    assert f"utter_ask_{slots.SILENCE}" not in RESPONSES


def test_the_pipeline_has_what_the_engine_demands_for_a_slot_from_text():
    names = [each["name"] for each in load("config.yml")["pipeline"]]

    assert names.index("NLUCommandAdapter") < names.index("CompactLLMCommandGenerator")
    assert names.index("KeywordIntentClassifier") < names.index("NLUCommandAdapter")


def test_the_models_that_are_named_are_defined():
    endpoints, config = load("endpoints.yml"), load("config.yml")
    named = re.findall(r"'model_group': '(\w+)'", str(config) + str(endpoints["nlg"]))

    assert set(named) == {each["id"] for each in endpoints["model_groups"]}


@pytest.mark.parametrize(
    "path", sorted(each.relative_to(FOLDER).as_posix() for each in FOLDER.rglob("*.*"))
)
def test_every_file_says_that_the_engine_was_not_run(path):
    assert SAID_NOT_RUN in (FOLDER / path).read_text(encoding="utf-8")
    assert path in {*FILES, "human_handoff.yml", "credentials.yml", "README.md"}


# The settings


def test_the_settings_are_good_as_they_are_once_the_secrets_are_there():
    variables = dict.fromkeys(("PARLEY_SERVICE", "PARLEY_ACCOUNT", "PARLEY_SECRET"), "x" * 16)

    loaded = load_settings(FOLDER / "human_handoff.yml", variables)

    assert list(loaded.desks) == ["parley"]
    assert set(loaded.opening_hours) == {"parley"}


def test_the_settings_name_nothing_that_needs_a_form():
    (table,) = re.findall(r"\| \| what happens in a bot of flows .*?\n\n", read(PAGE), re.DOTALL)
    left_out = [re.findall(r"`([\w.]+)`", row)[-1].split(".") for row in table.splitlines()[2:-1]]
    settings = load("human_handoff.yml")

    assert ["messages"] in left_out
    for section, *setting in left_out:
        assert not setting or section not in settings or setting[0] not in settings[section]
        assert setting or section not in settings


def test_the_tests_run_with_the_rasa_sdk_that_the_page_names():
    version = metadata.version("rasa-sdk")

    assert f"rasa-sdk {version}" in read(PAGE)
