"""Base URLs in the configuration, and ids as part of a URL's path."""

from __future__ import annotations

import re
from urllib.parse import quote

from ..errors import ConfigurationError, VendorConnectionError

_BASE_URL = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s?#]*)?")


def check_base_url(url: str, path: str, example: str) -> None:
    """Check that a setting is a base URL and that no secret can be in it.

    Args:
        url: The setting's value.
        path: The setting's path, for the error.
        example: A base URL as it should be written.

    Raises:
        ConfigurationError: It is not a base URL; the text does not repeat the value.
    """
    if not _BASE_URL.fullmatch(url):
        raise ConfigurationError(
            f"{path} is wrong: write an address such as {example}, without a user, a query or a "
            "fragment."
        )


def path_segment(vendor: str, identifier: str) -> str:
    """Return an id, escaped, as one segment of a URL's path.

    Raises:
        VendorConnectionError: It cannot be one; nothing was sent.
    """
    try:
        segment = quote(identifier, safe="")
    except UnicodeEncodeError:  # a lone surrogate
        segment = ""
    # `quote` leaves dots as they are, and the dot segments would address another resource.
    if segment in ("", ".", ".."):
        raise VendorConnectionError(vendor, "nothing was sent, the id cannot stand in an address")
    return segment
