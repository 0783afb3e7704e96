"""Where the bot's two servers listen."""

from dataclasses import dataclass

from ..world.bot_channel import BotUnreachable


@dataclass
class Bot:
    """Rasa; `url` has no path."""

    url: str

    def unreachable(self, reason: str) -> BotUnreachable:
        """Return the error that says why the bot did not answer."""
        return BotUnreachable(f"the bot at {self.url} did not answer: {reason}")


@dataclass
class ActionServer:
    """The bot's action server; `url` is None until control sets it."""

    url: str | None = None
