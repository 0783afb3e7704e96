"""E-mails over SMTP with a real server: what arrives, and what goes wrong."""

import smtplib
import socket
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from actions.human_handoff.errors import (
    VendorAuthenticationError,
    VendorConnectionError,
    VendorRefusedError,
    VendorSilenceError,
)
from actions.human_handoff.messages import mailbox as module
from actions.human_handoff.messages.mailbox import Mailbox
from actions.human_handoff.messages.message import Message
from actions.human_handoff.messages.settings import EmailSettings
from tests.mail_server import PASSWORD, email_settings, mail_server

MESSAGE = Message(
    key="a" * 40,
    skill="billing",
    channel="rest",
    noted_at=1_750_000_000.0,
    text="Where is my parcel?\n.\nGrüße, 你好 👋",
    name="Zoë Jansen",
    email="zoe@example.org",
)


@pytest.fixture
def mailbox(mail, tls):
    def create(**others):
        return Mailbox(EmailSettings(**email_settings(mail, tls, **others)), Path())

    return create


def sent(box, message=MESSAGE, reference="7K3M-Q4CX"):
    box.send(message, reference)


def test_an_email_arrives_over_tls_with_all_that_an_agent_needs(mail, mailbox):
    sent(mailbox(to=["support@firm.example", "second@firm.example"]))

    (arrived,) = mail.mails
    assert mail.was_encrypted == [True]
    assert mail.recipients == [["support@firm.example", "second@firm.example"]]
    assert arrived["Subject"] == "[7K3M-Q4CX] Message from a customer (billing)"
    assert arrived["From"] == "bot@bot.example"
    assert arrived["Message-ID"] == f"<{'a' * 40}@bot.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived["X-Human-Handoff-Reference"] == "7K3M-Q4CX"
    assert arrived.get_content_type() == "text/plain"
    body = arrived.get_content().replace("\r\n", "\n")
    for part in ("Zoë Jansen", "zoe@example.org", "2025-06-15 15:06 UTC", "7K3M-Q4CX", "rest"):
        assert part in body
    assert body.rstrip().endswith("Where is my parcel?\n.\nGrüße, 你好 👋")


def test_tls_from_the_first_byte_and_dutch(tls):
    with mail_server("tls", tls, has_login=False) as server:
        settings = email_settings(server, tls, security="tls", language="nl")
        del settings["user"], settings["password"]
        sent(Mailbox(EmailSettings(**settings), Path()))

        assert server.was_encrypted == [True]
        assert server.mails[0]["Subject"] == "[7K3M-Q4CX] Bericht van een klant (billing)"


def test_a_mail_server_on_this_machine_needs_no_tls(tls):
    with mail_server("none", tls, has_login=False) as server:
        settings = email_settings(server, tls, security="none")
        del settings["user"], settings["password"], settings["ca_file"]
        sent(Mailbox(EmailSettings(**settings), Path()))
        assert len(server.mails) == 1


@pytest.mark.parametrize(
    "hostile",
    [
        "Jane\r\nBcc: victim@example.org",
        "Jane\nSubject: other",
        "Jane\x00\x1b[31m\u2028x",
        "\ud83d half",
        "\u202egnp.exe",
        "<script>alert(1)</script>",
        "{message} {secret} %s ${PATH}",
        "x" * 5000,
        "=?utf-8?q?=0ABcc:_victim@example.org?=",
    ],
)
def test_hostile_texts_change_no_header_and_nothing_but_the_body(mail, mailbox, hostile):
    message = Message(
        key="b" * 40,
        skill=hostile,
        channel=hostile,
        noted_at=0.0,
        text=f"{hostile}\n.\r\nRCPT TO:<victim@example.org>",
        name=hostile,
        email=hostile,
    )
    sent(mailbox(subject="{name} {message} {reference}"), message)

    (arrived,) = mail.mails
    assert arrived["Bcc"] is None
    assert len(arrived.get_all("Subject")) == 1
    assert mail.recipients == [["support@firm.example"]]
    assert arrived.get_content_type() == "text/plain"
    assert not list(arrived.iter_attachments())
    assert "\n" not in arrived["Subject"]
    assert len(arrived["Subject"]) <= 200


@pytest.mark.parametrize(
    ("reply", "is_refusal"),
    [("550 no such mailbox", True), ("450 greylisted", False), ("451 later", False)],
)
def test_a_recipient_that_is_not_accepted(mail, mailbox, reply, is_refusal):
    mail.faults.recipient = reply
    box = mailbox()
    with pytest.raises(VendorRefusedError) as raised:
        sent(box)
    assert str(raised.value) == f"messages by e-mail: the mail server answered {reply[:3]}"
    assert box.is_refusal(raised.value) is is_refusal

    mail.faults.recipient = None
    sent(box)
    assert len(mail.mails) == 1


def test_one_refused_recipient_of_several_is_told_and_the_others_get_it(mail, mailbox, caplog):
    box = mailbox(to=["support@firm.example", "gone@firm.example"])
    seen = []

    class Once:
        def __get__(self, faults, _):
            seen.append(1)
            return None if len(seen) < 2 else "550 gone"

        def __set__(self, faults, value): ...

    original = type(mail.faults).recipient
    type(mail.faults).recipient = Once()
    try:
        sent(box)
    finally:
        type(mail.faults).recipient = original
    assert mail.recipients == [["support@firm.example"]]
    assert "messages by e-mail: 1 of the addresses in `to` were refused" in caplog.messages


@pytest.mark.parametrize(
    ("reply", "is_refusal"), [("554 spam", True), ("452 disk full", False), ("421 bye", False)]
)
def test_an_email_that_is_not_accepted(mail, mailbox, reply, is_refusal):
    mail.faults.data = reply
    box = mailbox()
    with pytest.raises(VendorRefusedError) as raised:
        sent(box)
    assert raised.value.status == int(reply[:3])
    assert box.is_refusal(raised.value) is is_refusal
    assert reply[4:] not in str(raised.value)

    mail.faults.data = None
    sent(box)
    assert len(mail.mails) == 1


@pytest.mark.parametrize("fault", ["breaks_off_in_data", "takes_without_reply"])
def test_a_connection_that_breaks_off_is_no_answer_and_the_next_email_has_the_same_id(
    mail, mailbox, fault
):
    setattr(mail.faults, fault, True)
    box = mailbox()
    with pytest.raises(VendorSilenceError):
        sent(box)

    setattr(mail.faults, fault, False)
    sent(box)
    assert {each["Message-ID"] for each in mail.mails} == {f"<{'a' * 40}@bot.example>"}
    assert len(mail.mails) == (2 if fault == "takes_without_reply" else 1)


def test_a_server_that_hangs_is_left_in_time(mail, mailbox, monkeypatch):
    monkeypatch.setattr(module, "SEND_SECONDS", 0.5)
    mail.faults.hangs = True
    box = mailbox()
    began = time.monotonic()
    with pytest.raises(VendorSilenceError):
        sent(box)
    assert time.monotonic() - began < 5

    mail.faults.hangs = False
    monkeypatch.setattr(module, "SEND_SECONDS", 20)
    sent(box)
    assert len(mail.mails) == 1


def test_what_hung_before_it_was_connected_sends_nothing_later(mail, mailbox, monkeypatch, held):
    monkeypatch.setattr(module, "SEND_SECONDS", 0.2)
    ended = threading.Event()
    opened, close = smtplib.SMTP.__init__, smtplib.SMTP.close

    def slow(self, *args, **kwargs):
        held.wait(10)
        opened(self, *args, **(kwargs | {"timeout": 10}))

    monkeypatch.setattr(smtplib.SMTP, "__init__", slow)
    box = mailbox()
    with pytest.raises(VendorSilenceError):
        sent(box)
    monkeypatch.setattr(smtplib.SMTP, "close", lambda self: (close(self), ended.set()))
    held.set()

    assert ended.wait(10)
    assert mail.attempts == 0


@contextmanager
def plain_server(**replies):
    """Run a mail server that gives these replies, each to its command; None hangs."""
    ended = threading.Event()

    def serve(connection):
        with connection, connection.makefile("rb") as lines, suppress(OSError):
            for letter in replies.get("GREETING", "220 mail"):
                connection.sendall(letter.encode())
                ended.wait(0.1 if "GREETING" in replies else 0)
            connection.sendall(b"\r\n")
            is_text = False
            for line in lines:
                command = line[:4].decode()
                is_text = is_text and line != b".\r\n"
                reply = replies.get(command, "354 go" if command == "data" else "250 ok")
                if reply is None:
                    ended.wait(30)
                elif not is_text:
                    connection.sendall(reply.encode() + b"\r\n")
                is_text = is_text or command == "data"

    def accept():
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=server.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, daemon=True).start()
        settings = EmailSettings(
            server="127.0.0.1",
            port=server.getsockname()[1],
            security="none",
            sender="bot@example.com",
            to=["support@example.com"],
        )
        yield Mailbox(settings, Path())
        ended.set()


def test_an_accepted_email_is_sent_also_if_the_server_hangs_at_the_goodbye(monkeypatch):
    opened = smtplib.SMTP.__init__

    def waits_long(self, *args, **kwargs):
        opened(self, *args, **(kwargs | {"timeout": 30}))

    # The time for the e-mail is over before the client's time for the goodbye.
    monkeypatch.setattr(smtplib.SMTP, "__init__", waits_long)
    monkeypatch.setattr(module, "SEND_SECONDS", 2.0)  # a busy machine has sent it by then
    with plain_server(quit=None) as box:
        box.send(MESSAGE, "7K3M-Q4CX")


def test_a_server_that_greets_one_letter_at_a_time_keeps_no_thread_busy(monkeypatch):
    monkeypatch.setattr(module, "SEND_SECONDS", 0.5)
    with plain_server(GREETING="2" * 300) as box:
        for _ in range(module._THREADS + 1):
            with pytest.raises(VendorSilenceError):
                box.send(MESSAGE, "7K3M-Q4CX")
        assert box._threads.submit(lambda: "free").result(5) == "free"


def test_a_wrong_password_is_told_without_it(mail, mailbox):
    box = mailbox(password="wrong-wrong")
    with pytest.raises(VendorAuthenticationError) as raised:
        sent(box)
    assert "535" in str(raised.value)
    assert "wrong-wrong" not in str(raised.value)
    assert not box.is_refusal(raised.value)  # the next message would be refused as well


def test_a_server_without_starttls_gets_nothing(tls):
    with mail_server("none", tls, has_login=False) as server:
        box = Mailbox(EmailSettings(**email_settings(server, tls)), Path())
        with pytest.raises(VendorConnectionError, match="does not offer STARTTLS: `security`"):
            sent(box)
        assert server.attempts == 0


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_nobody_vouches_for_gets_nothing(tls, security):
    with mail_server(security, tls, has_login=False) as server:
        settings = email_settings(server, tls, security=security)
        del settings["ca_file"]
        with pytest.raises(VendorConnectionError):
            sent(Mailbox(EmailSettings(**settings), Path()))
        assert server.attempts == 0


def test_a_server_that_is_not_there(mailbox, mail):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        box = mailbox(port=unused.getsockname()[1])
        with pytest.raises(VendorConnectionError, match="cannot be reached"):
            sent(box)


def test_neither_a_message_nor_a_password_is_shown(mailbox):
    box = mailbox()
    shown = repr(MESSAGE) + repr(box) + repr(vars(box)) + repr(box._settings)
    for private in ("parcel", "Zoë", "zoe@", PASSWORD):
        assert private not in shown


def test_a_callback_arrives_with_the_number_and_the_time_in_lines_of_their_own(mail, mailbox):
    said = "tomorrow\nBcc: everybody@firm.example"
    call = replace(MESSAGE, phone="+31612345678", call_at=said)
    sent(mailbox(), call)
    (arrived,) = mail.mails
    body = arrived.get_content().replace("\r\n", "\n")
    assert arrived["Subject"] == "[7K3M-Q4CX] A customer would like to be called (billing)"
    assert "Telephone: +31612345678\n" in body
    assert "When:      tomorrow Bcc: everybody@firm.example\n" in body
    assert "+31612345678" not in repr(call)
    assert "tomorrow" not in repr(call)
