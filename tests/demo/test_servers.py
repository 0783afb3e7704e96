"""The action server, Rasa and the whole stack: how they start, and when they are ready."""

import json
from pathlib import Path

import httpx
import pytest

from demo.stack import (
    ProcessFailedError,
    free_port,
    running_action_server,
    running_rasa,
    running_stack,
)
from demo.vendor_choice import NAMES
from sandbox.vendors import MANIFESTS
from tests.demo.processes import is_alive
from tests.demo.rasa_stand_in import started_pids
from tests.unit.cases import cases


@cases(
    "with_rasa arguments",
    {"the SDK's command": (False, ""), "Rasa's own command": (True, "run actions ")},
)
def test_the_action_server_is_ready_when_the_block_begins(
    root: Path, tmp_path: Path, with_rasa: bool, arguments: str
) -> None:
    port = free_port()
    with running_action_server(root, port, tmp_path / "its.yml", tmp_path, with_rasa) as server:
        assert server.url == f"http://127.0.0.1:{port}"
        assert httpx.get(f"{server.url}/health", trust_env=False).is_success

    assert f"arguments {arguments}--actions actions --port {port}" in server.log.read_text()
    assert not any(is_alive(pid) for pid in started_pids(root))


def test_rasa_is_ready_when_it_has_the_model_and_knows_the_action_server(
    root: Path, tmp_path: Path
) -> None:
    port, model = free_port(), root / "models" / "its.tar.gz"
    with running_rasa(root, port, model, "http://127.0.0.1:1", tmp_path) as server:
        status = httpx.get(f"{server.url}/status", trust_env=False).json()

    assert status["model_file"] == "its.tar.gz"
    endpoints = json.loads((tmp_path / f"endpoints-{port}.yml").read_text())
    assert endpoints == {"action_endpoint": {"url": "http://127.0.0.1:1/webhook"}}


def test_a_server_that_does_not_start_is_named_with_its_last_words(
    root: Path, tmp_path: Path
) -> None:
    (root / "broken").touch()

    with (
        pytest.raises(ProcessFailedError) as failed,
        running_action_server(root, free_port(), tmp_path / "its.yml", tmp_path),
    ):
        pass

    assert failed.value.reason == "The action server ended before it was ready."
    assert failed.value.log_tail.endswith("the stand-in is broken")


def test_the_whole_stack_talks(root: Path) -> None:
    names: list[str] = []
    model = root / "models" / "its.tar.gz"
    with running_stack(root, model, progress=names.append, desks=["other"]) as stack:
        answers = stack.control.customer_says("conversation-1", "hello")
        setup, state = stack.control.setup(), stack.control.state()
        endpoints = json.loads(next(stack.logs.glob("endpoints-*.yml")).read_text())

        assert [answer["text"] for answer in answers] == ["echo: hello"]
        assert (setup["channel"], setup["desks"]) == ("rest", ["other"])
        assert state["actions"] == stack.actions.url
        through = f"{stack.sandbox.urls['actions']}/webhook"
        assert endpoints["action_endpoint"] == {"url": through}
        assert "other" in stack.config.read_text()
        assert stack.sandbox.urls["domain"] in stack.config.read_text()
        pids = started_pids(root)
        assert len(pids) == 2

    assert names == ["the action server", "Rasa"]
    assert not any(is_alive(pid) for pid in pids)
    assert not stack.logs.exists()


@pytest.mark.parametrize(
    ("desks", "channel"),
    [*(([each.slug], each.channel) for each in MANIFESTS), (["cm", "parley"], "rest")],
    ids=[*NAMES, "several"],
)
def test_with_one_desk_new_customers_come_over_its_own_channel(
    root: Path, desks: list[str], channel: str
) -> None:
    with running_stack(root, root / "models" / "its.tar.gz", desks=desks) as stack:
        setup = stack.control.setup()

    assert (setup["channel"], setup["desks"]) == (channel, desks)
