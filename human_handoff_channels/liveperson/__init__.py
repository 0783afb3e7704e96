"""LivePerson's Third-Party Bots, "Custom Endpoint": the platform calls the bot.

https://developers.liveperson.com/third-party-bots-custom-endpoint-introduction.html
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint

from ..input_channel import PlatformInput
from .app_jwt import AppJWT
from .jwks import Keys, KeySet, OneKey
from .output import CHANNEL
from .settings import LivePersonSettings
from .turns import Turns
from .webhook import Routes

__all__ = ["LivePersonInput"]


class LivePersonInput(PlatformInput):
    """The channel; `credentials.yml` names `human_handoff_channels.liveperson.LivePersonInput`."""

    channel = CHANNEL
    Settings = LivePersonSettings

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        settings: LivePersonSettings = self._settings
        keys: Keys = OneKey(settings.public_key) if settings.public_key else _key_set(settings)
        routes = Routes(settings, AppJWT(settings, keys), Turns(settings, on_new_message))
        blueprint = Blueprint("liveperson_webhook")
        routes.add_to(blueprint)
        return blueprint


def _key_set(settings: LivePersonSettings) -> KeySet:
    return KeySet(settings.jwks_url or "")  # one of the two is there: the settings are checked
