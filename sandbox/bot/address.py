"""The bot at the other end."""

from dataclasses import dataclass


class BotUnreachable(Exception):  # noqa: N818 - names what is the case, like httpx's own
    """The bot could not be asked, or its answer was none; the text holds no secret."""


@dataclass
class Bot:
    """Where Rasa listens, without a path, and the channel of conversations that are new."""

    url: str
    channel: str = "rest"

    def silent(self, reason: str) -> BotUnreachable:
        """The error that says why the bot did not answer."""
        return BotUnreachable(f"the bot at {self.url} did not answer: {reason}")
