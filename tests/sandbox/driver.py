"""What a test has in its hands: the sandbox's control, the stand-in for the bot, and requests."""

from collections.abc import Callable
from typing import Any, ClassVar

import httpx
import pytest

from sandbox import Control, RunningSandbox
from sandbox.client.control import ControlError, is_event
from tests.sandbox.stand_in import Bot, Received

# An address at which no server listens.
NOBODY = "http://127.0.0.1:9"


class Driver(Control):
    """Controls the sandbox; its customer writes over Rasa's REST channel.

    Attributes:
        subject: The conversation that the calls are about, unless a test names another.
        accepted: The status with which the bot accepts a delivery.
        attempts: How often the platform tries to deliver a message to the bot.
        is_called_by_the_bot: Whether the bot sends its messages in calls of its own; else they are
            in the response to the customer's message.
    """

    subject: ClassVar[str] = "c1"
    accepted: ClassVar[int] = 200
    attempts: ClassVar[int] = 1
    is_called_by_the_bot: ClassVar[bool] = False

    def __init__(self, sandbox: RunningSandbox, http: httpx.Client, bot: Bot) -> None:
        super().__init__(sandbox.control)
        self.sandbox = sandbox
        self.http = http
        self.bot = bot

    def raw(self, service: str, method: str, path: str, **request: Any) -> httpx.Response:
        """Send any request to a service, or to `control`."""
        url = {"control": self.sandbox.control, **self.sandbox.urls}[service]
        return self.http.request(method, url + path, **request)

    def writes(self, text: str, **more: Any) -> list[dict[str, Any]]:
        """The customer writes; the bot's messages."""
        return self.customer_says(self.subject, text, **more)

    def answers(self, *texts: str) -> None:
        """Let the bot answer every message with these texts, over the customer's channel."""
        self.bot.says(*texts)

    def refuses(self, status: int) -> None:
        """Let the bot refuse every message; LivePerson's PUT before the first one is accepted."""
        self.bot.answer = lambda request: (200 if request.method == "PUT" else status, {})

    def retry_less(self) -> int:
        """Let the platform retry less often, where that can be set; how often it tries then."""
        return self.attempts

    @property
    def deliveries(self) -> list[Received]:
        """The deliveries of customers' messages."""
        return self.bot.requests

    def messages(self, conversation: str | None = None) -> list[tuple[str, str, str]]:
        """Speaker, recipient and text of every message."""
        recorded = self.conversation(conversation or self.subject)["messages"]
        return [(message["from"], message["to"], message["text"]) for message in recorded]

    @property
    def has_conversation(self) -> str:
        """Who has the conversation: `bot` or `agent`."""
        return str(self.conversation(self.subject)["with"])

    def happened(self, *types: str) -> list[dict[str, Any]]:
        """The events until now, all or those of these types."""
        return [event for event in self.events(seconds=0) if not types or event["type"] in types]

    def types(self) -> list[str]:
        """The types of the events about the conversation."""
        about = self.subject
        return [event["type"] for event in self.happened() if event.get("conversation") == about]

    def shown(self, call: str) -> dict[str, Any]:
        """The first call of this name, as GET /calls/{serial} shows it."""
        return self.call(self.wait_for(is_event("call", call=call))["serial"])

    def states(self) -> list[str]:
        """The state of every transfer."""
        return [transfer["state"] for transfer in self.transfers()]


def texts(answers: list[dict[str, Any]]) -> list[str]:
    """The texts of the bot's messages."""
    return [answer["text"] for answer in answers]


def complaint(act: Callable[..., object], *arguments: object) -> str:
    """The sentence with which control refuses to do this."""
    with pytest.raises(ControlError) as refused:
        act(*arguments)
    return str(refused.value)
