"""Send the bot's messages to Parley while the turn goes on."""

from __future__ import annotations

from ..text_output import TextOutputChannel
from .api import BotService
from .settings import CHANNEL


class ParleyOutput(TextOutputChannel):
    """Sends to any user of the bot's Service."""

    channel = CHANNEL

    def __init__(self, service: BotService) -> None:
        """Send over this Service."""
        self._service = service

    async def send_text(self, recipient_id: str, text: str) -> None:
        """Send a text that is not empty."""
        await self._service.send(recipient_id, text)
