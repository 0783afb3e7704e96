"""Whether an address can be reached: its name, a connection, its certificate. Sends no request."""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from requests.utils import DEFAULT_CA_BUNDLE_PATH, get_environ_proxies, select_proxy

from .connections import certificates
from .name_lookups import Addresses, LookupTimedOut, addresses_of
from .sockets import CONNECT_SECONDS

_PORTS = {"http": 80, "https": 443}


class Obstacle(str, Enum):
    """Why an address cannot be reached."""

    UNKNOWN_NAME = "unknown_name"
    NAME_TOO_LATE = "name_too_late"  # the name look-up did not end in time
    REFUSED = "refused"  # nothing listens there
    SILENT = "silent"  # no connection in time, as behind a firewall
    NOT_TRUSTED = "not_trusted"  # the certificate
    NO_TLS = "no_tls"  # something listens there, and it does not speak TLS
    WRONG_PROXY = "wrong_proxy"  # what the environment names as proxy is no address
    NO_CERTIFICATES = "no_certificates"  # those that the environment names cannot be read


@dataclass(frozen=True)
class Reached:
    """How far one got.

    Attributes:
        place: Host and port; those of the proxy, if there is one.
        obstacle: Why one got no further; None if the address can be reached.
        reason: What OpenSSL says of a certificate that is not trusted; the file that should have
            the trusted ones.
        proxy: Whether the environment names a proxy; then nothing is known of what is behind it.
        certificate_ends: When the certificate of an `https` address ends.
    """

    place: str
    obstacle: Obstacle | None = None
    reason: str = ""
    proxy: bool = False
    certificate_ends: datetime | None = None


def reached(url: str, seconds: float = CONNECT_SECONDS) -> Reached:
    """Connect to the host of a URL, or to the proxy in front of it, and look at its certificate.

    Args:
        url: A checked base URL.
        seconds: For the name look-up, for the connection, and for TLS. After that no further
            address of the host is tried; one that is being tried has as long again.
    """
    proxy = select_proxy(url, get_environ_proxies(url))
    try:
        parts = urlsplit(_with_scheme(proxy) if proxy else url)
        host, port = _host_and_port(parts)
    except ValueError:  # not what is written there: a proxy's address may have a password
        return Reached(str(urlsplit(url).hostname), Obstacle.WRONG_PROXY)
    place = f"{host}:{port}"
    try:
        addresses = addresses_of(host, port, seconds)
    except LookupTimedOut:
        return Reached(place, Obstacle.NAME_TOO_LATE)
    except (OSError, UnicodeError):
        return Reached(place, Obstacle.UNKNOWN_NAME)
    try:
        connected = _connected(addresses, seconds)
    except TimeoutError:
        return Reached(place, Obstacle.SILENT)
    except OSError:
        return Reached(place, Obstacle.REFUSED)
    with connected:
        if proxy or parts.scheme != "https":
            return Reached(place, proxy=proxy is not None)
        return _with_tls(connected, place, parts)


def _host_and_port(parts: SplitResult) -> tuple[str, int]:
    host, port = parts.hostname, parts.port
    if not host or len(host.split()) > 1:
        raise ValueError
    return host, _PORTS.get(parts.scheme, 80) if port is None else port


def _with_scheme(proxy: str) -> str:
    return proxy if "://" in proxy else f"http://{proxy}"


def _connected(addresses: Addresses, seconds: float) -> socket.socket:
    failure: OSError = TimeoutError()
    ends = time.monotonic() + seconds
    for family, kind, protocol, _, address in addresses:
        if time.monotonic() >= ends:
            break
        connecting = socket.socket(family, kind, protocol)
        connecting.settimeout(seconds)
        try:
            connecting.connect(address)
        except OSError as error:
            connecting.close()
            failure = error
        else:
            return connecting
    raise failure


def _with_tls(connected: socket.socket, place: str, parts: SplitResult) -> Reached:
    bundle = certificates()
    path = DEFAULT_CA_BUNDLE_PATH if bundle is True else str(bundle)
    try:  # requests reads a folder of certificates as well
        is_folder = Path(path).is_dir()
        context = ssl.create_default_context(
            cafile=None if is_folder else path, capath=path if is_folder else None
        )
    except OSError:
        return Reached(place, Obstacle.NO_CERTIFICATES, path)
    try:
        with context.wrap_socket(connected, server_hostname=parts.hostname) as secure:
            certificate = secure.getpeercert() or {}
    except ssl.SSLCertVerificationError as error:
        return Reached(place, Obstacle.NOT_TRUSTED, error.verify_message)
    except OSError:
        return Reached(place, Obstacle.NO_TLS)
    ends = ssl.cert_time_to_seconds(str(certificate["notAfter"]))
    return Reached(place, certificate_ends=datetime.fromtimestamp(ends, timezone.utc))
