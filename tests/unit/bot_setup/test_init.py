"""`human-handoff init` in a small bot, file by file."""

import json
import re

import pytest
from ruamel.yaml import YAML

from actions.human_handoff.bot_files import plugin_files
from actions.human_handoff.bot_files.plugin_files import PluginFiles
from actions.human_handoff.cli import app
from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.vendors import DESKS
from tests import ROOT
from tests.unit.bot_files.files import write

from .conftest import CONFIG, DOMAIN, contents

INIT = ("init", "--vendor", "parley", "--yes")


def yaml(path):
    return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))


def test_what_init_writes_is_named_and_nothing_else_changes(bot, command):
    before = contents(bot)
    done = command(*INIT)

    assert done.exit_code == 0, done.output
    after = contents(bot)
    assert {path for path in before if after[path] != before[path]} == {
        *("config.yml", "domain.yml", "credentials.yml", "endpoints.yml"),
    }
    new = {path for path in after if path not in before and "human_handoff_nlu" not in path}
    assert new == {
        ".env.example",
        ".human_handoff_installed.json",
        "data/human_handoff/interruptions.yml",
        "data/human_handoff/nlu.yml",
        "data/human_handoff/rules.yml",
        "human_handoff.yml",
        "tests/test_human_handoff.yml",
    }
    for path in sorted(new - {".human_handoff_installed.json"}):
        assert f"  new      {path}\n" in done.output


def test_a_file_of_an_earlier_init_that_is_written_anew_is_not_called_new(bot, command):
    command(*INIT)
    done = command("init", "--vendor", "cm", "--yes")

    assert "  changed  human_handoff.yml\n" in done.output
    assert "  new  " not in done.output


def test_init_twice_changes_nothing(bot, command):
    command(*INIT)
    before = contents(bot)
    done = command("init", "--yes")

    assert "Nothing to write: everything is there." in done.output
    assert contents(bot) == before


def test_remove_gives_the_bot_back_byte_for_byte(bot, command):
    before = contents(bot)
    command(*INIT)
    done = command("remove", "--yes")

    assert done.exit_code == 0, done.output
    assert contents(bot) == before
    assert not (bot / "tests").exists()
    assert "Nothing to take out" in command("remove").output


def test_every_line_of_the_bots_own_files_stays_in_its_place(bot, command):
    command(*INIT)

    for path, own in (("config.yml", CONFIG), ("domain.yml", DOMAIN)):
        lines = (bot / path).read_text(encoding="utf-8").splitlines()
        kept, is_ours = [], False
        for line in lines:
            if ">>> human-handoff" in line:
                is_ours = True
            if not is_ours:
                kept.append(line)
            if "<<< human-handoff" in line:
                is_ours = False
        assert kept == own.splitlines()


def test_the_domain_has_the_bots_names_and_ours(bot, command):
    command(*INIT)
    domain = yaml(bot / "domain.yml")
    ours = yaml(ROOT / "actions/human_handoff/domain.yml")

    assert domain["intents"] == ["greet", "ask_hours", *ours["intents"]]
    assert list(domain["responses"]) == ["utter_hours", *ours["responses"]]
    for section in ("slots", "forms", "actions", "entities"):
        assert domain[section] == ours[section]
    assert domain["session_config"] == {"session_expiration_time": 60}


def test_the_component_stands_before_the_fallback_whose_comment_stays_with_it(bot, command):
    command(*INIT)

    names = [each["name"] for each in yaml(bot / "config.yml")["pipeline"]]
    ours = "human_handoff_nlu.HumanHandoffClassifier"
    assert names == ["WhitespaceTokenizer", "DIETClassifier", ours, "FallbackClassifier"]


@pytest.mark.parametrize(
    ("pipeline", "expected"),
    [
        ("pipeline:\n- A\n- b.FallbackClassifier\n", ["A", "ours", "b.FallbackClassifier"]),
        ("pipeline:\n  - name: A\n", ["A", "ours"]),
        ("pipeline: [{name: A}]\n", ["A", "ours"]),
        ("pipeline: [{name: A},]\n", ["A", "ours"]),
        ("pipeline: [{name: my.HumanHandoffClassifier}]\n", ["my.HumanHandoffClassifier"]),
    ],
)
def test_pipelines_of_every_form_get_the_component(bot, command, pipeline, expected):
    write(bot, {"config.yml": pipeline})
    command(*INIT)
    names = [
        each["name"] if isinstance(each, dict) else each
        for each in yaml(bot / "config.yml")["pipeline"]
    ]

    assert names == [
        "human_handoff_nlu.HumanHandoffClassifier" if each == "ours" else each for each in expected
    ]
    command("remove", "--yes")
    assert (bot / "config.yml").read_text(encoding="utf-8") == pipeline


def test_where_rasa_takes_its_default_the_default_is_written_out_with_the_component(bot, command):
    write(bot, {"config.yml": "language: en\n\npipeline:\n# # a comment of Rasa\n\npolicies:\n"})
    command(*INIT)
    pipeline = [each["name"] for each in yaml(bot / "config.yml")["pipeline"]]

    assert pipeline[5:7] == ["DIETClassifier", "human_handoff_nlu.HumanHandoffClassifier"]
    assert pipeline[-1] == "FallbackClassifier"
    assert "# # a comment of Rasa\n\npolicies:\n" in (bot / "config.yml").read_text("utf-8")


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("pipeline: [{name: A}, {name: FallbackClassifier}]\n", "in brackets"),
        ("pipeline:\n-\n  name: FallbackClassifier\n", "to which nothing can be added safely"),
        ("pipeline:\n- A\n-\n  FallbackClassifier\n", "to which nothing can be added safely"),
    ],
)
def test_a_fallback_that_cannot_be_moved_down_is_left_to_the_bot_builder(
    bot, command, config, reason
):
    write(bot, {"config.yml": config})
    done = command(*INIT)

    assert done.exit_code == 1
    assert f"config.yml has a pipeline {reason}. Add `- name: human_handoff_nlu." in done.output
    assert (bot / "config.yml").read_text(encoding="utf-8") == config


def test_a_bot_without_a_configuration_for_rasa_is_told_what_its_pipeline_needs(bot, command):
    (bot / "config.yml").unlink()

    assert "config.yml is missing. Add `- name: human_handoff_nlu." in command(*INIT).output


@pytest.mark.parametrize("vendor", ["liveperson", "cm", "parley"])
@pytest.mark.parametrize("language", ["en", "nl", "nl,en"])
def test_the_configuration_of_every_vendor_is_valid(bot, command, vendor, language):
    command("init", "--vendor", vendor, "--language", language, "--offers", "--yes")
    text = (bot / "human_handoff.yml").read_text(encoding="utf-8")
    names = [
        line.rstrip("=")
        for line in (bot / ".env.example").read_text("utf-8").splitlines()
        if line.endswith("=")
    ]
    values = {name: f"0a1b2c3d-0000-4000-8000-0000000000{n:02}" for n, name in enumerate(names)}
    configuration = load(bot / "human_handoff.yml", values)

    assert len(names) >= 4
    assert "#?" not in text
    assert "{{" not in text
    assert list(configuration.desks) == [vendor]
    assert configuration.settings.contact.interruptions == ["ask_hours"]
    assert configuration.settings.language.default == language[:2]
    speaks_both = configuration.settings.language.slot == "human_handoff_language"
    assert speaks_both == ("," in language)
    assert configuration.settings.offers is not None
    assert (bot / "data/human_handoff_offers/rules.yml").is_file()


def settings_in(schema):
    """Return the names of all settings that a part of the schema describes."""
    if isinstance(schema, list):
        return set().union(*map(settings_in, schema))
    if not isinstance(schema, dict):
        return set()
    names = schema.get("properties", {})
    return {*names, *settings_in(list(schema.values()))}


@pytest.mark.parametrize("vendor", ["liveperson", "cm", "parley"])
def test_the_configuration_has_every_setting(bot, command, vendor):
    command("init", "--vendor", vendor, "--yes")
    words = set(re.findall(r"\w+", (bot / "human_handoff.yml").read_text(encoding="utf-8")))
    file = ROOT / "actions/human_handoff/handoff_settings/human_handoff.schema.json"
    sections = json.loads(file.read_text(encoding="utf-8"))["properties"]
    wanted = [each for name, each in sections.items() if name == vendor or name not in DESKS]
    names = settings_in(wanted) | (set(sections) - DESKS.keys())
    # The fields of a mutation are CM.com's own.
    names -= {"$type", "ComponentId", "operator", "sourceAdapterId", "targetAdapterId"}

    assert len(names) > 50
    assert names - words == set()


def test_options_that_hold_from_an_earlier_init_are_named_with_the_way_back(bot, command):
    flags = ("--sandbox", "--offers", "--switch-off-own-rules")
    first = command("init", "--vendor", "parley", *flags, "--yes")
    assert "as at the last time" not in first.output

    second = command("init", "--offers", "--yes")

    for flag in ("--sandbox", "--switch-off-own-rules"):
        told = f"{flag} holds, as at the last time. To end it, run `human-handoff remove` until"
        assert told in second.output
    assert "--offers holds" not in second.output
    command("remove", "--yes")
    assert "as at the last time" not in command("init", "--vendor", "parley", "--yes").output
    assert "127.0.0.1" not in (bot / "human_handoff.yml").read_text()


@pytest.mark.parametrize("vendor", ["liveperson", "cm", "parley"])
def test_for_the_sandbox_no_variable_is_needed(bot, command, vendor):
    done = command("init", "--vendor", vendor, "--sandbox", "--yes")

    assert load(bot / "human_handoff.yml", {}).channels[vendor] == {vendor, "rest"}
    assert "${" not in (bot / "credentials.yml").read_text(encoding="utf-8")
    assert not (bot / ".env.example").exists()
    assert "make sandbox" in done.output


def test_the_bots_own_files_of_variables_and_of_the_action_server_are_added_to(bot, command):
    write(bot, {".env.example": "MINE=1", "endpoints.yml": "action_endpoint: {url: mine}\n"})
    command(*INIT)

    lines = (bot / ".env.example").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "MINE=1"
    assert "PARLEY_SECRET=" in lines
    assert (bot / "endpoints.yml").read_text("utf-8") == "action_endpoint: {url: mine}\n"


def test_missing_files_are_made(bot, command):
    for name in ("credentials.yml", "endpoints.yml", "domain.yml", "actions/__init__.py"):
        (bot / name).unlink()
    (bot / "actions").rmdir()
    command(*INIT)

    assert "human_handoff_channels.parley.ParleyInput" in yaml(bot / "credentials.yml")
    assert yaml(bot / "endpoints.yml")["action_endpoint"]["url"].endswith(":5055/webhook")
    assert "human_handoff" in yaml(bot / "domain.yml")["intents"]
    assert (bot / "actions/__init__.py").is_file()
    command("remove", "--yes")
    assert not (bot / "actions").exists()


def test_a_channel_that_is_there_stays(bot, command):
    write(bot, {"credentials.yml": "my.ParleyInput: {a: b}\n"})
    done = command(*INIT)

    assert "credentials.yml has the channel ParleyInput; it stays." in done.output
    assert (bot / "credentials.yml").read_text("utf-8") == "my.ParleyInput: {a: b}\n"


def test_a_domain_in_a_folder_gets_a_file_of_its_own_without_the_names_that_are_there(bot, command):
    (bot / "domain").mkdir()
    (bot / "domain.yml").rename(bot / "domain/mine.yml")
    write(bot, {"domain/more.yml": "intents: [human_handoff]\nslots: {human_handoff_name: {}}\n"})
    done = command(*INIT, "--language", "nl")
    own = yaml(bot / "domain/human_handoff.yml")

    assert "human_handoff" not in own["intents"]
    assert "human_handoff_name" not in own["slots"]
    assert own["responses"]["utter_ask_human_handoff_name"] == [{"text": "Wat is je naam?"}]
    assert "The slot human_handoff_name of domain/more.yml has another type" in done.output
    assert "--domain domain" in done.output


def test_a_domain_that_has_everything_stays_as_it_is(bot, command):
    domain = (ROOT / "domain.yml").read_text(encoding="utf-8")
    write(bot, {"domain.yml": domain})
    done = command(*INIT)

    assert "domain.yml:" not in done.output.partition("Writes:")[2].partition("To know:")[0]
    assert (bot / "domain.yml").read_text(encoding="utf-8") == domain


def test_a_text_of_the_bots_own_stays(bot, command):
    own = 'responses:\n  utter_human_handoff_returned:\n  - text: "Mine"\n'
    write(bot, {"domain.yml": own})
    done = command(*INIT)

    assert "domain.yml: your own text of utter_human_handoff_returned stays." in done.output
    responses = yaml(bot / "domain.yml")["responses"]
    assert responses["utter_human_handoff_returned"] == [{"text": "Mine"}]
    assert len(responses) > 20


@pytest.mark.parametrize(
    "domain",
    [
        "intents: [greet, bye]\nslots: {a: {type: text}}\nresponses: {}\n",
        "intents: []\nslots:\nresponses:\nforms:\n",
        "\ufeffintents:\r\n  - greet # é\r\n\r\nresponses:\r\n  utter_a:\r\n  - text: a\r\n",
        "intents:\n- greet",
        "# nothing but this\n",
        "",
        'slots:\n    a:\n        type: text\nintents:\n    - greet\nversion: "3.1"',
    ],
)
def test_domains_of_every_form_are_added_to_and_given_back(bot, command, domain):
    write(bot, {"domain.yml": domain})
    done = command(*INIT)
    assert done.exit_code == 0, done.output

    text = (bot / "domain.yml").read_bytes().decode().removeprefix("\ufeff")
    merged = YAML(typ="safe", pure=True).load(text)
    ours = yaml(ROOT / "actions/human_handoff/domain.yml")
    assert merged["intents"][-len(ours["intents"]) :] == ours["intents"]
    assert set(merged["slots"]) >= set(ours["slots"])
    assert "\n" not in text.replace("\r\n", "") or "\r\n" not in text
    command("remove", "--yes")
    assert (bot / "domain.yml").read_bytes().decode() == domain


@pytest.mark.parametrize("domain", ["intents:\n- a\n...\n", "a: &x [1]\nslots: ~\n"])
def test_a_domain_to_which_nothing_can_be_added_is_left_alone_with_a_way_out(bot, command, domain):
    write(bot, {"domain.yml": domain})
    done = command(*INIT)

    assert done.exit_code == 1
    assert "cannot be added to safely (`intents`" in done.output


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ({"domain.yml": "a: [b"}, "domain.yml, line 1 is not YAML"),
        (
            {"domain.yml": "intents:\n\t- greet\n"},
            "domain.yml, line 2 is not YAML. There is a tab: write spaces.",
        ),
        (
            {"domain.yml": DOMAIN.encode("utf-16")},
            "domain.yml is not text in UTF-8. Save it as UTF-8.",
        ),
        ({"config.yml": "pipeline:\n\t- a\n"}, "config.yml, line 2 is not YAML. There is a tab"),
        ({"credentials.yml": b"\xff"}, "credentials.yml is not text in UTF-8"),
        ({".human_handoff_installed.json": "{}"}, ".human_handoff_installed.json cannot be read"),
    ],
)
def test_nothing_is_written_where_a_file_that_is_edited_cannot_be_read(
    bot, command, files, sentence
):
    write(bot, files)
    before = contents(bot)
    done = command(*INIT)

    assert done.exit_code == 2
    assert sentence in done.output
    assert contents(bot) == before


def test_a_file_of_the_bot_builders_with_our_name_is_never_overwritten(bot, command):
    write(bot, {"human_handoff.yml": "mine", "data/human_handoff/rules.yml": "rules: []"})
    done = command(*INIT)

    assert done.exit_code == 1
    assert "human_handoff.yml exists with other contents, and stays." in done.output
    assert (bot / "human_handoff.yml").read_text("utf-8") == "mine"
    command("remove", "--yes")
    assert (bot / "data/human_handoff/rules.yml").read_text("utf-8") == "rules: []"


def test_a_file_that_was_copied_by_hand_before_is_left_to_its_owner(bot, command):
    rules = (ROOT / "data/human_handoff/rules.yml").read_bytes()
    write(bot, {"data/human_handoff/rules.yml": rules})
    assert command(*INIT).exit_code == 0
    command("remove", "--yes")

    assert (bot / "data/human_handoff/rules.yml").read_bytes() == rules


def test_dry_run_shows_the_diff_and_writes_nothing(bot, command):
    before = contents(bot)
    done = command("init", "--vendor", "cm", "--dry-run")

    assert contents(bot) == before
    assert "+++ b/domain.yml" in done.output
    assert "+  - name: human_handoff_nlu" not in done.output  # the bot's indent is 0
    assert "+- name: human_handoff_nlu.HumanHandoffClassifier" in done.output
    assert "--- /dev/null\n+++ b/human_handoff.yml" in done.output


def test_an_empty_new_file_is_in_the_diff(bot, command):
    (bot / "actions/__init__.py").unlink()

    assert "new empty file actions/__init__.py" in command(*INIT, "--dry-run").output


def test_nothing_is_written_without_a_yes(bot, command):
    before = contents(bot)

    assert command("init", "--vendor", "cm", input="n\n").exit_code == 1
    assert contents(bot) == before
    assert command("init", input="cm\ny\n").exit_code == 0
    installed = contents(bot)
    assert command("remove", input="n\n").exit_code == 1
    assert contents(bot) == installed


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--vendor", "genesys"), "--vendor genesys is wrong: write one of liveperson, cm, parley"),
        (("--vendor", "cm", "--language", "de"), "--language de is wrong: write one of en, nl"),
        (("--vendor", "cm", "nowhere"), "is no bot's folder"),
    ],
)
def test_an_option_that_is_wrong_is_named(bot, command, options, sentence):
    done = command("init", *options, "--yes")

    assert done.exit_code == 2
    assert sentence in done.output


@pytest.mark.parametrize(("language", "taken"), [("nl-NL", "nl"), ("de", "en"), ("en", "en")])
def test_the_language_is_the_bots_where_we_speak_it(bot, command, language, taken):
    write(bot, {"config.yml": f"language: {language}\n"})
    done = command(*INIT)

    record = json.loads((bot / ".human_handoff_installed.json").read_text("utf-8"))
    assert record["options"]["language"] == taken
    assert ("the handoff's texts are in" in done.output) == (language != taken)


def test_a_copy_of_the_actions_alone_cannot_set_a_bot_up(bot, command, monkeypatch, tmp_path):
    monkeypatch.setattr(PluginFiles, "root", property(lambda _: tmp_path))

    assert "lacks data/human_handoff" in command(*INIT).output


def test_the_wheels_bot_imports_the_actions_and_copies_no_program(bot, command, monkeypatch):
    as_wheel(monkeypatch)
    done = command(*INIT)

    assert "rasa-human-handoff" in done.output
    assert (bot / "actions/human_handoff.py").read_text("utf-8") == (
        "import rasa_human_handoff.actions  # noqa: F401\n"
    )
    assert "rasa_human_handoff.channels.parley.ParleyInput" in yaml(bot / "credentials.yml")
    assert "rasa_human_handoff.nlu.HumanHandoffClassifier" in (bot / "config.yml").read_text()
    assert not (bot / "human_handoff_nlu").exists()


@pytest.mark.parametrize("wheel", [True, False])
def test_actions_in_one_file_get_the_import_of_the_wheel(bot, command, monkeypatch, wheel):
    (bot / "actions/__init__.py").unlink()
    (bot / "actions").rmdir()
    write(bot, {"actions.py": "mine = 1\n"})
    if wheel:
        as_wheel(monkeypatch)
    done = command(*INIT)
    text = (bot / "actions.py").read_text("utf-8")

    assert text.startswith("mine = 1\n")
    assert ("\nimport rasa_human_handoff.actions" in text) == wheel
    assert ("a folder `actions` would hide it. Use the wheel" in done.output) != wheel


def as_wheel(monkeypatch):
    english = PluginFiles().domain("en")
    monkeypatch.setattr(PluginFiles, "is_wheel", property(lambda _: True))
    monkeypatch.setattr(PluginFiles, "root", property(lambda _: ROOT))
    monkeypatch.setattr(PluginFiles, "domain", lambda self, language: english)


def test_the_real_wheel_is_known_by_its_folder(tmp_path):
    (tmp_path / "rasa_human_handoff/bot/data").mkdir(parents=True)
    wheel = PluginFiles(tmp_path / "rasa_human_handoff")

    assert wheel.is_wheel
    assert wheel.root == tmp_path / "rasa_human_handoff/bot"
    assert list(wheel.programs(tmp_path)) == []
    assert not wheel.has_data()
    write(wheel.root, {"domain/human_handoff.yml": "the wheel's"})
    assert wheel.domain("en") == "the wheel's"


def test_a_copy_has_the_programs_and_nothing_that_python_has_written(tmp_path):
    paths = [path for path, _ in PluginFiles().programs(tmp_path)]

    assert {"actions/human_handoff/cli.py", "human_handoff_nlu/classifier.py"} <= set(paths)
    assert not [path for path in paths if "__pycache__" in path]


def test_a_bot_that_is_the_repository_gets_no_copy_of_itself():
    assert list(PluginFiles().programs(ROOT)) == []
    assert plugin_files.PACKAGE == ROOT / "actions/human_handoff"


def test_both_commands_are_registered():
    names = {each.name or each.callback.__name__ for each in app.registered_commands}

    assert {"init", "remove"} <= names


@pytest.mark.parametrize(
    ("policies", "is_refused"),
    [
        ([{"name": "FlowPolicy"}], True),
        (
            [{"name": "rasa.core.policies.flow_policy.FlowPolicy"}, {"name": "Other"}],
            True,
        ),
        ([{"name": "FlowPolicy"}, {"name": "RulePolicy"}], False),
    ],
)
def test_a_bot_that_runs_flows_alone_is_refused_with_the_page_about_them(
    bot, command, policies, is_refused
):
    write(bot, {"config.yml": json.dumps({"language": "en", "pipeline": [], "policies": policies})})
    before = contents(bot)
    done = command(*INIT)

    assert (done.exit_code == 2) is is_refused
    assert ("docs/calm.md" in done.output) is is_refused
    assert (contents(bot) == before) is is_refused
