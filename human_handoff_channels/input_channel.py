"""What Rasa asks of every input channel."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar, TypeVar

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint

from .access_log import clean_server_logs
from .bot import OnNewMessage
from .credentials import ChannelSettings, open_store, read_section
from .plugin import StateStore
from .readiness import add_readiness
from .shared_state import SharedState

Channel = TypeVar("Channel", bound="PlatformInputChannel")


class PlatformInputChannel(InputChannel, ABC):
    """A channel that has a section of settings in `credentials.yml`.

    Attributes:
        channel: The channel's name.
        Settings: The settings that its section may have.
    """

    channel: ClassVar[str]
    Settings: ClassVar[type[ChannelSettings]]

    def __init__(self, settings: Any, store: StateStore) -> None:
        """Take the settings, an instance of `Settings`, and the store that they name."""
        self._settings = settings
        self._store = store

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also its path below `/webhooks`."""
        return cls.channel

    @classmethod
    def from_credentials(cls: type[Channel], credentials: dict[str, Any] | None) -> Channel:
        """Check the section of `credentials.yml`, and open its state store.

        Raises:
            ChannelSettingsError: Names every setting that is missing or wrong, or the state store
                that cannot be used.
        """
        name = f"{cls.__module__}.{cls.__name__}"
        settings = read_section(cls.Settings, credentials, name)
        return cls(settings, open_store(settings, name))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Return the routes of the channel for Rasa's server."""
        clean_server_logs()
        blueprint = Blueprint(f"{self.channel}_webhook")
        add_readiness(blueprint, self._store)
        self.add_routes(blueprint, on_new_message, SharedState(self.channel, self._store))
        return blueprint

    @abstractmethod
    def add_routes(
        self, blueprint: Blueprint, on_new_message: OnNewMessage, state: SharedState
    ) -> None:
        """Add the routes, which pass the customers' messages to `on_new_message`.

        `state` is what the channel shares with its other Rasa servers.
        """
