"""`events` in `human_handoff.yml`: what is wrong is named, and nothing of a secret is shown."""

import pytest

from actions.human_handoff.handoff_events.kept_events import KeptEventsSink
from actions.human_handoff.handoff_events.settings import EventsSettings, check_events
from actions.human_handoff.handoff_events.sinks import LogSink
from actions.human_handoff.handoff_events.webhook import WebhookSink
from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.pydantic_compat import read_settings
from tests.unit import fake_desk
from tests.unit.handoff_settings.conftest import here
from tests.unit.handoff_settings.settings_file import FILE, refusal, write

__all__ = ["here"]

PATH = f"{FILE}: events"
URL = "https://events.example.com/handoff"
SECRET = "0123456789abcdef"
ADDRESS = (
    f"{PATH}.webhook.url is wrong: write an address such as {URL}, without a user, a query or a "
    "fragment."
)
PRIVATE = f"{PATH}.webhook.url is wrong: http:// is for this machine alone. Write it like {URL}."
PUBLIC = (
    f"{PATH}.webhook.url is wrong: http:// would send keys and customers' data over a public "
    "network for all to read. Write https://."
)
REMEDY = (
    "Write at least 16 random characters, such as those of `openssl rand -hex 32`, and the same "
    "at the receiver."
)
SPACES = (
    f"{PATH}.webhook.secret is wrong: there is a space or a line break around it, or a control "
    f"character in it. {REMEDY}"
)
BASE = {
    "desks": ["parley"],
    "skills": {"default": "human"},
    "parley": {
        "account": "a",
        "service": "s",
        "secret": "s",
        "skills": {"human": {"name": "Agents"}},
    },
}


def written(events):
    return write({**BASE, "events": events})


def check(webhook):
    events = read_settings(EventsSettings, {"webhook": webhook}, PATH)
    check_events(events, PATH)


@pytest.mark.parametrize(
    "url", [URL, "http://127.0.0.1:8000/x", "http://[::1]:8000", "http://localhost:8000/x"]
)
def test_https_and_this_machine_are_right(url):
    check({"url": url, "secret": SECRET})


def test_there_need_not_be_a_webhook():
    check_events(EventsSettings(), PATH)


@pytest.mark.parametrize(
    ("webhook", "problems"),
    [
        ({"url": "hunter2", "secret": SECRET}, [ADDRESS]),
        ({"url": f"{URL}?key=hunter2", "secret": SECRET}, [ADDRESS]),
        ({"url": "http://events.example.com/hunter2", "secret": SECRET}, [PUBLIC]),
        ({"url": "http://receiver:8000/hunter2", "secret": SECRET}, [PRIVATE]),
        ({"url": "http://10.0.0.1/hunter2", "secret": SECRET}, [PRIVATE]),
        ({"url": URL, "secret": "hunter2"}, [f"{PATH}.webhook.secret is too short. {REMEDY}"]),
        ({"url": URL, "secret": ""}, [f"{PATH}.webhook.secret is empty. {REMEDY}"]),
        ({"url": URL, "secret": "hunter2-hunter2-hunter2\n"}, [SPACES]),
        ({"url": "hunter2", "secret": "hunter2\n"}, [ADDRESS, SPACES]),
        (
            {"url": "hunter2"},
            [f"{PATH}.webhook.secret is missing. Write its value there.", ADDRESS],
        ),
        (
            {"url": URL, "secret": SECRET, "secrets": 1},
            [
                f"{PATH}.webhook.secrets is not a setting. Check the spelling, or take the line "
                "out. Did you mean secret?"
            ],
        ),
    ],
)
def test_what_is_wrong_is_named_all_at_once_and_without_the_secret(here, webhook, problems):
    written({"webhook": webhook})

    lines = [line for line in refusal().split("\n") if line.startswith(PATH)]
    assert lines == problems


@pytest.mark.parametrize(
    ("events", "sinks"),
    [
        ({}, [LogSink]),
        ({"log": False}, []),
        ({"webhook": {"url": URL, "secret": SECRET}}, [LogSink, WebhookSink]),
        ({"log": False, "webhook": {"url": URL, "secret": SECRET}}, [WebhookSink]),
        ({"log": False, "keep_days": 1}, [KeptEventsSink]),
    ],
)
def test_events_go_where_the_settings_say_and_to_the_log_by_default(events, sinks):
    bot = fake_desk.handoff(events=EventsSettings(**events))

    assert [type(sink) for sink in bot.sinks._sinks] == sinks


@pytest.mark.parametrize("days", [-1, 401, "many"])
def test_days_that_cannot_be_are_named(here, days):
    written({"keep_days": days})

    assert f"{PATH}.keep_days is wrong" in refusal()


def test_events_cannot_be_kept_where_no_report_can_read_them(here):
    write({**BASE, "events": {"keep_days": 1}, "state": {"url": "memory://"}})

    assert f"{FILE}: events.keep_days is wrong: what `state.url` names is gone" in refusal()


def test_the_secret_of_the_file_is_not_shown(here):
    path = written({"webhook": {"url": URL, "secret": "${SECRET}"}})
    settings = load(path, {"SECRET": "hunter2-hunter2-hunter2"}).settings

    assert "hunter2" not in repr(settings)
