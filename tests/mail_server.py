"""A real mail server (aiosmtpd) with TLS; it refuses, hangs or breaks off when a test wants it."""

from __future__ import annotations

import asyncio
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from demo.stack import free_port

HOST = "127.0.0.1"
USER, PASSWORD = "bot", "hunter2-hunter2"


@dataclass
class Certificate:
    """A certificate of this machine, which vouches for itself."""

    file: Path
    context: ssl.SSLContext


def certificate(folder: Path) -> Certificate:
    """Write a certificate and its key to a folder."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail of a test")])
    now = datetime.now(timezone.utc)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HOST))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    file, key_file = folder / "mail.crt", folder / "mail.key"
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    key_file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key_file)
    return Certificate(file, context)


@dataclass
class Faults:
    """What the server does wrong.

    Attributes:
        recipient: Its reply to the first RCPT command of each e-mail, such as a refusal.
        data: Its reply to an e-mail; the e-mail is not taken if it is no 2xx.
        hangs: Never reply to an e-mail.
        breaks_off_in_data: Break off the connection in the middle of the e-mail.
        takes_without_reply: Take the e-mail, and break off before the reply.
    """

    recipient: str | None = None
    data: str | None = None
    hangs: bool = False
    breaks_off_in_data: bool = False
    takes_without_reply: bool = False


@dataclass
class MailServer:
    """The server.

    Attributes:
        mails: The e-mails that it has taken.
        attempts: How many e-mails began, taken or not.
        faults: What it does wrong.
        was_encrypted: Whether each e-mail came over TLS.
    """

    port: int
    mails: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    was_encrypted: list[bool] = field(default_factory=list)
    attempts: int = 0
    faults: Faults = field(default_factory=Faults)
    arrived: threading.Condition = field(default_factory=threading.Condition)

    def wait_for(self, number: int, seconds: float = 20) -> list[EmailMessage]:
        """Wait until so many e-mails have arrived; return them."""
        self.wait_until(lambda: len(self.mails) >= number, seconds)
        return self.mails

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something is so that changes when an e-mail comes."""
        ends = time.monotonic() + seconds
        with self.arrived:
            while not is_so():
                assert self.arrived.wait(ends - time.monotonic()), "no e-mail came"

    def notify(self) -> None:
        """Wake who waits for an e-mail."""
        with self.arrived:
            self.arrived.notify_all()


def _transport(smtp: SMTP) -> asyncio.Transport:
    assert isinstance(smtp.transport, asyncio.Transport)
    return smtp.transport


class _Handler:
    def __init__(self, server: MailServer) -> None:
        self._server = server

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        refusal = self._server.faults.recipient
        if refusal is not None:
            self._server.attempts += 1
            self._server.notify()
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Any, envelope: Any
    ) -> str:
        self._server.attempts += 1
        faults = self._server.faults
        if faults.hangs:
            self._server.notify()
            await asyncio.Event().wait()
        if faults.data is not None:
            self._server.notify()
            return faults.data
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self._server.mails.append(mail)
        self._server.recipients.append(list(envelope.rcpt_tos))
        self._server.was_encrypted.append(
            _transport(server).get_extra_info("sslcontext") is not None
        )
        self._server.notify()
        if faults.takes_without_reply:
            _transport(server).abort()
        return "250 taken"


class _SMTP(SMTP):
    mail_server: MailServer
    connected: set[SMTP]

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note that the client is connected; after STARTTLS this is called once more."""
        super().connection_made(transport)
        self.connected.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        """Note that the client is no longer connected."""
        super().connection_lost(error)
        self.connected.discard(self)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - aiosmtpd's name
        """Take an e-mail, or break off after its first line."""
        if not self.mail_server.faults.breaks_off_in_data:
            await super().smtp_DATA(arg)
            return
        await self.push("354 go on")
        await self._reader.readline()
        self.mail_server.attempts += 1
        self.mail_server.notify()
        _transport(self).abort()


class _Controller(Controller):
    mail_server: MailServer
    connected: set[SMTP]

    def factory(self) -> SMTP:
        """Create what speaks with one client."""
        smtp = _SMTP(self.handler, **self.SMTP_kwargs)
        smtp.mail_server = self.mail_server
        smtp.connected = self.connected
        return smtp

    def stop(self, no_assert: bool = False) -> None:
        """Break off all connections, which aiosmtpd would leave open, and stop."""
        asyncio.run_coroutine_threadsafe(self._break_off(), self.loop).result(20)
        super().stop(no_assert)

    async def _break_off(self) -> None:
        for smtp in self.connected:
            _transport(smtp).abort()
        while self.connected:
            await asyncio.sleep(0)


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for all mail servers; a conftest imports it."""
    return certificate(tmp_path_factory.mktemp("certificate"))


@contextmanager
def mail_server(
    security: str, tls: Certificate, port: int | None = None, has_login: bool = True
) -> Iterator[MailServer]:
    """Run a mail server whose `security` is "starttls", "tls" or "none"."""
    server = MailServer(port or free_port())
    options: dict[str, Any] = {"ident": "test", "enable_SMTPUTF8": False}
    if security == "starttls":
        options |= {"tls_context": tls.context, "require_starttls": True}
    if has_login:
        options |= {
            "authenticator": _authenticated,
            "auth_required": True,
            "auth_require_tls": security == "starttls",
        }
    if security == "tls":
        options["ssl_context"] = tls.context
    controller = _Controller(_Handler(server), HOST, server.port, **options)
    controller.mail_server = server
    controller.connected = set()
    controller.start()
    try:
        yield server
    finally:
        server.faults.hangs = False
        controller.stop()


def _authenticated(
    server: SMTP, session: Any, envelope: Any, mechanism: str, data: LoginPassword
) -> AuthResult:
    is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=is_right, handled=False)


def email_settings(server: MailServer, tls: Certificate, **others: Any) -> dict[str, Any]:
    """Return the settings of a mailbox at this server."""
    return {
        "server": HOST,
        "port": server.port,
        "ca_file": str(tls.file),
        "user": USER,
        "password": PASSWORD,
        "sender": "bot@bot.example",
        "to": ["support@firm.example"],
        **others,
    }
