"""The owner of a user, the only Service that may write to the user: PUT owner and GET owner.

A user belongs to one Service until a Service names another one. Parley has no conversations.
https://developers.parley.io/docs/service-api/handover-protocol
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...pydantic_compat import Field, WireModel
from ...vendor_http.urls import path_segment
from .service_api import ServiceAPI

# Errors show this instead of the path, because the path contains the user's id.
_LOG_LABEL = "the owner of a user"


class NewOwner(WireModel):
    """Body of PUT /users/{userId}/owner."""

    new_owner: str = Field(alias="newOwner")
    # The page lists it among the required fields, so it is sent even if it is empty.
    metadata: dict[str, str]


class Owners:
    """Reads and changes the owners of the account's users."""

    def __init__(self, api: ServiceAPI) -> None:
        """Take the client of the Service API; nothing is called yet."""
        self._api = api

    def change(self, user_id: str, service: str, metadata: Mapping[str, str]) -> None:
        """Make a Service the owner of a user.

        Raises:
            VendorError: Parley did not accept the change.
        """
        body = NewOwner(newOwner=service, metadata=dict(metadata)).to_wire()
        self._api.call("PUT", self._path(user_id), body, log_label=_LOG_LABEL)

    def owner(self, user_id: str) -> str | None:
        """Return the identification of the Service that owns a user.

        Returns:
            None if the response names no owner.

        Raises:
            VendorError: The call failed.
        """
        # Assumption: the URL is that of PUT owner; the page shows neither the URL nor a response.
        return _owner(self._api.call("GET", self._path(user_id), log_label=_LOG_LABEL))

    def _path(self, user_id: str) -> str:
        return f"users/{path_segment(self._api.vendor, user_id)}/owner"


def _owner(data: Any) -> str | None:
    # The page shows no response, so three likely shapes are read. Any other shape names no owner.
    if not isinstance(data, dict):
        return None
    owner = data.get("owner") if "owner" in data else data
    if isinstance(owner, dict):
        owner = owner.get("identification")
    return owner if isinstance(owner, str) and owner else None
