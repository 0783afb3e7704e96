"""README, CONTRIBUTING, the vendors' pages and `.env.example` against the code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from actions.human_handoff import cli
from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.handoff_settings.settings import HandoffSettings
from actions.human_handoff.vendors import DESKS
from tests import ROOT
from tests.docs.documents import blocks

DOCUMENTS = sorted(
    path.relative_to(ROOT).as_posix()
    for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "sandbox" / "README.md"]
)
PAGES = {name: f"docs/{name}/desk.md" for name in DESKS}
HEADINGS = [
    "What you need",
    "Settings",
    "The customer's ids",
    "What the plugin calls",
    "Status words",
    "Who is there",
    "The way back",
    "Limits and oddities",
    "Not verified",
]
LONGEST_README = 150
# What Rasa brings along, so that a copied plugin need not ask for it.
RASA_BRINGS = {"rasa-sdk", "pydantic", "ruamel.yaml"}
_REFERENCE = re.compile(r"\$\{(\w+)\}")
_COMMENTED_OUT = re.compile(r"^( *)# (\w+: [^…\n]*)$", re.M)


def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def yaml(text: str) -> Any:
    return YAML(typ="safe", pure=True).load(text)


def merged(below: Any, above: Any) -> Any:
    if not (isinstance(below, Mapping) and isinstance(above, Mapping)):
        return above
    return {**below, **{key: merged(below.get(key), value) for key, value in above.items()}}


def loads(values: Mapping[str, Any], folder: Path) -> None:
    """Load a configuration whose environment variables are all filled."""
    path = folder / "human_handoff.yml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(dict(values), file)
    names = _REFERENCE.findall(path.read_text(encoding="utf-8"))
    assert load(path, {name: name.lower() for name in names}).desks


def examples(page: str) -> list[str]:
    """Return the examples of `human_handoff.yml`; those of other files say so in a comment."""
    found = [block.text for block in blocks(page) if block.kind == "yaml"]
    return [text for text in found if not text.startswith("# ")]


# Every example is one that works


@pytest.mark.parametrize("name", PAGES)
def test_every_example_of_a_vendors_page_is_a_configuration(name: str, tmp_path: Path) -> None:
    first, *more = examples(PAGES[name])
    whole = merged({"desks": [name], "skills": {"default": "human"}}, yaml(first))

    loads(whole, tmp_path)
    for example in more:  # each shows another way in place of a part of the first
        assert set(yaml(example)) == {name}
        loads(merged(whole, yaml(example)), tmp_path)


@pytest.mark.parametrize("name", PAGES)
def test_what_is_commented_out_on_a_vendors_page_would_work_too(name: str, tmp_path: Path) -> None:
    first = examples(PAGES[name])[0]
    written_in = _COMMENTED_OUT.sub(r"\1\2", first)

    assert written_in != first
    loads(merged({"desks": [name], "skills": {"default": "human"}}, yaml(written_in)), tmp_path)


def test_every_setting_the_readme_shows_is_one(tmp_path: Path) -> None:
    fields = yaml(read("human_handoff.yml")).keys() | {*HandoffSettings.__annotations__, *DESKS}
    shown = [
        text for text in re.findall(r"`(\w+: [^`\n]+)`", read("README.md"))
        if text.partition(":")[0] in fields
    ]  # fmt: skip
    whole = yaml(read("human_handoff.yml"))

    assert {text.partition(":")[0] for text in shown} >= {"desks", "skills", "parley"}
    for text in shown:
        whole = merged(whole, yaml(text))
    loads(whole, tmp_path)


def test_what_the_pages_show_of_a_bot_stands_in_ours() -> None:
    domain = yaml(read("domain.yml"))
    others = [block.text for page in PAGES.values() for block in blocks(page)
              if block.kind == "yaml" and block.text.startswith("# ")]  # fmt: skip
    named = {name for text in others for name in re.findall(r"action_human_handoff_\w+", text)}

    assert all(isinstance(yaml(text), dict) for text in others)
    assert named
    assert named <= set(domain["actions"])


# The pages of the vendors


@pytest.mark.parametrize("name", DESKS)
def test_the_pages_of_all_vendors_have_the_same_headings(name: str) -> None:
    page = re.sub(r"^```.*?^```$", "", read(PAGES[name]), flags=re.M | re.S)

    assert re.findall(r"^# (.+)$", page, re.M) == [DESKS[name].vendor]
    assert re.findall(r"^## (.+)$", page, re.M) == HEADINGS
    assert PAGES[name] in read("README.md")


def test_every_variable_of_a_page_is_in_the_example_of_the_environment_and_no_other() -> None:
    asked = [name for page in PAGES.values() for name in _REFERENCE.findall(read(page))]
    offered = re.findall(r"^(\w+)=$", read(".env.example"), re.M)

    assert sorted(offered) == sorted(set(asked))
    assert set(_REFERENCE.findall(read("README.md"))) <= set(offered)


# The README and CONTRIBUTING


def test_the_readme_is_read_in_one_go() -> None:
    assert len(read("README.md").splitlines()) <= LONGEST_README


def test_who_copies_the_plugin_installs_what_the_wheel_would() -> None:
    listed = read("pyproject.toml").split("\ndependencies = [")[1].split("]")[0]
    wanted = set(re.findall(r'"([^"]+)"', listed))
    brought = {name for name in wanted if re.split(r"[<>=]", name)[0] in RASA_BRINGS}
    command = re.search(r"`pip install (\".*?)`", read("README.md"), re.S)

    assert command is not None
    assert len(brought) == len(RASA_BRINGS)
    assert set(command[1].replace('"', "").split()) == wanted - brought


def test_the_readme_names_every_command() -> None:
    (row,) = re.findall(r"^\| commands \| (.*) \|$", read("README.md"), re.M)

    commands = get_command(cli.app).commands  # type: ignore[attr-defined]
    assert re.findall(r"`human-handoff (\w+)`", row) == list(commands)


def test_the_layout_in_contributing_has_every_module() -> None:
    package = ROOT / "actions" / "human_handoff"
    layout = read("CONTRIBUTING.md").split("```\nactions/human_handoff/\n")[1].split("```")[0]
    modules = {path.name for path in package.glob("*.py")} - {"__init__.py"}

    assert set(re.findall(r"\b\w+\.py\b", layout)) == modules
    assert "vendors/" in layout


def anchors(text: str) -> set[str]:
    """Return the anchors that GitHub gives the headings of a document."""
    outside = re.sub(r"^```.*?^```$", "", text, flags=re.M | re.S)
    headings = re.findall(r"^#+ (.+)$", outside, re.M)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in headings}


def test_the_pictures_of_the_readme_are_there_and_say_what_they_show() -> None:
    page = read("README.md")
    files = re.findall(r'(?:src|srcset)="([^"]+)"', page)

    assert len(files) == len(set(files)) == 2
    assert all((ROOT / file).is_file() for file in files)
    assert all(re.findall(r'<img alt="(.*?)"', page) + re.findall(r"!\[(.*?)\]", page))


def test_the_drawing_of_the_flow_names_what_there_is() -> None:
    (drawing,) = [block.text for block in blocks("README.md") if block.kind == "mermaid"]
    named = set(re.findall(r'[{\[]"([a-z_]+)(?=[":])', drawing))
    domain = yaml(read("domain.yml"))
    actions = {name.removeprefix("action_human_handoff_") for name in domain["actions"]}

    assert len(named) == 7
    assert named <= actions | set(domain["forms"])


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere(document: str) -> None:
    here = ROOT / document
    for target in re.findall(r"\]\(([^)\s]+)\)", here.read_text(encoding="utf-8")):
        path, _, anchor = target.partition("#")
        if path.startswith("https://"):
            continue
        file = here.parent / path if path else here
        assert file.exists(), target
        assert not anchor or anchor in anchors(file.read_text(encoding="utf-8")), target
