"""Check that a vendor's address can be reached from here."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta, timezone
from typing import TypeAlias

from ..findings import Finding, error, ok, warning
from ..vendor_http.reachability import Obstacle, Reached, reached

# Whoever renews a certificate by hand still has time then.
SOON = timedelta(days=14)
# What each obstacle means, and what to do.
_OBSTACLES: dict[Obstacle, tuple[str, str]] = {
    Obstacle.UNKNOWN_NAME: (
        "no host has this name",
        "Correct the address; if it is right, check the DNS of this machine.",
    ),
    Obstacle.NAME_TOO_LATE: (
        "the name is not resolved in time",
        "Check the DNS of this machine.",
    ),
    Obstacle.REFUSED: (
        "nothing listens there",
        "Correct the host and the port, or start what should listen there.",
    ),
    Obstacle.SILENT: (
        "there is no connection in time",
        "Let the firewall allow connections to it, or name your proxy in HTTPS_PROXY.",
    ),
    Obstacle.NOT_TRUSTED: (
        "its certificate is not trusted",
        "If a proxy of yours opens the traffic, name its certificates in REQUESTS_CA_BUNDLE; "
        "otherwise correct the address.",
    ),
    Obstacle.NO_TLS: (
        "it does not speak TLS",
        "Correct the port, or http:// and https://.",
    ),
    Obstacle.WRONG_PROXY: (
        "the proxy that the environment names is no address",
        "Write HTTP_PROXY and HTTPS_PROXY as http://proxy.example.org:3128.",
    ),
    Obstacle.NO_CERTIFICATES: (
        "the trusted certificates cannot be read",
        "Correct REQUESTS_CA_BUNDLE or CURL_CA_BUNDLE, or take it out.",
    ),
}


# Yields what is found, and returns whether all is well.
Check: TypeAlias = Generator[Finding, None, bool]


def checked_address(url: str, *settings: str) -> Check:
    """Check DNS, the connection and the certificate of an address; return whether all is well.

    Args:
        url: A base URL.
        settings: Where it is written, or what it comes from.
    """
    found = reached(url)
    yield _finding(found, settings)
    return found.obstacle is None


def _finding(found: Reached, settings: tuple[str, ...]) -> Finding:
    if found.obstacle is not None:
        problem, remedy = _OBSTACLES[found.obstacle]
        because = f" ({found.reason})" if found.reason else ""
        return error(f"{found.place}: {problem}{because}.", remedy, *settings)
    if found.proxy:
        return ok(f"The proxy {found.place} can be reached.", *settings)
    ends = found.certificate_ends
    if ends is None:
        return ok(f"{found.place} can be reached, without TLS.", *settings)
    certificate = f"its certificate is valid until {ends:%Y-%m-%d}."
    if ends - datetime.now(timezone.utc) < SOON:
        remedy = "Tell whoever runs it to renew the certificate."
        return warning(f"{found.place} can be reached, and {certificate}", remedy, *settings)
    return ok(f"{found.place} can be reached; {certificate}", *settings)
