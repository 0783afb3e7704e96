"""`messages` in `human_handoff.yml`: what is wrong is named, all at once, without a secret."""

from pathlib import Path

import pytest

from actions.human_handoff.handoff_logic.handoff import Handoff
from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.messages.mailbox import Mailbox
from actions.human_handoff.messages.message import Message
from actions.human_handoff.messages.receivers import PostedMessages, receivers_of
from actions.human_handoff.messages.settings import EmailSettings
from actions.human_handoff.messages.templates import NAMES, filled_in, template_of
from tests.unit.handoff_events.test_settings import BASE
from tests.unit.handoff_settings.conftest import here
from tests.unit.handoff_settings.settings_file import FILE, refusal, write

__all__ = ["here"]

PATH = f"{FILE}: messages"
MAIL = f"{PATH}.receivers.mailbox.email"
EMAIL = {
    "server": "smtp.example.com",
    "sender": "bot@example.com",
    "to": ["support@example.com"],
    "user": "bot",
    "password": "hunter2",
}
WEBHOOK = {"url": "https://tickets.example.com/x", "secret": "0123456789abcdef"}
ADDRESS = "Write an address such as support@example.com."


SKILLS = {"skills": {name: {"name": "Agents"} for name in ("human", "billing")}}


def written(**messages):
    (desk,) = BASE["desks"]
    return write({**BASE, desk: BASE[desk] | SKILLS, "messages": messages})


def problems(**messages):
    written(**messages)
    return [line for line in refusal().split("\n") if line.startswith(PATH)]


def of_email(**changes):
    email = {name: value for name, value in (EMAIL | changes).items() if value is not None}
    return problems(receivers={"mailbox": {"email": email}}, default="mailbox")


def test_a_mailbox_and_a_webhook_chosen_per_skill(here):
    path = written(
        receivers={"mailbox": {"email": EMAIL}, "tickets": {"webhook": WEBHOOK}},
        default="mailbox",
        skills={"billing": "tickets"},
    )
    messages = load(path).settings.messages
    assert messages.receiver_of("billing") == "tickets"
    assert messages.receiver_of("human") == "mailbox"
    built = receivers_of(messages, Path())
    assert [type(each) for each in built.values()] == [Mailbox, PostedMessages]
    assert "hunter2" not in repr(messages)


@pytest.mark.parametrize(
    ("language", "own", "subject"),
    [
        ({}, None, "Message from a customer"),
        ({"default": "nl_BE"}, None, "Bericht van een klant"),
        ({"default": "nl"}, "en", "Message from a customer"),
        ({"default": "de"}, None, "Message from a customer"),
    ],
)
def test_a_ready_made_email_is_in_the_bots_language_or_its_own(here, language, own, subject):
    email = EMAIL | ({"language": own} if own else {})
    messages = {"receivers": {"mailbox": {"email": email}}, "default": "mailbox"}
    (desk,) = BASE["desks"]
    file = {**BASE, desk: BASE[desk] | SKILLS, "messages": messages, "language": language}

    box = Handoff(load(write(file))).messages._receivers["mailbox"]
    message = Message(key="k", skill="billing", channel="rest", noted_at=0.0, text="x")
    assert subject in box.mail(message, "R-1")["Subject"]


def test_without_the_section_there_are_no_messages(here):
    assert load(write(BASE)).settings.messages is None


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        (
            {"server": "smtp example"},
            [f"{MAIL}.server is wrong: write a host such as smtp.example.com."],
        ),
        (
            {"security": "none"},
            [
                f"{MAIL}.security is wrong: none would send customers' data for all to read. Write "
                "starttls or tls; none is for a mail server on this machine."
            ],
        ),
        (
            {"ca_file": "no.pem"},
            [f"{MAIL}.ca_file is wrong: there is no such file. Check the path."],
        ),
        ({"user": None}, [f"{MAIL} needs both `user` and `password`, or neither."]),
        ({"password": None}, [f"{MAIL} needs both `user` and `password`, or neither."]),
        (
            {"password": "hunter2\n"},
            [
                f"{MAIL}.password is wrong: there is a space or a line break around it, or a "
                "control character in it. Write it as the mail server's operator gave it."
            ],
        ),
        (
            {"password": "hunter2-é"},
            [
                f"{MAIL} is wrong: `user` or `password` has a character beyond ASCII, and a mail "
                "server's login cannot be sent with one. Write it as the mail server's operator "
                "gave it."
            ],
        ),
        ({"sender": "Bot <bot@example.com>"}, [f"{MAIL}.sender is wrong. {ADDRESS}"]),
        ({"sender": "bot@example.com\nBcc: x@y.z"}, [f"{MAIL}.sender is wrong. {ADDRESS}"]),
        ({"to": []}, [f"{MAIL}.to is empty. {ADDRESS}"]),
        (
            {"to": "support@example.com"},
            [
                f"{MAIL}.to is wrong: write a list of addresses, such as [support@example.com].",
            ],
        ),
        ({"to": ["a@b.c", "zoë@example.com"]}, [f"{MAIL}.to is wrong. {ADDRESS}"]),
        (
            {"ca_file": "a" * 300},
            [f"{MAIL}.ca_file is wrong: there is no such file. Check the path."],
        ),
        (
            {"template": "\0"},
            [f"{MAIL}.template is wrong: the file cannot be read as UTF-8. Check the path."],
        ),
        (
            {"template": "no.txt"},
            [f"{MAIL}.template is wrong: the file cannot be read as UTF-8. Check the path."],
        ),
        ({"body": "Look."}, [f"{MAIL} is wrong: the body does not contain {{message}}."]),
        (
            {"subject": "{password}"},
            [
                f"{MAIL} is wrong: {{password}} in the subject or the body stands for nothing. "
                "Write one of {reference}, {time}, {skill}, {channel}, {name}, {email}, {phone}, "
                "{call_at}, {message}."
            ],
        ),
        (
            {"server": "", "to": []},
            [
                f"{MAIL}.server is wrong: write a host such as smtp.example.com.",
                f"{MAIL}.to is empty. {ADDRESS}",
            ],
        ),
        (
            {"sender": None, "to": []},
            [f"{MAIL}.sender is missing. Write its value there.", f"{MAIL}.to is empty. {ADDRESS}"],
        ),
    ],
)
def test_every_mistake_in_a_mailbox_is_named(here, changes, expected):
    assert of_email(**changes) == expected


@pytest.mark.parametrize(
    ("messages", "expected"),
    [
        (
            {"receivers": {"a": {"email": EMAIL, "webhook": WEBHOOK}, "b": {}}, "default": "a"},
            [
                f"{PATH}.receivers.a is wrong: write either `email` or `webhook` there.",
                f"{PATH}.receivers.b is wrong: write either `email` or `webhook` there.",
            ],
        ),
        (
            {
                "receivers": {"mailbox": {"email": EMAIL}},
                "default": "mailbx",
                "skills": {"billing": "tickets"},
            },
            [
                f"{PATH}.default is wrong: name one of the receivers. Did you mean mailbox?",
                f"{PATH}.skills.billing is wrong: name one of the receivers.",
            ],
        ),
        (
            {"receivers": {"a": {"webhook": WEBHOOK | {"secret": "short"}}}, "default": "a"},
            [
                f"{PATH}.receivers.a.webhook.secret is too short. Write at least 16 random "
                "characters, such as those of `openssl rand -hex 32`, and the same at the receiver."
            ],
        ),
        ({"default": "a"}, [f"{PATH}.receivers is missing. Write its value there."]),
        (
            {"receivers": {"a": {"webhook": WEBHOOK}}, "default": "a", "askk": []},
            [
                f"{PATH}.askk is not a setting. Check the spelling, or take the line out. Did you "
                "mean ask?"
            ],
        ),
    ],
)
def test_every_mistake_around_the_receivers_is_named(here, messages, expected):
    assert problems(**messages) == expected


def test_a_template_of_a_file_is_used_and_what_a_customer_writes_is_no_template(here):
    Path("ticket.txt").write_text("Subject: {name}: {reference}\n\nZie {message} {email}\n")
    written(receivers={"m": {"email": EMAIL | {"template": "ticket.txt"}}}, default="m")
    settings = load().settings.messages.receivers["m"].email
    message = Message(
        key="k", skill="s", channel="c", noted_at=0.0, text="{name}\n{reference}", name="{message}"
    )
    assert filled_in(template_of(settings, Path()), message, "REF") == (
        "{message}: REF",
        "Zie {name}\n{reference} -\n",
    )


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_ready_made_templates_name_everything(language):
    settings = EmailSettings(**EMAIL, language=language)
    template = template_of(settings, Path())
    for name in ("reference", "time", "skill", "channel", "name", "email", "message"):
        assert f"{{{name}}}" in template.body
    assert "{reference}" in template.subject


def test_messages_are_not_noted_where_they_would_be_lost(here):
    receivers = {"tickets": {"webhook": WEBHOOK}}
    messages = {"receivers": receivers, "default": "tickets"}
    write({**BASE, "messages": messages, "state": {"url": "memory://"}})
    assert f"{PATH} is wrong: what `state.url` names is gone when the server ends" in refusal()


def of_callback(email=EMAIL, **callback):
    receivers = {"mailbox": {"email": email}}
    return problems(receivers=receivers, default="mailbox", callback=callback)


def test_a_callback_needs_a_country_and_nothing_else(here):
    receivers = {"mailbox": {"email": EMAIL}}
    path = written(receivers=receivers, default="mailbox", callback={"region": "NL"})
    callback = load(path).settings.messages.callback
    assert (callback.region, callback.hours_each, callback.opening_hours) == ("NL", 3, None)


@pytest.mark.parametrize(
    ("callback", "expected"),
    [
        ({}, [f"{PATH}.callback.region is missing. Write its value there."]),
        (
            {"region": "Holland", "opening_hours": {"rules": "Mo-Fr 9-5x", "time_zone": "Mars"}},
            [
                f"{PATH}.callback.region is wrong: no telephone numbers of 'Holland' are known. "
                "Write a code of ISO 3166, such as NL.",
                f"{PATH}.callback.opening_hours.time_zone is wrong: 'Mars' is not a time zone. "
                "Write one such as Europe/Amsterdam.",
                f"{PATH}.callback.opening_hours.rules is wrong: 'Mo-Fr 9-5x' is not how "
                "OpenStreetMap writes opening hours. Write such as Mo-Fr 09:00-17:00; PH off.",
            ],
        ),
        (
            {"region": "NL", "opening_hours": {"rules": "off", "time_zone": "UTC"}},
            [
                f"{PATH}.callback.opening_hours.rules is wrong: with 'off' nobody is there for a "
                'year. Write when they are; "unknown" and words in quotes alone count as closed.'
            ],
        ),
    ],
)
def test_every_mistake_in_a_callback_is_named(here, callback, expected):
    assert of_callback(**callback) == expected


def test_a_body_of_your_own_must_have_the_number_and_the_time(here):
    no_phone, no_time = "{message}", "{message} {phone}"
    text = f"{MAIL} is wrong: the body does not contain {{{{{{}}}}}}.".format
    assert of_callback(EMAIL | {"body": no_phone}, region="NL") == [text("phone")]
    assert of_callback(EMAIL | {"body": no_time}, region="NL") == [text("call_at")]
    assert of_callback(EMAIL | {"body": no_phone}, region="Mars") != []
    written(
        receivers={"m": {"email": EMAIL | {"body": "{message} {phone} {call_at}"}}},
        default="m",
        callback={"region": "NL"},
    )
    assert load().settings.messages.callback is not None


@pytest.mark.parametrize("language", ["en", "nl"])
def test_the_ready_made_templates_of_a_callback_name_everything(language):
    template = template_of(EmailSettings(**EMAIL, language=language), Path(), of_a_callback=True)
    assert [name for name in NAMES if f"{{{name}}}" not in template.body] == []
    assert "{reference}" in template.subject
