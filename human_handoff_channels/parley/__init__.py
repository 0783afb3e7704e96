"""Parley: its Service webhook calls the bot, the bot writes with the Service API.

https://developers.parley.io/docs/service-api/setting-up-a-service
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import UserMessage
from sanic import Blueprint

from ..input_channel import PlatformInput
from .api import CHANNEL, Service
from .settings import ParleySettings
from .turns import Turns
from .webhook import Routes

__all__ = ["ParleyInput"]


class ParleyInput(PlatformInput):
    """The channel, named in `credentials.yml` as `human_handoff_channels.parley.ParleyInput`."""

    channel = CHANNEL
    Settings = ParleySettings

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        turns = Turns(self._settings, on_new_message, Service(self._settings))
        blueprint = Blueprint("parley_webhook")
        Routes(self._settings, turns).add_to(blueprint)
        return blueprint
