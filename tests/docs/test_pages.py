"""README, the vendors' pages and `.env.example`, compared with the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from actions.human_handoff import cli
from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.vendors import DESKS
from tests import ROOT
from tests.docs.documents import action_names, blocks, merged, read, section, written, yaml

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for pattern in ("*.md", ".github/*.md", "docs/**/*.md", "examples/**/*.md", "sandbox/*.md")
    for path in ROOT.glob(pattern)
)
PAGES = {name: f"docs/{name}/desk.md" for name in DESKS}
HEADINGS = [
    "What you need",
    "Settings",
    "The customer's ids",
    "What the plugin calls",
    "Statuses",
    "Availability",
    "Return to the bot",
    "Limits and peculiarities",
    "Not verified",
]
MAX_README_LINES = 150
# Rasa installs these, so a bot builder who copies the plugin need not.
INSTALLED_BY_RASA = {"rasa-sdk", "pydantic", "ruamel.yaml"}
_REFERENCE = re.compile(r"\$\{(\w+)\}")
_COMMENTED_OUT = re.compile(r"^( *)# (\w+: [^…\n]*)$", re.M)


def base(name: str) -> dict[str, Any]:
    """Return the settings at the top of the file for a bot with one vendor."""
    return {"desks": [name], "skills": {"default": "human"}}


def loads(values: Mapping[str, Any], folder: Path) -> None:
    """Load a configuration; each environment variable in it has a value."""
    path = written(dict(values), folder)
    names = _REFERENCE.findall(path.read_text(encoding="utf-8"))
    assert load(path, {name: name.lower() for name in names}).desks


def examples(page: str) -> list[str]:
    """Return a page's examples of `human_handoff.yml`; other files' begin with a comment."""
    return [block.text for block in blocks(page, "yaml") if not block.text.startswith("# ")]


# Every example is one that works


@pytest.mark.parametrize("name", PAGES)
def test_every_example_of_a_vendors_page_is_a_configuration(name: str, tmp_path: Path) -> None:
    first, *more = examples(PAGES[name])
    settings = merged(base(name), yaml(first))

    loads(settings, tmp_path)
    for example in more:  # each shows an alternative to a part of the first
        assert set(yaml(example)) == {name}
        loads(merged(settings, yaml(example)), tmp_path)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_commented_out_on_a_vendors_page_would_work_too(name: str, tmp_path: Path) -> None:
    first = examples(PAGES[name])[0]
    uncommented = _COMMENTED_OUT.sub(r"\1\2", first)

    assert uncommented != first
    loads(merged(base(name), yaml(uncommented)), tmp_path)


def test_every_setting_the_readme_shows_is_one(tmp_path: Path) -> None:
    settings = yaml(read("human_handoff.yml"))
    names = settings.keys() | {*HandoffSettings.__annotations__, *DESKS}
    # The table of failures shows values of slots, without the prefix of their names.
    text = read("README.md").replace(section("README.md", "When things go wrong"), "")
    codes = re.findall(r"`(\w+: [^`\n]+)`", text)
    shown = [code for code in codes if code.partition(":")[0] in names]

    assert {code.partition(":")[0] for code in shown} >= {"desks", "skills", "parley"}
    for code in shown:
        settings = merged(settings, yaml(code))
    loads(settings, tmp_path)


def test_what_the_pages_show_of_a_bot_stands_in_ours() -> None:
    yamls = [block.text for page in PAGES.values() for block in blocks(page, "yaml")]
    others = [text for text in yamls if text.startswith("# ")]
    named = {name for text in others for name in re.findall(r"action_human_handoff_\w+", text)}

    assert all(isinstance(yaml(text), dict) for text in others)
    assert named
    assert named <= action_names(yaml(read("domain.yml")))


# The pages of the vendors


@pytest.mark.parametrize("name", DESKS)
def test_the_pages_of_all_vendors_have_the_same_headings(name: str) -> None:
    page = without_blocks(read(PAGES[name]))

    assert re.findall(r"^# (.+)$", page, re.M) == [DESKS[name].vendor]
    assert re.findall(r"^## (.+)$", page, re.M) == HEADINGS
    assert PAGES[name] in read("README.md")


def test_every_variable_of_a_page_is_in_the_example_of_the_environment_and_no_other() -> None:
    channels = [f"docs/{name}/channel.md" for name in DESKS]
    pages = [*PAGES.values(), *channels, "docs/messages.md", "docs/webhook.md"]
    used = {name for page in pages for name in _REFERENCE.findall(read(page))}
    offered = re.findall(r"^(\w+)=$", read(".env.example"), re.M)

    assert sorted(offered) == sorted(used)
    assert set(_REFERENCE.findall(read("README.md"))) <= set(offered)


# The README


def test_the_readme_is_read_in_one_go() -> None:
    assert len(read("README.md").splitlines()) <= MAX_README_LINES


def test_who_copies_the_plugin_installs_what_the_wheel_would() -> None:
    dependencies = read("pyproject.toml").split("\ndependencies = [")[1].split("]")[0]
    required = set(re.findall(r'"([^"]+)"', dependencies))
    installed = {name for name in required if re.split(r"[<>=]", name)[0] in INSTALLED_BY_RASA}
    command = re.search(r"`pip install (\".*?)`", read("docs/install.md"), re.S)

    assert command is not None
    assert len(installed) == len(INSTALLED_BY_RASA)
    assert set(command[1].replace('"', "").split()) == required - installed


def test_the_readme_names_every_command() -> None:
    (row,) = re.findall(r"^\| commands \| (.*) \|$", read("README.md"), re.M)

    commands = get_command(cli.app).commands  # type: ignore[attr-defined]
    assert re.findall(r"`human-handoff ([\w-]+)`", row) == list(commands)


def test_the_pictures_of_the_readme_are_there_and_say_what_they_show() -> None:
    page = read("README.md")
    files = re.findall(r'(?:src|srcset)="([^"]+)"', page)

    assert len(files) == len(set(files)) == 2
    assert all((ROOT / file).is_file() for file in files)
    assert all(re.findall(r'<img alt="(.*?)"', page) + re.findall(r"!\[(.*?)\]", page))


def test_the_drawing_of_the_flow_names_what_there_is() -> None:
    (drawing,) = blocks("README.md", "mermaid")
    named = set(re.findall(r'[{\[]"([a-z_]+)(?=[":])', drawing.text))
    domain = yaml(read("domain.yml"))
    actions = {name.removeprefix("action_human_handoff_") for name in action_names(domain)}

    assert len(named) == 7
    assert named <= actions | set(domain["forms"])


# Links


def without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives to the headings of a document."""
    headings = re.findall(r"^#+ (.+)$", without_blocks(text), re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in headings}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    folder = (ROOT / document).parent
    for target in re.findall(r"\]\(([^)\s]+)\)", read(document)):
        path, _, anchor = target.partition("#")
        if path.startswith("https://"):
            continue
        file = folder / path if path else ROOT / document
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target
