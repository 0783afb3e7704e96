"""`messages` in `human_handoff.yml`: who gets the messages that customers leave."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path
from typing import Literal

from ..errors import ConfigurationError, Problems, closest
from ..outbox.webhook_settings import WebhookSettings, check_webhook, is_this_machine
from ..pydantic_compat import Field, SecretStr, SettingsModel
from ..vendor_http.setting_checks import check_text
from .callback_settings import CallbackSettings, check_callback
from .templates import check_template

_ADDRESS = re.compile(r"[!-~]{1,64}@[A-Za-z0-9.-]{1,253}")
_SPECIAL = frozenset('<>()[]\\,;:"')
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}|[0-9A-Fa-f:]{2,45}")
ADDRESS_REMEDY = "Write an address such as support@example.com."


class EmailSettings(SettingsModel):
    """`email`: a mailbox, and the mail server that takes messages for it.

    Attributes:
        server: The mail server's host.
        port: Its port.
        security: "starttls" (usually port 587), "tls" from the first byte (usually 465), or
            "none", which is possible on this machine alone.
        ca_file: The certificates of the authority that vouches for the server, where it is not a
            public one. A relative path begins at the folder of the configuration.
        user: The login, where the server asks for one.
        password: Its password.
        sender: The address from which the e-mails come.
        to: The addresses that get them.
        language: The language of the ready-made subject and body; by default that of `language`.
        template: A file with another subject and body. A relative path begins
            at the folder of the configuration.
        subject: The subject, instead of that of the template.
        body: The body, instead of that of the template.
    """

    lists = {"to": "addresses, such as [support@example.com]"}

    server: str
    port: int = Field(default=587, ge=1, le=65535)
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: str | None = None
    user: str | None = None
    password: SecretStr | None = None
    sender: str
    to: list[str]
    language: Literal["en", "nl"] | None = None
    template: str | None = None
    subject: str | None = None
    body: str | None = None


class ReceiverSettings(SettingsModel):
    """One of the `receivers`: an `email` or a `webhook`.

    Attributes:
        email: A mailbox.
        webhook: An address to which each message is posted, signed.
    """

    email: EmailSettings | None = None
    webhook: WebhookSettings | None = None


class MessagesSettings(SettingsModel):
    """`messages`: what a customer is asked, and who gets the message.

    Attributes:
        ask: What is asked beside the message, if it is not known.
        callback: Lets the customer ask to be called instead; nobody can without it.
        receivers: Who can get messages, by names of your own.
        default: The receiver of all skills that `skills` does not name.
        skills: Skill → receiver.
    """

    ask: list[Literal["name", "email"]] = ["name", "email"]
    callback: CallbackSettings | None = None
    receivers: dict[str, ReceiverSettings]
    default: str
    skills: dict[str, str] = {}

    def receiver_of(self, skill: str) -> str:
        """Return the name of the receiver of a skill's messages."""
        return self.skills.get(skill, self.default)


def check_messages(messages: MessagesSettings | None, path: str, folder: Path) -> None:
    """Check what the types cannot express.

    Args:
        messages: The section, if there is one.
        path: The section's path, for errors.
        folder: Where relative paths of files begin.

    Raises:
        ConfigurationError: Names every setting that is wrong and what to write.
    """
    if messages is None:
        return
    problems = Problems()
    callback = problems.collect(lambda: messages.callback)
    receivers = problems.collect(lambda: messages.receivers)
    if receivers is not None:
        problems.collect(lambda: _check_named(messages.default, receivers, f"{path}.default"))
        for skill, name in (problems.collect(lambda: messages.skills) or {}).items():
            problems.collect(_check_named, name, receivers, f"{path}.skills.{skill}")
        for name, receiver in receivers.items():
            receiver_path = f"{path}.receivers.{name}"
            problems.collect(_check_receiver, receiver, receiver_path, folder, callback is not None)
    if callback is not None:
        problems.collect(check_callback, callback, f"{path}.callback")
    problems.raise_all()


def _check_named(name: str, names: Collection[str], path: str) -> None:
    if name not in names:
        raise ConfigurationError(
            f"{path} is wrong: name one of the receivers.{closest(name, names)}"
        )


def _check_receiver(
    receiver: ReceiverSettings, path: str, folder: Path, gets_callbacks: bool
) -> None:
    email, webhook = receiver.email, receiver.webhook
    if (email is None) == (webhook is None):
        raise ConfigurationError(f"{path} is wrong: write either `email` or `webhook` there.")
    if webhook is not None:
        check_webhook(webhook, f"{path}.webhook")
    if email is not None:
        _check_email(email, f"{path}.email", folder, gets_callbacks)


def _check_email(email: EmailSettings, path: str, folder: Path, gets_callbacks: bool) -> None:
    problems = Problems()
    problems.collect(lambda: _check_host(email.server, f"{path}.server"))
    problems.collect(lambda: _check_security(email, f"{path}.security"))
    problems.collect(lambda: _check_file(email.ca_file, folder, f"{path}.ca_file"))
    problems.collect(lambda: _check_login(email, path))
    problems.collect(lambda: _check_address(email.sender, f"{path}.sender"))
    problems.collect(lambda: _check_addresses(email.to, f"{path}.to"))
    problems.collect(lambda: check_template(email, folder, path, gets_callbacks))
    problems.raise_all()


def _check_host(host: str, path: str) -> None:
    if not _HOST.fullmatch(host):
        raise ConfigurationError(f"{path} is wrong: write a host such as smtp.example.com.")


def _check_security(email: EmailSettings, path: str) -> None:
    if email.security == "none" and not is_this_machine(email.server):
        raise ConfigurationError(
            f"{path} is wrong: none would send customers' data for all to read. Write starttls or "
            "tls; none is for a mail server on this machine."
        )


def _check_file(file: str | None, folder: Path, path: str) -> None:
    if file is not None and not os.path.isfile(folder / file):  # noqa: PTH113 - false for what cannot be a path
        raise ConfigurationError(f"{path} is wrong: there is no such file. Check the path.")


def _check_login(email: EmailSettings, path: str) -> None:
    remedy = "Write it as the mail server's operator gave it."
    check_text(email.user, f"{path}.user", remedy)
    check_text(email.password, f"{path}.password", remedy)
    if (email.user is None) != (email.password is None):
        raise ConfigurationError(f"{path} needs both `user` and `password`, or neither.")
    password = email.password.get_secret_value() if email.password is not None else ""
    if not f"{email.user}{password}".isascii():
        raise ConfigurationError(
            f"{path} is wrong: `user` or `password` has a character beyond ASCII, and a mail "
            f"server's login cannot be sent with one. {remedy}"
        )


def _check_addresses(addresses: list[str], path: str) -> None:
    if not addresses:
        raise ConfigurationError(f"{path} is empty. {ADDRESS_REMEDY}")
    for address in addresses:
        _check_address(address, path)


def _check_address(address: str, path: str) -> None:
    if not _ADDRESS.fullmatch(address) or _SPECIAL & set(address):
        raise ConfigurationError(f"{path} is wrong. {ADDRESS_REMEDY}")
