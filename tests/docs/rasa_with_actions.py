"""Rasa in this process with the demo's model, and an action server that a test can break."""

from __future__ import annotations

import asyncio
import json
import warnings
from typing import Any

from pytest_httpserver import HTTPServer
from rasa_sdk.executor import ActionExecutor
from werkzeug import Request, Response

from actions.human_handoff import actions
from actions.human_handoff.handoff_logic.handoff import Handoff
from demo.stack import trained_model
from tests import ROOT

with warnings.catch_warnings():
    # Rasa's libraries warn of their next versions, and Rasa of its own domain.
    warnings.simplefilter("ignore")
    from rasa.core.agent import Agent
    from rasa.utils.endpoints import EndpointConfig

WEBHOOK = "/webhook"


class ActionServer:
    """The plugin's actions in rasa-sdk's own executor.

    Attributes:
        broken: The names of the actions that are answered with an error.
        is_away: Whether all of them are.
    """

    def __init__(self, http: HTTPServer, handoff: Handoff) -> None:
        """Answer Rasa's calls until the test ends; `handoff` is the bot's configuration."""
        self.broken: set[str] = set()
        self.is_away = False
        self._executor = ActionExecutor()
        for name in actions.__all__:
            self._executor.register_action(getattr(actions, name)(handoff))
        http.expect_request(WEBHOOK).respond_with_handler(self._answer)

    def _answer(self, request: Request) -> Response:
        call: Any = request.get_json()
        if self.is_away or call["next_action"] in self.broken:
            return Response(status=500)
        answer = asyncio.run(self._executor.run(call))
        return Response(json.dumps(answer), content_type="application/json")


def agent_of(http: HTTPServer) -> Agent:
    """Return Rasa with the demo's model; `http` is its action server."""
    endpoint = EndpointConfig(http.url_for(WEBHOOK))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Agent.load(str(trained_model(ROOT)), action_endpoint=endpoint)
