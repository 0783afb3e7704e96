"""CM.com's presence call: whether an agent of the Agent Inbox is online on a channel.

Agents who are away, on the phone or have reached their maximum of chats do not count as online.
https://developers.cm.com/mobile-service-cloud/docs/presence
"""

from __future__ import annotations

import re
from typing import Literal

from ...errors import VendorResponseError
from ...pydantic_compat import SecretStr, SettingsModel
from ...shift import ShiftStatus
from ...state_store import StateStore
from ...vendor_http.client import VendorAPI
from ...vendor_http.rate_limit import RateLimit

# The limit of the Agent Inbox's API.
CALLS_PER_SECOND = 3
# The names of the presence page; the Conversational Router uses others (`CXWebConversations`).
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
# The page documents a body that is the word "Online" or "Offline". Assumption: the service may put
# it in quotes, as a .NET service does when JSON is requested. The pattern matches bytes, so that
# ignoring the case concerns ASCII letters only.
_BODY = re.compile(rb'(?:\xef\xbb\xbf)?("?)(online|offline)\1', re.IGNORECASE)
_STATUSES = {b"online": ShiftStatus.ON_SHIFT, b"offline": ShiftStatus.OFF_SHIFT}


class PresenceSettings(SettingsModel):
    """`presence`: the settings of the presence call.

    Attributes:
        api_key: The API key of the Agent Inbox; it is not the router's product token.
        channel: The Agent Inbox's channel on which an agent must be online.
        referrer: The web store, if the account has several.
    """

    api_key: SecretStr
    channel: Channel = "WebChat"
    referrer: str | None = None


class PresenceAPI:
    """GET /api/v1. The API key is in the query, because CM.com has no header for it."""

    def __init__(self, api: VendorAPI, base_url: str, api_key: SecretStr) -> None:
        """Take the base URL; nothing is called yet."""
        self._api = api
        self._url = f"{base_url.rstrip('/')}/api/v1"
        self._key = api_key
        self._rate = RateLimit(api.vendor, CALLS_PER_SECOND)

    def share_state(self, store: StateStore, key: str) -> None:
        """Count the calls of all servers that have this store, under this key."""
        self._rate.share(store, key)

    def status(self, channel: str, referrer: str | None) -> ShiftStatus:
        """Ask whether an agent is online.

        Raises:
            VendorError: The call failed, or the body is neither of the two words.
        """
        query = {"apikey": self._key.get_secret_value(), "Channel": channel}
        if referrer:
            query["referrer"] = referrer
        self._rate.wait()
        # The request does not ask for JSON, because the page documents the response to a browser.
        response = self._api.call("GET", self._url, headers={"Accept": "*/*"}, params=query)
        match = _BODY.fullmatch(response.body.strip())
        if match is None:
            raise VendorResponseError(
                self._api.vendor, "presence is neither the word Online nor the word Offline"
            )
        return _STATUSES[match[2].lower()]
