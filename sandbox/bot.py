"""The bot at the other end: Rasa's REST channel."""

from typing import Any

import httpx

# Rasa holds a conversation's lock for 60 s; a bot that is silent for longer has given up.
PATIENCE = httpx.Timeout(60.0, connect=5.0)


class BotUnreachable(Exception):  # noqa: N818 - names what is the case, like httpx's own
    """The bot could not be asked, or its answer was none."""


class Bot:
    """Sends messages to Rasa's REST channel and returns what the bot says.

    https://rasa.com/docs/rasa/connectors/your-own-website#restinput
    """

    def __init__(self, url: str) -> None:
        """`url`: where Rasa listens, without a path."""
        self.url = url
        # Many customers talk at once, and a proxy has no business between two local programs.
        self._http = httpx.AsyncClient(
            timeout=PATIENCE, limits=httpx.Limits(max_connections=None), trust_env=False
        )

    async def hear(self, sender: str, message: str, metadata: object) -> list[dict[str, Any]]:
        """Send one message; the bot's answers to it, in order."""
        body = {"sender": sender, "message": message}
        if metadata is not None:
            body["metadata"] = metadata  # type: ignore[assignment]
        try:
            url = f"{self.url.rstrip('/')}/webhooks/rest/webhook"
            answer = await self._http.post(url, json=body)
            answer.raise_for_status()
            said = answer.json()
        except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
            reason = str(error) or type(error).__name__
            raise BotUnreachable(f"the bot at {self.url} did not answer: {reason}") from error
        if not isinstance(said, list):
            raise BotUnreachable(f"the bot at {self.url} did not answer with a list")
        return [item for item in said if isinstance(item, dict)]

    async def close(self) -> None:
        """Close the connections to the bot."""
        await self._http.aclose()
