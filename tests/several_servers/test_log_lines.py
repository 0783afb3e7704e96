"""What an action server writes to its log about a transfer, with both versions of rasa-sdk."""

import json
import re
import sys
from contextlib import ExitStack
from urllib.parse import urlsplit

import pytest

from demo.ports import free_port
from demo.servers import running_action_server
from demo.settings_file import write_settings
from scripts.steps import SDK
from tests import ROOT
from tests.several_servers.action_servers import Request, deliver_at_once

LINE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\S* INFO +actions\.human_handoff\.[\w.]+ +- (.+)")
KEY = re.compile("[0-9a-f]{40}")
# The service of each vendor that is asked for a transfer, after others such as the login.
SERVICES = {"liveperson": "escalation", "cm": "router", "parley": "parley"}


@pytest.fixture(
    params=[(sys.executable, False), (SDK, False), (sys.executable, True)],
    ids=["3.6", "3.21", "rasa run actions"],
)
def start(request, sandbox, tmp_path):
    """Start an action server of each kind with these settings."""
    python, with_rasa = request.param
    with ExitStack() as running:

        def start(**settings):
            config = write_settings(
                tmp_path / "human_handoff.yml",
                ROOT,
                sandbox.urls,
                desks=["parley"],
                seconds_per_message=0,
                **settings,
            )
            server = running_action_server(
                ROOT, free_port(), config, tmp_path, with_rasa=with_rasa, python=python
            )
            return running.enter_context(server)

        yield start


def transferred(server):
    """Let a customer be transferred; return the lines of the log."""
    deliver_at_once(Request("parley"), [server])
    server.process.wait_until(lambda: '"attempted"' in server.process.log_text(), 30)
    return server.process.log_text().splitlines()


def test_each_line_has_time_and_level_and_a_success_is_one_with_key_desk_skill_and_host(
    start, sandbox
):
    lines = transferred(start())
    told = [match[1] for line in lines if (match := LINE.fullmatch(line))]
    (event,) = [json.loads(text[15:]) for text in told if text.startswith("handoff event: ")]

    assert KEY.fullmatch(event["conversation"])
    assert (event["desk"], event["skill"], event["outcome"]) == ("parley", "human", "accepted")
    assert event["host"] in {urlsplit(url).netloc for url in sandbox.urls.values()}
    assert len([line for line in lines if "handoff event" in line]) == 1, "it is written twice"


def test_each_line_of_the_plugin_is_a_json_object_where_that_is_asked_for(start):
    lines = transferred(start(log_format="json"))
    ours = [json.loads(line) for line in lines if line.startswith("{")]
    (event,) = [each for each in ours if "step" in each]

    assert not [line for line in lines if LINE.fullmatch(line)]
    assert all({"time", "level", "logger", "message"} <= set(each) for each in ours)
    assert (event["message"], event["level"], event["outcome"]) == (
        *("handoff event", "INFO"),
        "accepted",
    )
    assert KEY.fullmatch(event["conversation"])


def test_every_vendors_transfer_names_the_host_that_was_asked(servers, desk, sandbox):
    server = servers.start(desk)
    deliver_at_once(Request(desk), [server])
    server.process.wait_until(lambda: '"attempted"' in server.process.log_text(), 30)
    texts = [line.partition("handoff event: ")[2] for line in server.process.log_text().split("\n")]
    (event,) = [json.loads(text) for text in texts if text]

    assert event["outcome"] == "accepted"
    assert event["host"] == urlsplit(sandbox.urls[SERVICES[desk]]).netloc
