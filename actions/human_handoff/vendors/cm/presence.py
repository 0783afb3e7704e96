"""CM.com's presence: whether an agent of the Agent Inbox is online on a channel.

Agents who are away, on the phone or have all the chats they can take do not count as online.
https://developers.cm.com/mobile-service-cloud/docs/presence
"""

from __future__ import annotations

import re
from typing import Literal

from ...desk import ShiftStatus
from ...errors import VendorResponseError
from ...pydantic_compat import SecretStr, SettingsModel
from ...vendor_http.client import VendorAPI

# The presence page's own names; the Conversational Router has others (`CXWebConversations`).
Channel = Literal[
    "Email",
    "Chat",
    "WhatsApp",
    "SMS",
    "WebChat",
    "Facebook Messenger",
    "Instagram",
    "Apple Business Chat",
    "Twitter",
    "Google Business Messages",
    "RCS",
]
# Documented is the plain word "Online" or "Offline". Assumption: the service may write it in
# quotes, as a .NET service does when asked for JSON. On bytes, so that only ASCII letters count.
_WORD = re.compile(rb'(?:\xef\xbb\xbf)?("?)(online|offline)\1', re.IGNORECASE)
_STATUSES = {b"online": ShiftStatus.ON_SHIFT, b"offline": ShiftStatus.OFF_SHIFT}


class PresenceSettings(SettingsModel):
    """`presence`: how the Agent Inbox is asked.

    Attributes:
        api_key: The key of the Agent Inbox; the router's product token is another thing.
        channel: On which of the Agent Inbox's channels agents must be online.
        referrer: The web store, where the account has several.
    """

    api_key: SecretStr
    channel: Channel = "WebChat"
    referrer: str | None = None


class PresenceAPI:
    """GET /api/v1 with the key in the query; there is no header for it."""

    def __init__(self, api: VendorAPI, base_url: str, api_key: SecretStr) -> None:
        """Take the base URL; nothing is called yet."""
        self._api = api
        self._url = f"{base_url.rstrip('/')}/api/v1"
        self._key = api_key

    def status(self, channel: str, referrer: str | None) -> ShiftStatus:
        """Ask whether an agent is online.

        Raises:
            VendorError: CM.com did not tell.
        """
        query = {"apikey": self._key.get_secret_value(), "Channel": channel}
        if referrer:
            query["referrer"] = referrer
        # Not asked for JSON: what is documented is the answer to a browser.
        answer = self._api.call("GET", self._url, headers={"Accept": "*/*"}, params=query)
        said = _WORD.fullmatch(answer.body.strip())
        if said is None:
            raise VendorResponseError(
                self._api.vendor, "presence is neither the word Online nor the word Offline"
            )
        return _STATUSES[said[2].lower()]
