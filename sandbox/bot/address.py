"""Where the bot's two servers listen."""

from dataclasses import dataclass

from ..world.bot_channel import BotUnreachable


@dataclass
class Bot:
    """Rasa.

    Attributes:
        url: Where it listens, without a path.
        hears_agents: Whether the vendors' own channels show it what agents write, wherever they
            can. If not, their own settings say so.
        language: What it speaks; the page suggests a customer's first messages in it.
    """

    url: str
    hears_agents: bool = False
    language: str = "en"

    def unreachable(self, reason: str) -> BotUnreachable:
        """Return the error that says why the bot did not answer."""
        return BotUnreachable(f"the bot at {self.url} did not answer: {reason}")


@dataclass
class ActionServer:
    """The bot's action server.

    Attributes:
        url: Where it listens, without a path; None until control sets it.
        was_called: Whether Rasa calls it through the sandbox, which reads its responses then.
    """

    url: str | None = None
    was_called: bool = False
