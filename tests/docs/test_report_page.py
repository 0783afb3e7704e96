"""docs/report.md has every option of `human-handoff report`, and every name of its JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import typer

from actions.human_handoff import cli
from actions.human_handoff.handoff_report.data_formats import csv_report
from actions.human_handoff.handoff_report.formats import Format
from actions.human_handoff.handoff_report.groups import By
from actions.human_handoff.handoff_report.request_record import Result
from tests.docs.documents import read, section, yaml
from tests.unit.handoff_report.made_events import made_events
from tests.unit.handoff_report.reports import document_of, lines

PAGE = "docs/report.md"
# Their names are words of the events, days, desks or groups.
BY_WORDS = {"reasons", "shift_answers", "results", "attempts", "attempts_of_desks", "endings"}
BY_OTHERS = {"acceptance/within", "first_word/within", "days"}
DOCUMENT = document_of(lines(made_events(60)), By.SKILL)


def _names(values: Mapping[str, Any], path: str = "") -> Iterator[str]:
    for key, value in values.items():
        name = f"{path}{key}"
        if name in BY_OTHERS:
            yield from _names(next(iter(value.values())), f"{name}/…/")
        elif isinstance(value, Mapping) and name not in BY_WORDS:
            yield from _names(value, f"{name}/")
        else:
            yield name


def test_the_page_has_every_option_and_every_choice() -> None:
    command = typer.main.get_group(cli.app).get_command(None, "report")  # type: ignore[arg-type]
    assert command is not None
    options = {name for each in command.params for name in each.opts if name.startswith("--")}
    text = read(PAGE)

    assert len(options) >= 6
    for name in options | {each.value for each in [*By, *Format]}:
        assert f"`{name}`" in text or name == "--help", name


def test_the_page_has_every_name_of_json_and_csv_and_no_other() -> None:
    rows = re.findall("^[|] (`.*?) [|] (.*) [|]$", section(PAGE, "JSON and CSV"), re.MULTILINE)
    told = [name for names, _ in rows for name in re.findall("`([^`]+)`", names)]
    meanings = {names.strip("`"): meaning for names, meaning in rows}

    assert sorted(told) == sorted([*DOCUMENT, *_names(DOCUMENT["all"])])
    for result in Result:
        assert f"`{result.value}`" in meanings["results"], result
    for column in csv_report(DOCUMENT).splitlines()[0].split(","):
        assert f"`{column}`" in section(PAGE, "JSON and CSV").split("|")[0], column


def test_the_logs_of_a_cluster_are_those_of_every_action_server() -> None:
    deployment = yaml(read("deploy/kubernetes/base/action-server.yaml").split("\n---\n")[0])
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    selector = ",".join(f"{name}={value}" for name, value in labels.items())
    namespace = yaml(read("deploy/kubernetes/example/kustomization.yaml"))["namespace"]

    assert f"kubectl logs -n {namespace} -l {selector} --tail=-1 |" in read(PAGE)
