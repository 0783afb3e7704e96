"""The TwoWay API, over which the bot's messages reach CM.com.

https://developers.cm.com/central-services/docs/twoway-format
"""

from __future__ import annotations

import uuid
from datetime import datetime, timezone
from functools import partial
from typing import Any
from urllib.parse import quote

from ..plugin import BlockingCalls, VendorAPI
from .chat import Chat
from .settings import CMSettings

VENDOR = "CM.com"


class TwoWayAPI:
    """POST …/twoway/v2/…, off the event loop and with a timeout."""

    def __init__(self, settings: CMSettings) -> None:
        """Take the account from the settings; nothing is called yet."""
        account = quote(settings.technical_link_id, safe="")
        adapter = quote(settings.adapter_id, safe="")
        twoway = f"{settings.url}/conversational/twoway/v2"
        self._url = f"{twoway}/accounts/{account}/adapters/{adapter}"
        self._token = settings.product_token
        self._seconds = settings.send_seconds
        self._api = VendorAPI(VENDOR)
        self._blocking_calls = BlockingCalls()

    async def send(self, chat: Chat, text: str) -> None:
        """Send a text to the customer.

        Raises:
            VendorError: CM.com did not accept it, or not in time.
        """
        # CM.com has been seen to answer 201 with a body. Every 2xx counts, and no body is read.
        call = partial(
            self._api.call,
            "POST",
            self._url,
            headers={"X-Cm-Producttoken": self._token.get_secret_value()},
            body={"chat": chat.address, "conversationMessages": [_message(text)]},
            seconds=self._seconds,
            log_label="the bot's message",
        )
        await self._blocking_calls.run(VENDOR, call, self._seconds)


def _message(text: str) -> dict[str, Any]:
    now = datetime.now(timezone.utc).isoformat(timespec="milliseconds")
    return {
        # The name of a class at CM.com: its case matters, and it must be the first field.
        "$type": "text",
        "id": str(uuid.uuid4()),
        "direction": "ClientTerminated",
        "createdOn": now.replace("+00:00", "Z"),
        "text": text,
    }
