"""CM.com's Conversational Router, custom TwoWay adapter: the router calls the bot.

https://developers.cm.com/central-services/docs/custom-integration
"""

from __future__ import annotations

from sanic import Blueprint, Sanic

from ..bot import OnNewMessage
from ..input_channel import PlatformInputChannel
from ..plugin import StateStore
from ..shared_state import SharedState
from ..unanswered import Unanswered
from ..webhook_calls import agent_of
from .api import TwoWayAPI
from .output import LookupOutput
from .settings import CHANNEL, CMSettings
from .turns import Turns
from .webhook import Webhook

__all__ = ["CMInput"]


class CMInput(PlatformInputChannel):
    """The channel, named in `credentials.yml` as `human_handoff_channels.cm.CMInput`."""

    channel = CHANNEL
    Settings = CMSettings

    def __init__(self, settings: CMSettings, store: StateStore) -> None:
        """Take the checked settings, and the store that they name."""
        super().__init__(settings, store)
        self._api = TwoWayAPI(settings)
        self._app: Sanic | None = None

    def add_routes(
        self, blueprint: Blueprint, on_new_message: OnNewMessage, state: SharedState
    ) -> None:
        """Add the routes, which pass the customers' messages to `on_new_message`."""
        unanswered = Unanswered(CHANNEL, self._store)
        turns = Turns(self._settings, self._api, on_new_message, state, unanswered)
        unanswered.add_to(blueprint, turns.nobody_came)
        Webhook(self._settings, turns).add_to(blueprint)
        blueprint.listener("before_server_start")(self._keep_app)

    def get_output_channel(self) -> LookupOutput:
        """Return an output for messages without a customer's message, such as after a trigger."""
        return LookupOutput(self._api, lambda: agent_of(self._app) if self._app else None)

    async def _keep_app(self, app: Sanic, loop: object) -> None:
        self._app = app
