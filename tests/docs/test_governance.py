"""SECURITY, the GitHub files and the pre-commit hook: they parse, and what they name exists."""

from __future__ import annotations

import re
from typing import Any

import pytest

from actions.human_handoff.vendor_http.client import MAX_RESPONSE_BYTES
from actions.human_handoff.vendors import DESKS
from human_handoff_channels.cm.settings import CMSettings
from tests import ROOT
from tests.docs.documents import blocks, read, yaml

FORMS = sorted(path.name for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
TEMPLATE = ".github/PULL_REQUEST_TEMPLATE.md"
TARGETS = set(re.findall(r"^([a-z]+):.*##", read("Makefile"), re.M))
# https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests
# "Syntax for GitHub's form schema": the keys of an element's attributes, required ones first.
ATTRIBUTES = {
    "markdown": (["value"], []),
    "textarea": (["label"], ["description", "placeholder", "value", "render"]),
    "input": (["label"], ["description", "placeholder", "value"]),
    "dropdown": (["label", "options"], ["description", "multiple", "default"]),
    "checkboxes": (["label", "options"], ["description"]),
}


def targets_in(commands: list[str]) -> list[str]:
    return [name for command in commands for name in re.findall(r"\bmake (\w+)", command)]


@pytest.mark.parametrize("form", FORMS)
def test_an_issue_form_follows_githubs_schema(form: str) -> None:
    content = yaml(read(f".github/ISSUE_TEMPLATE/{form}"))
    questions = [element for element in content["body"] if element["type"] != "markdown"]

    required = {"name", "description", "body"}
    assert required <= set(content) <= required | {"labels", "title"}
    for key, where in (("id", questions), ("label", [each["attributes"] for each in questions])):
        values = [element[key] for element in where]
        assert values
        assert len(set(values)) == len(values)
    for element in content["body"]:
        check_element(element)


def check_element(element: dict[str, Any]) -> None:
    required, optional = ATTRIBUTES[element["type"]]
    attributes = element["attributes"]
    options = [option["label"] if isinstance(option, dict) else option
               for option in attributes.get("options", [])]  # fmt: skip

    assert set(element) <= {"type", "id", "attributes", "validations"}
    assert re.fullmatch(r"[\w-]+", element.get("id", "markdown"))
    assert set(required) <= set(attributes) <= {*required, *optional}
    assert len(set(options)) == len(options)
    assert all(isinstance(option, str) for option in options)
    assert element.get("validations", {}).keys() <= {"required"}


def test_the_forms_offer_every_vendor() -> None:
    vendors = {desk.vendor for desk in DESKS.values()}
    offered = [set(element["attributes"]["options"]) for form in FORMS
               for element in yaml(read(f".github/ISSUE_TEMPLATE/{form}"))["body"]
               if element["type"] == "dropdown"]  # fmt: skip

    assert len(offered) == 2
    assert all(options >= vendors for options in offered)


def test_the_workflow_only_calls_make_test() -> None:
    workflow = yaml(read(".github/workflows/ci.yml"))
    (job,) = workflow["jobs"].values()
    actions = [step["uses"] for step in job["steps"] if "uses" in step]
    commands = [step["run"] for step in job["steps"] if "run" in step]

    assert workflow["permissions"] == {"contents": "read"}
    assert workflow["concurrency"]["cancel-in-progress"] is True
    assert all(re.fullmatch(r"actions/checkout@[0-9a-f]{40}", action) for action in actions)
    assert targets_in(commands) == ["test"]
    assert "chromium" in commands[0]
    assert len(commands) == 2


def test_the_pre_commit_hook_runs_what_make_format_runs() -> None:
    (repository,) = yaml(read(".pre-commit-config.yaml"))["repos"]
    (hook,) = repository["hooks"]

    assert repository["repo"] == "local"
    assert {"id", "name", "entry", "language"} <= set(hook)
    assert targets_in([hook["entry"]]) == ["format"]
    recipe = read("Makefile").split("\nformat:")[1].split("\n\n")[0]
    for command in ("ruff format", "ruff check --fix"):
        assert command in hook["name"]
        assert command in recipe


def test_the_pull_request_template_lists_what_the_recipe_touches() -> None:
    vendor_part = read(TEMPLATE).split("## A new vendor touches")[1].split("and these tests")[0]
    listed = re.findall(r"^- \[ \] `(.+)`$", vendor_part, re.M)
    recipe = [block.path for block in blocks("CONTRIBUTING.md") if block.path]

    assert sorted(listed) == sorted(path.replace("acme", "<vendor>") for path in recipe)


@pytest.mark.parametrize("document", ["SECURITY.md", TEMPLATE])
def test_what_the_documents_name_exists(document: str) -> None:
    text = read(document)
    paths = re.findall(r"`([\w.<>-]+/[\w./<>-]*|[\w-]+\.(?:md|yml))`", text)

    assert paths
    assert set(targets_in(re.findall(r"`(make \w+)`", text))) <= TARGETS
    for path in paths:
        for vendor in DESKS:
            file = ROOT / path.replace("<vendor>", vendor)
            assert file.exists() or file.with_suffix("").is_dir(), path


def test_the_limits_in_security_are_those_of_the_code() -> None:
    text = read("SECURITY.md")

    assert f"({MAX_RESPONSE_BYTES // 1024**2} MiB)" in text
    assert f"({CMSettings.__fields__['max_body_bytes'].default // 1024} KiB)" in text
