"""What the conversations need of a channel between a platform and the bot."""

from abc import ABC, abstractmethod

from .conversation import Conversation


class BotUnreachable(Exception):  # noqa: N818 - named after the state, as in httpx
    """The bot could not be called, or its response cannot be used; the text holds no secret."""


class BotChannel(ABC):
    """A channel over which a platform reaches the bot.

    The bot's messages are recorded where they arrive: by the channel if they are in the response
    to a call, by the vendor's service if the bot calls that service.
    """

    # Whether the bot receives the vendor's own messages as if the customer had typed them.
    receives_vendor_messages = False
    # Whether a customer's message can carry more than its text.
    carries_metadata = False
    # Whether the bot is called at once when agents have returned a conversation.
    announces_return = False

    @abstractmethod
    async def send_message(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Send the bot a message; return when the bot has answered the platform's call.

        Raises:
            BotUnreachable: The bot has not answered, or not as it must.
        """

    @abstractmethod
    async def redeliver(self, conversation: Conversation) -> int | None:
        """Send the last delivery once more, unchanged; return the status, None without an answer.

        Raises:
            BotUnreachable: The bot's answer cannot be used.
        """

    # Most channels need none of the following.

    def sender(self, conversation: Conversation) -> str:
        """Return what Rasa calls the customer.

        Assumption: the bot's channel uses the platform's id of the conversation.
        """
        return conversation.id

    async def announce_return(self, conversation: Conversation) -> None:  # noqa: B027
        """Call the bot because agents have returned the conversation.

        Raises:
            BotUnreachable: The bot has not answered, or not as it must.
        """

    async def tell_agent_wrote(self, conversation: Conversation, text: str) -> None:  # noqa: B027
        """Show the bot what an agent has written, on a platform that is set up to do so.

        Raises:
            BotUnreachable: The bot has not answered, or not as it must.
        """

    def bot_failed(self, conversation: Conversation, error: BotUnreachable) -> None:  # noqa: B027
        """Do what the platform does when the bot has failed."""
