"""How a platform reaches the bot: over Rasa's REST channel, or over a protocol of its own."""

from abc import ABC, abstractmethod

import httpx

from ..world.conversation import Conversation
from .address import Bot, BotUnreachable
from .webhook_delivery import Deliveries, Delivery, Patience, is_success


class BotLine(ABC):
    """The line of one channel.

    What the bot says is recorded by whoever learns of it: by the line where it stands in the
    answer to a call, by the vendor's service where the bot calls that.
    """

    # Whether the bot hears the vendor's own words as if the customer had typed them.
    hears_vendor = False
    # Whether a customer's message can carry more than its text.
    carries_metadata = False
    # Whether the bot is told at once that agents have given a conversation back.
    tells_of_return = False

    def __init__(self, bot: Bot, deliveries: Deliveries) -> None:
        """Take what is shared with the other lines."""
        self._bot = bot
        self._deliveries = deliveries

    @property
    @abstractmethod
    def patience(self) -> Patience:
        """How often the platform tries, and how long it waits."""

    @abstractmethod
    async def hear(self, conversation: Conversation, text: str, metadata: object) -> None:
        """Let the bot hear a message; return when the platform's call was answered.

        Raises:
            BotUnreachable: It was not, or not as it must be.
        """

    # Most platforms do nothing else of the following.

    def sender(self, conversation: Conversation) -> str:
        """What Rasa calls the customer.

        Assumption: the bot's channel takes the platform's id of the conversation.
        """
        return conversation.id

    async def returned(self, conversation: Conversation) -> None:  # noqa: B027
        """Tell the bot that agents have given the conversation back."""

    def given_up(self, conversation: Conversation, error: BotUnreachable) -> None:  # noqa: B027
        """Go on without a bot that has failed."""

    def take(self, conversation: Conversation, answer: httpx.Response) -> None:  # noqa: B027
        """Carry out what stands in the answer to a message.

        Raises:
            BotUnreachable: It is none.
        """

    async def deliver(self, conversation: Conversation, delivery: Delivery) -> None:
        """Deliver a message, again where need be, and take the answer."""
        answer = await self.send(conversation, delivery, self.patience)
        if not is_success(answer.status_code):
            raise self._bot.silent(f"{answer.status_code} {answer.reason_phrase}")
        self._deliveries.mark_answered(conversation.id)
        self.take(conversation, answer)

    async def redeliver(self, conversation: Conversation) -> int | None:
        """Deliver the last again as it was; the status, none where there was no answer.

        What stands in the answer counts where the platform has had none before.
        """
        delivery, is_answered = self._deliveries.last(conversation.id)
        once = Patience(1, self.patience.seconds, takes=lambda _: True)
        try:
            answer = await self.send(conversation, delivery, once)
        except BotUnreachable:
            return None
        counts = is_success(answer.status_code) and not is_answered
        if counts or is_answered:
            self._deliveries.mark_answered(conversation.id)
        if counts:
            self.take(conversation, answer)
        return answer.status_code

    async def send(
        self, conversation: Conversation, delivery: Delivery, patience: Patience
    ) -> httpx.Response:
        """Send a delivery; the place for what a platform does about a certain status."""
        return await self._deliveries.send(conversation, delivery, patience)
