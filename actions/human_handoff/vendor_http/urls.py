"""Addresses: base URLs in the configuration, and ids as parts of a path."""

from __future__ import annotations

import re
from urllib.parse import quote

from ..errors import ConfigurationError, VendorConnectionError

_ADDRESS = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s?#]*)?")


def check_address(url: str, place: str, example: str) -> None:
    """Check that a setting is a base URL, and has nothing in it that a secret could be.

    Raises:
        ConfigurationError: It is not; the text does not repeat it.
    """
    if not _ADDRESS.fullmatch(url):
        raise ConfigurationError(
            f"{place} is wrong: write an address such as {example}, without a user, a query or a "
            "fragment."
        )


def path_part(vendor: str, identification: str) -> str:
    """Return an id as it stands in a path.

    Raises:
        VendorConnectionError: It cannot stand there; nothing was sent.
    """
    try:
        part = quote(identification, safe="")
    except UnicodeEncodeError:  # half a character
        part = ""
    # Dots are never escaped, and would be taken for folders: another call, for nobody.
    if part in ("", ".", ".."):
        raise VendorConnectionError(vendor, "nothing was sent, the id cannot stand in an address")
    return part
