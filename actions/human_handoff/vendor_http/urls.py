"""Base URLs in the configuration, and ids as part of a URL's path."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from urllib.parse import quote, urlsplit

from ..errors import ConfigurationError, VendorConnectionError

_BASE_URL = re.compile(r"https?://([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?(/[^\s?#]*)?")
# A name without a dot is one of this machine or of its own network, such as `localhost` or a
# container's. It begins with a letter: 134744072 and 0x08080808 are both read as 8.8.8.8.
_LOCAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
# Loopback, private and link-local networks. `ipaddress.is_private` has more, such as the networks
# that documents use as examples.
_LOCAL_NETWORKS = tuple(
    ip_network(network)
    for network in (
        *("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"),
        *("::1/128", "fc00::/7", "fe80::/10"),
    )
)


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
    if not is_safe_url(url):
        raise ConfigurationError(
            f"{path} is wrong: http:// would send keys and customers' data over a public network "
            "for all to read. Write https://."
        )


def is_safe_url(url: str) -> bool:
    """Tell whether secrets may be sent to a URL: over HTTPS, or to a host of a private network."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        parts.port  # noqa: B018 - raises a ValueError where it cannot be one
    except ValueError:
        return False
    if not host or not url.isascii() or any(character.isspace() for character in url):
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_local(host))


def _is_local(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:  # it is a name
        return _LOCAL_NAME.fullmatch(host) is not None
    return any(address in network for network in _LOCAL_NETWORKS)


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
