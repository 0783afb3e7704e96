"""docs/report.md has every option of `human-handoff report`."""

from __future__ import annotations

import typer

from actions.human_handoff import cli
from actions.human_handoff.handoff_report.groups import By
from actions.human_handoff.report_command import Format
from tests.docs.documents import read

PAGE = "docs/report.md"


def test_the_page_has_every_option_and_every_choice() -> None:
    command = typer.main.get_group(cli.app).get_command(None, "report")  # type: ignore[arg-type]
    assert command is not None
    options = {name for each in command.params for name in each.opts if name.startswith("--")}
    text = read(PAGE)

    assert len(options) >= 6
    for name in options | {each.value for each in [*By, *Format]}:
        assert f"`{name}`" in text or name == "--help", name
