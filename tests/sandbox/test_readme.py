"""sandbox/README.md shows how a bot reaches a sandbox on its usual ports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from actions.human_handoff.bot_setup.configuration_files import VENDORS
from demo.credentials_file import write_credentials
from demo.ports import Ports
from tests import ROOT
from tests.docs.documents import blocks, read, section, yaml
from tests.sandbox.test_process import SERVICES, lines_until_ready, process

README = "sandbox/README.md"
URLS = {name: f"http://127.0.0.1:{Ports().sandbox + place}" for place, name in enumerate(SERVICES)}


def test_the_services_and_their_ports_are_those_of_the_readme() -> None:
    console = blocks(README, "console")[0].text
    listed = dict(line.split() for line in console.splitlines() if "http:" in line)

    assert listed == URLS


def test_the_credentials_of_the_readme_are_those_of_the_sandbox(tmp_path: Path) -> None:
    (example,) = blocks(README, "yaml")

    written = yaml(write_credentials(tmp_path / "credentials.yml", URLS).read_text())
    state_is_ones_own = [each.pop("state") for each in written.values() if each]
    assert yaml(example.text) == written
    assert len(state_is_ones_own) == 3


@pytest.mark.parametrize("vendor", VENDORS)
def test_the_channel_that_init_writes_for_the_sandbox_is_the_readmes(
    vendor: str, tmp_path: Path
) -> None:
    (tmp_path / "config.yml").touch()
    command = [sys.executable, "-m", "actions.human_handoff.cli", "init", str(tmp_path), "--yes"]
    options = ["--vendor", vendor, "--sandbox"]
    subprocess.run([*command, *options], cwd=ROOT, capture_output=True, check=False)
    written = yaml((tmp_path / "credentials.yml").read_text(encoding="utf-8"))
    example = yaml(blocks(README, "yaml")[0].text)

    ((channel, settings),) = written.items()
    shared = settings.keys() & example[channel].keys()
    assert len(shared) >= 3
    assert {key: settings[key] for key in shared} == {key: example[channel][key] for key in shared}


def test_the_command_of_the_first_readme_and_of_the_page_about_installing_starts_it() -> None:
    chapters = (
        ("README.md", "Add it to your bot"),
        ("docs/install.md", "Start it"),
        (README, None),
    )
    for page, chapter in chapters:
        assert "$ make sandbox" in (section(page, chapter) if chapter else read(page))
    command = ["make", "--dry-run", "--no-print-directory", "sandbox"]
    commands = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    setup, start = commands.splitlines()

    assert setup == "scripts/setup rasa"
    program, *arguments = start.split()
    # With the Python of these tests: the other one may not be installed.
    assert program.endswith("/rasa/bin/python")
    assert arguments == ["-m", "sandbox"]
    with process(*arguments[2:], SANDBOX_PORT="0") as sandbox:
        urls = lines_until_ready(sandbox)
        assert list(urls) == SERVICES
        assert httpx.get(urls["control"], trust_env=False, timeout=10).status_code == 200
