"""A client of the control routes that only one vendor has."""

from collections.abc import Callable
from typing import Any, TypeAlias

# Sends one control request (method, path, body) and returns the body of the response.
Ask: TypeAlias = Callable[[str, str, object], Any]


class VendorControl:
    """Base class: sends requests to the control routes below the vendor's slug."""

    def __init__(self, slug: str, ask: Ask) -> None:
        """`ask` sends one control request."""
        self._slug = slug
        self._ask = ask

    def _send(self, method: str, path: str, body: object = None) -> Any:
        return self._ask(method, f"/{self._slug}{path}", body)
