"""Parley: its Service webhook calls the bot, and the bot writes over the Service API.

https://developers.parley.io/docs/service-api/setting-up-a-service
"""

from __future__ import annotations

from sanic import Blueprint

from ..bot import OnNewMessage
from ..input_channel import PlatformInputChannel
from ..shared_state import SharedState
from ..unanswered import Unanswered
from .api import BotService
from .settings import CHANNEL, ParleySettings
from .turns import Turns
from .webhook import Webhook

__all__ = ["ParleyInput"]


class ParleyInput(PlatformInputChannel):
    """The channel, named in `credentials.yml` as `human_handoff_channels.parley.ParleyInput`."""

    channel = CHANNEL
    Settings = ParleySettings

    def add_routes(
        self, blueprint: Blueprint, on_new_message: OnNewMessage, state: SharedState
    ) -> None:
        """Add the routes, which pass the customers' messages to `on_new_message`."""
        service = BotService(self._settings)
        unanswered = Unanswered(CHANNEL, self._store)
        turns = Turns(self._settings, service, on_new_message, state, unanswered)
        unanswered.add_to(blueprint, turns.nobody_came)
        Webhook(self._settings, turns).add_to(blueprint)
