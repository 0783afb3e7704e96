"""Bots behind Rasa's REST channel that hand over by the plugin's own desks, without Rasa."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from actions.human_handoff import AgentDesk
from actions.human_handoff.handoff_settings.loader import load
from demo.stack import write_settings
from sandbox import Control, running_sandbox
from sandbox.vendors import MANIFESTS
from tests import ROOT

FIRST_DESK = MANIFESTS[0].slug


class RestBot:
    """A bot with a desk of every vendor; a subclass decides what it answers."""

    tracker: Mapping[str, Any] = {}
    # Whether there is an HTTP API to read the tracker from: Rasa's option --enable-api.
    has_api = True

    def __init__(self) -> None:
        self.desks: Mapping[str, AgentDesk] = {}
        self.desk = FIRST_DESK

    def messages(self, sender: str, text: str) -> list[dict[str, Any]]:
        """Return the bot's messages to a customer's text, as Rasa's REST channel has them."""
        raise NotImplementedError

    def respond(self, request: Request) -> Response:
        """Answer a request to Rasa's REST channel."""
        payload = request.get_json()
        messages = self.messages(payload["sender"], payload["message"])
        return Response(json.dumps(messages), content_type="application/json")

    def show_tracker(self, request: Request) -> Response:
        """Answer a request for a tracker; every customer has the same."""
        if not self.has_api:
            return Response(status=404)
        return Response(json.dumps(self.tracker), content_type="application/json")


@contextmanager
def sandbox_with(bot: RestBot, folder: Path) -> Iterator[Control]:
    """Run the bot and a sandbox whose customers talk to it; the bot's settings go to `folder`."""
    # Many customers write at the same moment.
    with HTTPServer("127.0.0.1", threaded=True) as server:
        server.expect_request("/webhooks/rest/webhook").respond_with_handler(bot.respond)
        for path in ("/version", "/conversations/.*/tracker"):
            server.expect_request(re.compile(path)).respond_with_handler(bot.show_tracker)
        with running_sandbox(server.url_for("")) as sandbox, Control(sandbox.control) as control:
            target = folder / "human_handoff.yml"
            write_settings(target, ROOT, sandbox.urls, desks=list(control.desks))
            bot.desks = load(target, {}).desks
            yield control
