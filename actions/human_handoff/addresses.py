"""Addresses in the configuration: a base URL and nothing that a secret could hide in."""

from __future__ import annotations

import re

from .errors import ConfigurationError

_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s?#]*)?")


def check_address(url: str, place: str, example: str) -> None:
    """Check that a setting is a base URL.

    Raises:
        ConfigurationError: It is not; the text does not repeat it.
    """
    if not _ADDRESS.fullmatch(url):
        raise ConfigurationError(
            f"{place} is wrong: write an address such as {example}, without a user, a query or a "
            "fragment."
        )
