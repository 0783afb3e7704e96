"""LivePerson's Third-Party Bots, vendor "Custom Endpoint": the platform calls the bot.

https://developers.liveperson.com/third-party-bots-custom-endpoint-introduction.html
"""

from __future__ import annotations

from sanic import Blueprint

from ..bot import OnNewMessage
from ..input_channel import PlatformInputChannel
from ..shared_state import SharedState
from .app_jwt import AppJWT
from .conversations import Conversations
from .jwks import keys_of
from .settings import CHANNEL, LivePersonSettings
from .turns import Turns
from .webhook import Webhook

__all__ = ["LivePersonInput"]


class LivePersonInput(PlatformInputChannel):
    """The channel; `credentials.yml` names `human_handoff_channels.liveperson.LivePersonInput`."""

    channel = CHANNEL
    Settings = LivePersonSettings

    def add_routes(
        self, blueprint: Blueprint, on_new_message: OnNewMessage, state: SharedState
    ) -> None:
        """Add the routes, which pass the customers' messages to `on_new_message`."""
        settings: LivePersonSettings = self._settings
        app_jwt = AppJWT(settings, keys_of(settings))
        conversations = Conversations(state)
        turns = Turns(settings, conversations, on_new_message, state)
        Webhook(settings, app_jwt, conversations, turns).add_to(blueprint)
