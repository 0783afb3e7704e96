"""The demo's bot takes messages, tells waiting times, and comes back if no agent writes."""

import importlib.util
from pathlib import Path

import pytest

from actions.human_handoff.handoff_settings.loader import load
from demo.settings_file import write_settings
from demo.stack import running_stack
from demo.waits_and_messages import sections
from sandbox.vendors import MANIFESTS
from tests import ROOT
from tests.demo.test_settings_file import URLS


@pytest.mark.parametrize(
    ("desks", "heard"),
    [
        (["liveperson"], []),
        (["cm"], ["cm"]),
        (["parley"], ["parley"]),
        (["liveperson", "parley", "cm"], ["cm", "parley"]),
    ],
)
def test_the_plugin_accepts_the_settings_of_any_desks(
    tmp_path: Path, desks: list[str], heard: list[str]
) -> None:
    target = write_settings(
        tmp_path / "written.yml", ROOT, URLS, desks=desks, **sections(URLS, desks)
    )

    settings = load(target, {}).settings
    assert settings.messages is not None
    webhook = settings.messages.receivers[settings.messages.default].webhook
    assert webhook is not None
    assert webhook.url.get_secret_value() == f"{URLS['tickets']}/messages"
    assert settings.waiting is not None
    assert settings.unanswered.agents_heard_on == heard
    assert settings.unanswered.seconds == (60 if heard else None)


def test_callbacks_need_their_package(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "callback" in sections(URLS, [])["messages"]

    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)

    assert "callback" not in sections(URLS, [])["messages"]


def test_only_a_stack_that_takes_messages_has_them_with_one_store_for_all_servers(
    root: Path,
) -> None:
    model, slug = root / "models" / "its.tar.gz", MANIFESTS[-1].slug
    with running_stack(root, model, desks=[slug]) as stack:
        assert load(stack.config, {}).settings.messages is None

    changed = {"unanswered": {"nobody_came_after": "5s"}}
    with running_stack(root, model, takes_messages=True, desks=[slug], **changed) as stack:
        settings = load(stack.config, {}).settings
        url = settings.state.url.get_secret_value()

        assert settings.unanswered.seconds == 5
        assert stack.sandbox.urls["tickets"] in stack.config.read_text()
        assert Path(url.removeprefix("sqlite:///")).parent == stack.logs
        assert url in stack.credentials.read_text()
        stack.control.wait_for(lambda event: event["type"] == "store_reported")
        assert stack.control.outbox() == []
