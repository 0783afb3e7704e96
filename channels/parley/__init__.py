"""Parley: its Service webhook calls the bot, the bot writes with the Service API.

https://developers.parley.io/docs/service-api/setting-up-a-service
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint

from ..credentials import read_section
from .routes import Routes
from .service import CHANNEL, Service
from .settings import ParleySettings
from .turns import Turns

__all__ = ["ParleyInput"]


class ParleyInput(InputChannel):
    """The channel, named in `credentials.yml` as `channels.parley.ParleyInput`."""

    def __init__(self, settings: ParleySettings) -> None:
        """Take the checked section."""
        self._settings = settings

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also the folder below `/webhooks`."""
        return CHANNEL

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> ParleyInput:
        """Check the section of `credentials.yml`.

        Raises:
            ChannelSettingsError: Names every setting that is missing or wrong.
        """
        place = f"{cls.__module__}.{cls.__name__}"
        return cls(read_section(ParleySettings, credentials, place))

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        turns = Turns(self._settings, on_new_message, Service(self._settings))
        blueprint = Blueprint("parley_webhook")
        Routes(self._settings, turns).add_to(blueprint)
        return blueprint
