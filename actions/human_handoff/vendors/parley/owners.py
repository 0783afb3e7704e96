"""Who may write to a user: PUT owner and GET owner.

A user belongs to one Service, until a Service names another. Parley has no conversations.
https://developers.parley.io/docs/service-api/handover-protocol
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...pydantic_compat import Field, WireModel
from ...vendor_http.urls import path_segment
from .service_api import ServiceAPI

# Stands in errors for the path, which holds the user's id.
_LOG_LABEL = "the owner of a user"


class NewOwner(WireModel):
    """Body of PUT /users/{userId}/owner."""

    new_owner: str = Field(alias="newOwner")
    # The page counts it among what the call needs, so an empty one is sent as well.
    metadata: dict[str, str]


class Owners:
    """The owners of the account's users."""

    def __init__(self, api: ServiceAPI) -> None:
        """Take the API; nothing is called yet."""
        self._api = api

    def change(self, user_id: str, service: str, metadata: Mapping[str, str]) -> None:
        """Make a Service the owner of a user.

        Raises:
            VendorError: Parley did not accept.
        """
        body = NewOwner(newOwner=service, metadata=dict(metadata)).to_wire()
        self._api.call("PUT", self._path(user_id), body, log_label=_LOG_LABEL)

    def owner(self, user_id: str) -> str | None:
        """Return the identification of the Service that owns a user; None if it is not said.

        Raises:
            VendorError: Parley did not tell.
        """
        # Assumption: the same address as for PUT owner; the page shows neither it nor the answer.
        return _owner(self._api.call("GET", self._path(user_id), log_label=_LOG_LABEL))

    def _path(self, user_id: str) -> str:
        return f"users/{path_segment(self._api.vendor, user_id)}/owner"


def _owner(data: Any) -> str | None:
    # Each of the three would be natural; anything else is not guessed at.
    if not isinstance(data, dict):
        return None
    owner = data.get("owner") if "owner" in data else data
    if isinstance(owner, dict):
        owner = owner.get("identification")
    return owner if isinstance(owner, str) and owner else None
