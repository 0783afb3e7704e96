"""Send messages by e-mail: SMTP (RFC 5321) with TLS, and a time within which it is over.

The receiver gets a message at least once: if the connection is lost before the server has said that
it accepted the e-mail, it is sent again, with the same Message-ID.
"""

from __future__ import annotations

import contextlib
import logging
import smtplib
import socket
import ssl
from collections.abc import Iterator
from concurrent.futures import TimeoutError as NotInTime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate
from pathlib import Path
from typing import Any

from ..errors import (
    VendorAuthenticationError,
    VendorConnectionError,
    VendorError,
    VendorRefusedError,
    VendorSilenceError,
)
from ..vendor_http.daemon_threads import DaemonThreads
from .message import Message
from .settings import EmailSettings
from .templates import filled_in, template_of

logger = logging.getLogger(__name__)

WHAT = "messages by e-mail"
# Two thirds of the lease must be longer than this, which is for everything together.
SEND_SECONDS = 20.0
# Deliveries that hang, such as in a name look-up, each keep a thread busy.
_THREADS = 4
REFERENCE_HEADER = "X-Human-Handoff-Reference"


class Mailbox:
    """Sends messages to one mailbox."""

    def __init__(self, settings: EmailSettings, folder: Path, language: str = "en") -> None:
        """Take the arguments of `receivers_of`, and the settings of this mailbox."""
        self._settings = settings
        self._template = template_of(settings, folder, language)
        self._callback_template = template_of(settings, folder, language, of_a_callback=True)
        self._ca_file = folder / settings.ca_file if settings.ca_file else None
        self._threads = DaemonThreads(_THREADS, "human_handoff_mail")

    def send(self, message: Message, reference: str) -> None:
        """Send a message.

        Raises:
            VendorError: The server has not said that it accepted it.
        """
        mail = self.mail(message, reference).as_bytes(policy=SMTP)
        connection = _Connection()
        running = self._threads.submit(self._send, mail, connection)
        try:
            running.result(SEND_SECONDS)
        except NotInTime:
            if connection.end():
                return
            raise VendorSilenceError(WHAT, "the mail server did not answer in time") from None

    def is_refusal(self, error: VendorError) -> bool:
        """Tell whether the server does not want this e-mail, whenever it is sent."""
        is_refused = isinstance(error, VendorRefusedError) and error.status >= 500
        return is_refused and not isinstance(error, VendorAuthenticationError)

    def mail(self, message: Message, reference: str) -> EmailMessage:
        """Return the e-mail: plain text, whatever the customer wrote."""
        template = self._template if message.phone is None else self._callback_template
        subject, body = filled_in(template, message, reference)
        mail = EmailMessage(policy=SMTP)
        mail["From"] = self._settings.sender
        mail["To"] = ", ".join(self._settings.to)
        mail["Subject"] = subject
        mail["Date"] = formatdate(message.noted_at)
        mail["Message-ID"] = f"<{message.key}@{self._settings.sender.rpartition('@')[2]}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail[REFERENCE_HEADER] = reference
        mail.set_content(body, cte="quoted-printable")
        return mail

    def _send(self, mail: bytes, connection: _Connection) -> None:
        try:
            with connection.opened(self._open(connection)) as server:
                self._log_in(server)
                refused = server.sendmail(self._settings.sender, self._settings.to, mail)
                connection.is_accepted = True
        except VendorError:
            raise
        except smtplib.SMTPAuthenticationError as error:
            text = f"the mail server refused the login with {error.smtp_code}"
            raise VendorAuthenticationError(WHAT, text, error.smtp_code) from None
        except smtplib.SMTPRecipientsRefused as error:
            raise _refused(min(code for code, _ in error.recipients.values())) from None
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            text = f"the mail server did not accept the e-mail ({type(error).__name__})"
            raise VendorSilenceError(WHAT, text) from None
        if refused:
            logger.error("%s: %d of the addresses in `to` were refused", WHAT, len(refused))

    def _open(self, connection: _Connection) -> smtplib.SMTP:
        settings = self._settings
        address = settings.server, settings.port
        try:
            if settings.security == "tls":
                context = self._context()
                return _TLSServer(connection, *address, timeout=SEND_SECONDS, context=context)
            return _Server(connection, *address, timeout=SEND_SECONDS)
        except (smtplib.SMTPException, OSError) as error:
            text = f"the mail server cannot be reached ({type(error).__name__})"
            raise VendorConnectionError(WHAT, text) from None

    def _log_in(self, server: smtplib.SMTP) -> None:
        user, password = self._settings.user, self._settings.password
        try:
            if self._settings.security == "starttls":
                server.starttls(context=self._context())
        except smtplib.SMTPNotSupportedError:
            text = (
                "the mail server does not offer STARTTLS: `security` and `port` do not fit it; "
                "tls with port 465 is usual then"
            )
            raise VendorConnectionError(WHAT, text) from None
        except (smtplib.SMTPException, ssl.SSLError) as error:
            text = f"no TLS with the mail server ({type(error).__name__})"
            raise VendorConnectionError(WHAT, text) from None
        if user is not None and password is not None:
            server.login(user, password.get_secret_value())

    def _context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self._ca_file)


class _Connection:
    """A connection that another thread can end.

    Attributes:
        server: The client of the mail server, also while it is connecting.
        is_accepted: Whether the server has said that it accepted the e-mail.
    """

    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None
        self.is_accepted = False
        self._is_over = False

    @contextlib.contextmanager
    def opened(self, server: smtplib.SMTP) -> Iterator[smtplib.SMTP]:
        """Use the connection; that it ends badly after the e-mail was accepted is no error."""
        if self._is_over:
            self.end()
        try:
            yield server
            with contextlib.suppress(smtplib.SMTPException, OSError):
                server.quit()
        finally:
            server.close()

    def end(self) -> bool:
        """End it at once; tell whether the e-mail was accepted. Else it is not sent any more."""
        self._is_over = True
        if self.server is not None and self.server.sock is not None:
            with contextlib.suppress(OSError):  # it has ended already
                self.server.sock.shutdown(socket.SHUT_RDWR)
        return self.is_accepted


class _Server(smtplib.SMTP):
    """Can be ended before it is connected: a server may greet one letter at a time."""

    def __init__(self, connection: _Connection, *address: Any, **options: Any) -> None:
        connection.server = self
        super().__init__(*address, **options)


class _TLSServer(_Server, smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""


def _refused(status: int) -> VendorRefusedError:
    return VendorRefusedError(WHAT, f"the mail server answered {status}", status)
