"""A vendor's response to one request."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..errors import VendorResponseError


@dataclass(frozen=True)
class Response:
    """A vendor's response; the body may contain personal data, so it is not in the repr."""

    vendor: str
    call: str
    status: int
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def content_type(self) -> str:
        """The `Content-Type` header; empty if there is none."""
        return self.headers.get("Content-Type", "")

    @property
    def is_web_page(self) -> bool:
        """Whether it is markup, such as the page of a proxy on the way, whatever it says it is."""
        return "html" in self.content_type.lower() or self.body.lstrip()[:1] == b"<"

    def json(self) -> Any:
        """Return the body, parsed as JSON.

        Raises:
            VendorResponseError: The body is not JSON.
        """
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            # `from None`: the cause would contain the body.
            raise VendorResponseError(
                self.vendor, f"{self.call} answered something that is not JSON"
            ) from None
