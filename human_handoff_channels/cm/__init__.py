"""CM.com's Conversational Router, custom TwoWay adapter: the router calls the bot.

https://developers.cm.com/central-services/docs/custom-integration
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint, Sanic

from ..input_channel import PlatformInput
from ..webhook_calls import agent_in
from .access_log import QUERY_IS_SECRET
from .api import TwoWayAPI
from .chat import CHANNEL
from .output import RecallingOutput
from .settings import CMSettings
from .turns import Turns
from .webhook import Routes

__all__ = ["CMInput"]


class CMInput(PlatformInput):
    """The channel, named in `credentials.yml` as `human_handoff_channels.cm.CMInput`."""

    channel = CHANNEL
    Settings = CMSettings

    def __init__(self, settings: CMSettings) -> None:
        """Take the checked section."""
        super().__init__(settings)
        self._twoway = TwoWayAPI(settings)
        self._app: Sanic | None = None

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        for name in ("sanic.access", "sanic.error"):
            logging.getLogger(name).addFilter(QUERY_IS_SECRET)
        turns = Turns(self._settings, self._twoway, on_new_message)
        blueprint = Blueprint("cm_webhook")
        Routes(self._settings, turns).add_to(blueprint)
        blueprint.listener("before_server_start")(self._started)
        return blueprint

    def get_output_channel(self) -> RecallingOutput:
        """Return an output for what the bot says unasked, such as a triggered intent."""
        return RecallingOutput(self._twoway, lambda: agent_in(self._app) if self._app else None)

    async def _started(self, app: Sanic, loop: object) -> None:
        self._app = app
