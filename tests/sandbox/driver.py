"""What a test has in its hands: the sandbox's control, the stand-in for the bot, and requests."""

from typing import Any

import httpx

from sandbox import Control, RunningSandbox
from sandbox.client.control import is_event
from tests.sandbox.stand_in import Bot


class Driver(Control):
    """Controls the sandbox and shows what has happened, in the form that tests compare."""

    def __init__(self, sandbox: RunningSandbox, http: httpx.Client, bot: Bot) -> None:
        super().__init__(sandbox.control)
        self.sandbox = sandbox
        self.http = http
        self.bot = bot

    def raw(self, service: str, method: str, path: str, **request: Any) -> httpx.Response:
        """Send any request to a service, or to `control`."""
        url = {"control": self.sandbox.control, **self.sandbox.urls}[service]
        return self.http.request(method, url + path, **request)

    def messages(self, conversation: str) -> list[tuple[str, str, str]]:
        """Speaker, recipient and text of every message."""
        recorded = self.conversation(conversation)["messages"]
        return [(message["from"], message["to"], message["text"]) for message in recorded]

    def happened(self, *types: str) -> list[dict[str, Any]]:
        """The events until now, all or those of these types."""
        return [event for event in self.events(seconds=0) if not types or event["type"] in types]

    def shown(self, call: str) -> dict[str, Any]:
        """The first call of this name, as GET /calls/{serial} shows it."""
        return self.call(self.wait_for(is_event("call", call=call))["serial"])

    def states(self) -> list[str]:
        """The state of every transfer."""
        return [transfer["state"] for transfer in self.transfers()]


def texts(answers: list[dict[str, Any]]) -> list[str]:
    """The texts of the bot's messages."""
    return [answer["text"] for answer in answers]
