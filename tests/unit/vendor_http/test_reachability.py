"""Whether an address can be reached, over real sockets: name, connection, certificate, proxy."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from actions.human_handoff.vendor_http import reachability
from actions.human_handoff.vendor_http.name_lookups import LookupTimedOut
from actions.human_handoff.vendor_http.reachability import Obstacle, Reached, reached

ENDS = datetime(2048, 1, 2, 3, 4, 5, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `localhost`, signed by itself, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(ENDS - timedelta(days=20_000))
        .not_valid_after(ENDS)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain)
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    """A port that accepts connections, and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


@pytest.fixture
def with_tls(certificate: Path, listening: socket.socket) -> int:
    """A port that speaks TLS; its number."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def answer() -> None:
        connected, _ = listening.accept()
        # The caller may not trust the certificate.
        with connected, contextlib.suppress(OSError):
            context.wrap_socket(connected, server_side=True).close()

    threading.Thread(target=answer, daemon=True).start()
    return int(listening.getsockname()[1])


def test_a_host_that_accepts_a_connection_can_be_reached(listening):
    port = listening.getsockname()[1]

    assert reached(f"http://127.0.0.1:{port}/path") == Reached(f"127.0.0.1:{port}")


def test_a_trusted_certificate_says_when_it_ends(certificate, with_tls, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))

    found = reached(f"https://localhost:{with_tls}")

    assert found == Reached(f"localhost:{with_tls}", certificate_ends=ENDS)


def test_a_certificate_that_nobody_signed_is_not_trusted_and_openssl_says_why(with_tls):
    found = reached(f"https://localhost:{with_tls}")

    assert found.obstacle is Obstacle.NOT_TRUSTED
    assert "self" in found.reason
    assert "signed" in found.reason


def test_a_port_without_tls_is_told_apart(listening):
    def hang_up() -> None:
        connected, _ = listening.accept()
        with connected:
            connected.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    threading.Thread(target=hang_up, daemon=True).start()

    found = reached(f"https://127.0.0.1:{listening.getsockname()[1]}")

    assert found.obstacle is Obstacle.NO_TLS


def test_a_port_at_which_nobody_listens_refuses(closed_port):
    assert reached(closed_port).obstacle is Obstacle.REFUSED


def test_a_host_that_answers_on_its_second_address_can_be_reached(listening, monkeypatch):
    port = listening.getsockname()[1]
    kind = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    addresses = [(*kind, ("127.0.0.1", 1)), (*kind, ("127.0.0.1", port))]
    monkeypatch.setattr(reachability, "addresses_of", lambda *_: addresses)

    assert reached(f"http://two.test:{port}").obstacle is None


@pytest.mark.parametrize(
    ("error", "obstacle"),
    [
        (socket.gaierror(-2, "unknown"), Obstacle.UNKNOWN_NAME),
        (UnicodeError("label too long"), Obstacle.UNKNOWN_NAME),
        (LookupTimedOut(), Obstacle.NAME_TOO_LATE),
    ],
)
def test_a_name_that_cannot_be_resolved_is_told_apart(monkeypatch, error, obstacle):
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(reachability, "addresses_of", fail)

    assert reached("https://vendor.test") == Reached("vendor.test:443", obstacle)


def test_when_the_time_is_over_no_further_address_is_tried(listening, monkeypatch):
    port = listening.getsockname()[1]
    address = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))
    monkeypatch.setattr(reachability, "addresses_of", lambda *_: [address])

    assert reached(f"http://vendor.test:{port}", seconds=0).obstacle is Obstacle.SILENT
    assert reached(f"http://vendor.test:{port}", seconds=3).obstacle is None


def test_a_firewall_that_swallows_everything_is_silence(monkeypatch):
    monkeypatch.setattr(reachability, "addresses_of", lambda *_: [])

    assert reached("https://vendor.test").obstacle is Obstacle.SILENT


@pytest.mark.parametrize("scheme", ["http://", ""])
def test_through_a_proxy_only_the_proxy_is_reached(listening, monkeypatch, scheme):
    port = listening.getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"{scheme}user:hunter2@127.0.0.1:{port}")

    found = reached("https://vendor.test")

    assert found == Reached(f"127.0.0.1:{port}", proxy=True)
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    "proxy", ["http://me:hidden@proxy:x", "http://[::1", "http://", "proxy hidden"]
)
def test_a_proxy_that_is_no_address_is_named_without_what_is_written_there(monkeypatch, proxy):
    monkeypatch.setenv("HTTPS_PROXY", proxy)

    assert reached("https://vendor.example") == Reached("vendor.example", Obstacle.WRONG_PROXY)


def test_port_0_is_not_taken_for_the_usual_one():
    assert reached("http://127.0.0.1:0") == Reached("127.0.0.1:0", Obstacle.REFUSED)


@pytest.mark.parametrize("name", ["none.pem", "rubbish.pem"])
def test_certificates_that_cannot_be_read_are_named(monkeypatch, tmp_path, name):
    (tmp_path / "rubbish.pem").write_text("rubbish", encoding="utf-8")
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / name))
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        found = reached(f"https://127.0.0.1:{port}")

    place = f"127.0.0.1:{port}"
    assert found == Reached(place, Obstacle.NO_CERTIFICATES, str(tmp_path / name))


def test_a_folder_of_certificates_is_read(monkeypatch, tmp_path):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    with socket.create_server(("127.0.0.1", 0)) as server:
        found = reached(f"https://127.0.0.1:{server.getsockname()[1]}", seconds=0.1)

    assert found.obstacle is Obstacle.NO_TLS  # nobody answers there
