"""The twelve usual mistakes: `human-handoff doctor` names the setting and what to do."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from actions.human_handoff import cli
from sandbox import Control, RunningSandbox
from sandbox.vendors import MANIFESTS
from tests.unit.changed_values import TAKE_OUT, changed

from .vendors import SECTIONS

DESKS = ["liveperson", "cm", "parley"]
SECRETS = [
    *("sandbox-client-secret", "sandbox-api-key", "sandbox-queue-secret", "sandbox-presence-key"),
    *("sandbox-product-token", "sandbox-parley-secret", "sandbox-developer-key", "hunter2"),
]
CLOSED = "a port where nothing listens"


class Mistake(NamedTuple):
    """A setting with a wrong value, and parts of the line that says so."""

    setting: str
    value: object
    remedy: str
    named: str = ""


MISTAKES = {
    "wrong desk name": Mistake("desks", ["livepersn"], "Did you mean liveperson?"),
    "missing variable, liveperson": Mistake(
        "liveperson.login.secret", "${NOT_SET_HERE}", "Set it before you start the server."
    ),
    "missing variable, cm": Mistake(
        "cm.presence.api_key", "${NOT_SET_HERE}", "Set it before you start the server."
    ),
    "missing variable, parley": Mistake(
        "parley.secret", "${NOT_SET_HERE}", "Set it before you start the server."
    ),
    "skill without id, liveperson": Mistake(
        "liveperson.skills.human", {"name": "Human"}, "Write its value there.", ".id is missing"
    ),
    "skill without id, parley": Mistake("parley.skills.human", {}, "write either service"),
    "unknown skill id, liveperson": Mistake(
        "liveperson.skills.human", {"id": "7", "name": "Human"}, "Write what LivePerson shows."
    ),
    "unknown skill id, parley": Mistake(
        "parley.skills.human", {"service": "nobody"}, "Write what Parley shows."
    ),
    "unknown skill name, parley": Mistake(
        "parley.skills.human", {"name": "Nobody"}, "Write what Parley shows."
    ),
    "typo in a key": Mistake("shift_cach", {}, "Did you mean shift_cache?"),
    "typo in a key, liveperson": Mistake("liveperson.acount", "1", "Did you mean account?"),
    "typo in a key, cm": Mistake("cm.presense", {}, "Did you mean presence?"),
    "typo in a key, parley": Mistake("parley.secrt", "hunter2", "Did you mean secret?"),
    "wrong type": Mistake("deadline_seconds", "soon", "write a number"),
    "wrong type, parley": Mistake("parley.signature_seconds", "long", "write a whole number"),
    "wrong region": Mistake("liveperson.region", "europe", "write one of us, eu, apac"),
    "wrong zone": Mistake("next_shift.time_zone", "Europe/Amsterdm", "Europe/Amsterdam"),
    "list for map, liveperson": Mistake("liveperson.skills", ["human"], "one `name: value` a line"),
    "list for map, cm": Mistake("cm.router", ["hunter2"], "one `name: value` a line"),
    "list for map": Mistake("parley", ["service"], "one `name: value` a line"),
    "wrong port, liveperson": Mistake(
        "liveperson.urls.domains", CLOSED, "Correct the host and the port"
    ),
    "wrong port of the transfer, liveperson": Mistake(
        "liveperson.urls.escalation", CLOSED, "Correct the host and the port"
    ),
    "wrong port, cm": Mistake("cm.urls.presence", CLOSED, "Correct the host and the port"),
    "wrong port, parley": Mistake("parley.urls.service_api", CLOSED, "Correct the host"),
    "wrong URL": Mistake("parley.urls.service_api", "api.parley.nu", "write an address such as"),
    "wrong login secret, liveperson": Mistake(
        "liveperson.login.secret", "wrong", "Compare the three with the bot user"
    ),
    "wrong key, cm": Mistake("cm.presence.api_key", "wrong", "Write the API key"),
    "wrong secret, parley": Mistake("parley.secret", "wrong", "Compare the identifications"),
    "wrong escalation key, liveperson": Mistake(
        "liveperson.escalation.api_key", "wrong", "Write the permanent API access key"
    ),
    "wrong transfer token, cm": Mistake("cm.router.product_token", "wrong", "product token"),
    "wrong account, liveperson": Mistake("liveperson.account", "999", "Write the account's number"),
    "wrong account, parley": Mistake("parley.account", "wrong", "of the account"),
}
# What is wrong with the text itself.
TEXTS = {
    "tab": ("desks: [liveperson]\nskills:\n\tdefault: human\n", "line 3", "tab"),
    "empty file": ("", "human_handoff.yml", "`name: value` a line"),
    "a comment alone": ("# desks: []\n", "human_handoff.yml", "`name: value` a line"),
    "no such file": (None, "human_handoff.yml", "Write the configuration there"),
}


@pytest.fixture
def right(sandbox: RunningSandbox, control: Control) -> dict[str, Any]:
    """A configuration of all vendors that has no mistake."""
    values = {**SECTIONS, "desks": DESKS}
    for manifest in MANIFESTS:
        urls = manifest.urls_section(sandbox.urls)
        values = changed(values, f"{manifest.slug}.urls", urls)
    values["parley"]["opening_hours"] = {"rules": "24/7", "time_zone": "Europe/Amsterdam"}
    return values


@pytest.fixture
def lines(tmp_path: Path) -> Callable[[object], list[str]]:
    """Return a function that runs the doctor on a configuration: its lines about errors."""

    def run(values: object) -> list[str]:
        path = tmp_path / "human_handoff.yml"
        if values is not None:
            path.write_text(values if isinstance(values, str) else json.dumps(values))
        result = CliRunner().invoke(cli.app, ["doctor", "--config", str(path)])
        assert not [text for text in SECRETS if text in result.output]
        found = [line.strip() for line in result.stdout.splitlines()]
        problems = [line for line in found if line.startswith("error: ")]
        assert result.exit_code == (1 if problems else 0), result.output
        return problems

    return run


@pytest.fixture
def closed_port() -> Iterator[str]:
    with closing(socket.socket()) as closed:
        closed.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{closed.getsockname()[1]}"


def test_without_a_mistake_there_is_no_error(right: Any, lines: Any) -> None:
    assert lines(right) == []


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=list(MISTAKES))
def test_each_mistake_is_a_line_with_the_setting_and_the_remedy(
    right: Any, lines: Any, closed_port: str, mistake: Mistake
) -> None:
    value = closed_port if mistake.value == CLOSED else mistake.value

    found = lines(changed(right, mistake.setting, value))

    named = f"{mistake.setting}{mistake.named}"
    about = [line for line in found if named in line]
    assert about, found
    assert any(mistake.remedy in line for line in about), about
    assert len(set(found)) == len(found), "nothing is said twice"


@pytest.mark.parametrize(("text", "place", "remedy"), TEXTS.values(), ids=list(TEXTS))
def test_a_file_that_is_no_configuration_is_one_line_with_the_remedy(
    lines: Any, text: str | None, place: str, remedy: str
) -> None:
    found = lines(text)

    assert len(found) == 1
    assert place in found[0]
    assert remedy in found[0]


def test_four_mistakes_at_once_are_four_lines(right: Any, lines: Any) -> None:
    wrong = {
        "parley.secret": TAKE_OUT,
        "colour": "red",
        "liveperson.skills.human": {"id": "7", "name": "Human"},
        "liveperson.escalation.api_key": "wrong",
    }
    for setting, value in wrong.items():
        right = changed(right, setting, value)

    found = lines(right)

    assert len(found) == 4
    for setting in wrong:
        assert [line for line in found if line.startswith(f"error: {setting}")], (setting, found)


def test_four_mistakes_of_four_vendors_calls_are_four_lines(
    right: Any, lines: Any, closed_port: str
) -> None:
    wrong = {
        "liveperson.login.secret": "wrong",
        "cm.urls.presence": closed_port,
        "cm.router.product_token": "wrong",
        "parley.secret": "wrong",
    }
    for setting, value in wrong.items():
        right = changed(right, setting, value)

    found = lines(right)

    assert [line.split(" ")[1].rstrip(":,") for line in found] == list(wrong)
