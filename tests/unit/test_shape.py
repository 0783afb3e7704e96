"""Names that must agree across files; import-linter checks who imports what."""

from __future__ import annotations

import ast
import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from actions import human_handoff
from actions.human_handoff import actions, errors
from actions.human_handoff.handoff_settings.contact_settings import ContactSettings
from actions.human_handoff.rasa_side import slots
from actions.human_handoff.rasa_side.noting_form import SAID_OF_A_MESSAGE
from actions.human_handoff.rasa_side.slots import HandoffState
from tests import ROOT
from tests.docs.documents import action_names

PACKAGE = ROOT / "actions" / "human_handoff"
MODULES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}
TREES = {name: ast.parse(source) for name, source in MODULES.items()}

RASA_SIDE = {name for name in TREES if name.startswith("rasa_side/")} - {"rasa_side/__init__.py"}
# design.md, "Names that are promised to bot builders".
PROMISED = [
    "action_ask_human_handoff_callback_time",
    "action_ask_human_handoff_choice",
    "action_ask_human_handoff_message_offer",
    "action_ask_human_handoff_phone_check",
    "action_ask_human_handoff_solved",
    "action_human_handoff_announce",
    "action_human_handoff_call_back",
    "action_human_handoff_check_shift_status",
    "action_human_handoff_escalate",
    "action_human_handoff_follow_trigger",
    "action_human_handoff_leave_message",
    "action_human_handoff_leave_queue",
    "action_human_handoff_misunderstood",
    "action_human_handoff_nobody_came",
    "action_human_handoff_note_callback",
    "action_human_handoff_note_message",
    "action_human_handoff_offer",
    "action_human_handoff_returned",
    "action_human_handoff_transfer_failed",
    "action_session_start",
    "validate_human_handoff_callback_form",
    "validate_human_handoff_choice_form",
    "validate_human_handoff_form",
    "validate_human_handoff_message_form",
    "validate_human_handoff_offer_form",
    "validate_human_handoff_solved_form",
    "validate_human_handoff_with_agent",
]
# Only the domain of a bot of flows has these: docs/calm.md.
FOR_FLOWS = ["action_ask_human_handoff_silence", "validate_human_handoff_silence"]
# What a desk that is kept outside the package needs beside the neutral types and the errors.
FOR_DESKS = {"SettingsModel", "SecretStr", "WireModel", "Field", "VendorAPI", "Response",
             "check_base_url", "path_segment"}  # fmt: skip
# What a bot says where it does not understand; the plugin says it if the bot has it.
RESPONSES_OF_THE_BOT = {"utter_default", "utter_please_rephrase"}
PROMISED_SLOTS = {"skill", "shift_status", "name", "email", "state", "attempts", "desk"}


def yaml(path: str):
    return YAML(typ="safe", pure=True).load((ROOT / path).read_text(encoding="utf-8"))


DOMAIN = yaml("domain.yml")


def nodes(tree: ast.AST, kind: type[ast.AST]) -> list[Any]:
    return [node for node in ast.walk(tree) if isinstance(node, kind)]


def imports(tree: ast.Module) -> set[str]:
    """Return the top-level packages that a module imports absolutely."""
    names = {alias.name for node in nodes(tree, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in nodes(tree, ast.ImportFrom) if node.level == 0}
    return {name.split(".")[0] for name in names}


def texts(tree: ast.AST) -> set[str]:
    """Return every text in a module's code; of an f-string, its parts in braces' stead."""
    written = {
        "".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)
        for node in nodes(tree, ast.JoinedStr)
    }
    constants = {node.value for node in nodes(tree, ast.Constant)}
    return written | {value for value in constants if isinstance(value, str)}


def calls(tree: ast.Module) -> list[tuple[str, ast.Call]]:
    """Return the calls of a module by the last part of what is called."""
    return [
        (getattr(node.func, "id", None) or getattr(node.func, "attr", ""), node)
        for node in nodes(tree, ast.Call)
    ]


def run(program: str, folder: Path = ROOT) -> Any:
    """Run a program in an empty environment and a folder; return what it prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error::ImportWarning", "-c", program],
        cwd=folder,
        env={},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return json.loads(done.stdout)


def test_no_module_is_longer_than_200_lines():
    assert {name for name, source in MODULES.items() if len(source.splitlines()) > 200} == set()


def test_every_module_says_in_a_docstring_what_it_is():
    assert {name for name, tree in TREES.items() if not ast.get_docstring(tree)} == set()


def test_the_package_imports_itself_relatively_so_that_it_can_be_copied():
    assert {name for name, tree in TREES.items() if "actions" in imports(tree)} == set()


def test_the_public_names_are_sorted_and_complete():
    names = human_handoff.__all__
    imported = {
        alias.asname or alias.name
        for node in nodes(TREES["__init__.py"], ast.ImportFrom)
        for alias in node.names
    }
    defined = [value for value in vars(errors).values() if isinstance(value, type)]

    assert names == sorted(names)
    assert set(names) == imported
    assert [name for name in names if not hasattr(human_handoff, name)] == []
    assert imported >= FOR_DESKS
    assert imported >= {each.__name__ for each in defined if each.__module__ == errors.__name__}


def test_the_promised_actions_are_those_of_the_module_of_all_actions_and_of_the_domain():
    assert actions.__all__ == sorted(actions.__all__)
    names = [getattr(actions, name).action_name for name in actions.__all__]
    assert sorted(names) == sorted([*PROMISED, *FOR_FLOWS])
    assert sorted(action_names(DOMAIN)) == PROMISED


def test_no_sub_package_has_a_name_that_can_be_imported_at_the_top():
    """Older rasa-sdk servers end when a sub-package shares its name with a top-level package."""
    inside = {path.parent.name for path in PACKAGE.rglob("__init__.py")}
    program = (
        "import importlib.util, sys, json;"
        f"print(json.dumps([n for n in {sorted(inside)!r} if importlib.util.find_spec(n)]))"
    )

    assert inside >= {"human_handoff", "vendors", "liveperson"}
    assert run(program) == []


def test_importing_everything_needs_no_file_and_no_environment_and_does_nothing(tmp_path):
    names = [
        "actions.human_handoff"
        + ("." + name[:-3].replace("/", ".") if name != "__init__.py" else "")
        for name in MODULES
    ]
    program = f"""
import importlib, json, logging, socket, sys, threading
sys.path.insert(0, {str(ROOT)!r})
sys.dont_write_bytecode = True
def no(*args): raise AssertionError("a connection at import")
import actions  # what comes after this line is ours
import rasa_sdk, rasa_sdk.executor, requests, typer  # theirs may do what they like
socket.socket.connect = no
handlers = list(logging.getLogger().handlers)
for name in {[name.removesuffix(".__init__") for name in names]!r}:
    importlib.import_module(name)
assert logging.getLogger().handlers == handlers
print(json.dumps([threading.active_count(), "configured" in str(sys.argv)]))
"""

    assert run(program, tmp_path) == [1, False]
    assert list(tmp_path.iterdir()) == []


def test_the_promised_intents_forms_slots_and_states_stand_in_the_domain():
    intents = {"human_handoff", "human_handoff_failed", "human_handoff_returned"}

    assert set(DOMAIN["intents"]) >= intents | {"human_handoff_cancel"}
    assert set(DOMAIN["forms"]) == {
        "human_handoff_callback_form",
        "human_handoff_choice_form",
        "human_handoff_form",
        "human_handoff_message_form",
        "human_handoff_offer_form",
        "human_handoff_solved_form",
        "human_handoff_with_agent",
    }
    assert set(DOMAIN["slots"]) >= {f"human_handoff_{name}" for name in PROMISED_SLOTS}
    assert DOMAIN["slots"]["human_handoff_state"]["values"] == [
        state.value for state in HandoffState
    ]
    assert DOMAIN["slots"]["human_handoff_shift_status"]["values"] == [
        "on_shift",
        "off_shift",
        "unknown",
    ]


def test_the_topic_is_read_from_the_message_and_the_skill_is_the_builders_alone():
    mappings = DOMAIN["slots"]["human_handoff_topic"]["mappings"]
    entity = {"entity": "human_handoff_topic", "intent": "human_handoff"}

    assert "human_handoff_topic" in DOMAIN["entities"]
    assert {"type": "from_entity", **entity} in mappings
    assert DOMAIN["slots"]["human_handoff_skill"]["mappings"] == [{"type": "custom"}]


def responses_in_code() -> set[str]:
    """Return every response the code can send: written out, or built from `say` in the form."""
    asked = list(ContactSettings().ask)
    written = set().union(*(texts(TREES[name]) for name in RASA_SIDE))
    named = {text for text in written if text.startswith("utter_")} - RESPONSES_OF_THE_BOT
    built = {text for text in named if "{" in text}
    assert built == {"utter_human_handoff_{}"}, "a response whose name is built in a new way"
    keywords = nodes(TREES["handoff_logic/contact_answers.py"], ast.keyword)
    parts = set().union(*(texts(each.value) for each in keywords if each.arg == "say"))
    says = {part.format(each) for part in parts for each in asked}
    says -= {"needs_", "bad_"}  # the parts of an f-string, counted as a whole above
    assert len(says) == 9
    says |= set(SAID_OF_A_MESSAGE.values())
    sent = {f"utter_human_handoff_{each}" for each in says}
    named = {text for text in named if not text.startswith("utter_ask_")}  # the next test's
    return (named - built - {"utter_human_handoff_"}) | sent


def responses_in_rules() -> set[str]:
    rules = yaml("data/human_handoff/rules.yml")["rules"]
    steps = [step.get("action", "") for rule in rules for step in rule["steps"]]
    return {name for name in steps if name.startswith("utter_human_handoff_")}


def test_every_response_that_can_be_sent_stands_in_the_domain_and_every_other_way_round():
    in_domain = {name for name in DOMAIN["responses"] if name.startswith("utter_human_handoff_")}

    assert responses_in_code() | responses_in_rules() == in_domain


def test_every_question_of_the_form_stands_in_the_domain():
    forms = [
        f"human_handoff_{name}"
        for name in ("form", "message_form", "offer_form", "callback_form", "solved_form")
    ]
    asked = {
        f"utter_ask_{slot}" for form in forms for slot in DOMAIN["forms"][form]["required_slots"]
    }
    # A form may ask in other words than another one.
    asked |= {"utter_ask_human_handoff_message_form_human_handoff_email"}
    # An action asks for what needs more than a text.
    asked -= {name.replace("action_", "utter_", 1) for name in action_names(DOMAIN)}

    assert {name for name in DOMAIN["responses"] if name.startswith("utter_ask_")} == asked


def test_every_response_has_a_text_in_every_variant():
    ours = [name for name in DOMAIN["responses"] if "human_handoff" in name]

    assert len(ours) >= 20
    assert [
        name for name in ours if not all(each["text"] for each in DOMAIN["responses"][name])
    ] == []


def test_every_slot_we_set_or_read_stands_in_the_domain():
    names = {
        value
        for name, value in vars(slots).items()
        if isinstance(value, str) and name.isupper() and not name.endswith("_INTENT")
    }

    assert len(names) > 12
    assert names - {slots.NEXT} == set(DOMAIN["slots"]), (
        "a slot of the domain that nobody sets, or the reverse"
    )


def test_no_slot_is_named_outside_the_module_of_slots():
    """Searching for a slot's name finds one line of Python, and from there every use."""
    ours = set(DOMAIN["slots"]) | {slots.FAILED_INTENT, slots.RETURNED_INTENT}
    for module, tree in TREES.items():
        named = texts(tree) & ours
        if module == "handoff_events/event.py":  # the report finds the events by it
            named -= {slots.EVENT}
        if module == "handoff_settings/language.py":  # `init` and the settings name it, too
            named -= {slots.LANGUAGE}
        assert module == "rasa_side/slots.py" or named == set(), module


def test_the_rules_name_only_actions_and_intents_of_the_domain():
    known = {*action_names(DOMAIN), *DOMAIN["forms"], *DOMAIN["responses"]}
    known |= {"action_listen", "action_deactivate_loop", "utter_faq"}
    for path in sorted((ROOT / "data").glob("*/rules.yml")):
        for rule in yaml(path.relative_to(ROOT).as_posix())["rules"]:
            for step in rule["steps"]:
                assert step.get("action", "action_listen") in known, rule["rule"]
                intent = step.get("intent", "greet")
                assert intent in [*DOMAIN["intents"], "nlu_fallback"], rule["rule"]


def test_no_text_a_customer_reads_stands_in_python():
    named = {"response", "opens_at", "reference", "limit", "phone", "zone", "call_at", "buttons"}
    named |= {"day", "begins", "ends", "duration"}
    named |= {"waiting_time", "people"}
    everywhere = [(module, *call) for module, tree in TREES.items() for call in calls(tree)]
    unnamed = [
        (module, ast.unparse(node))
        for module, called, node in everywhere
        if called == "utter_message"
        and (node.args or not {keyword.arg for keyword in node.keywords} <= named)
    ]

    # What a channel receives is no text that a customer reads.
    assert unnamed == [
        ("rasa_side/transfer.py", "dispatcher.utter_message(json_message=outcome.channel_payload)")
    ]
    utter = {called for _, called, _ in everywhere if called.startswith("utter_")}
    assert utter == {"utter_message"}


@pytest.mark.parametrize("module", sorted(RASA_SIDE))
def test_the_rasa_side_has_no_sentence_in_its_code(module):
    """A sentence begins with a capital and ends with a stop; docstrings and logs are no code."""
    tree = ast.parse(MODULES[module])
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    for called, node in calls(tree):
        if called in {"error", "warning", "info", "debug"}:
            node.args.clear()

    assert [text for text in texts(tree) if re.fullmatch(r"[A-Z].* .*[.!?]\s*", text)] == []


def test_no_name_of_the_python_package_hides_an_installed_one():
    """The wheel is called rasa_human_handoff; the folder must not be importable under it here."""
    assert importlib.util.find_spec("rasa_human_handoff") is None
