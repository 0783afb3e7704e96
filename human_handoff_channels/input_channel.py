"""What Rasa asks of every channel, alike for all platforms."""

from __future__ import annotations

from abc import ABC
from typing import Any, ClassVar, TypeVar

from rasa.core.channels.channel import InputChannel

from .credentials import ChannelSettings, read_section

Input = TypeVar("Input", bound="PlatformInput")


class PlatformInput(InputChannel, ABC):
    """A channel that is named in `credentials.yml`, with a section of settings.

    Attributes:
        channel: Its name.
        Settings: What its section may have.
    """

    channel: ClassVar[str]
    Settings: ClassVar[type[ChannelSettings]]

    def __init__(self, settings: Any) -> None:
        """Take the checked section."""
        self._settings = settings

    @classmethod
    def name(cls) -> str:
        """Return the channel's name, which is also the folder below `/webhooks`."""
        return cls.channel

    @classmethod
    def from_credentials(cls: type[Input], credentials: dict[str, Any] | None) -> Input:
        """Check the section of `credentials.yml`.

        Raises:
            ChannelSettingsError: Names every setting that is missing or wrong.
        """
        place = f"{cls.__module__}.{cls.__name__}"
        return cls(read_section(cls.Settings, credentials, place))
