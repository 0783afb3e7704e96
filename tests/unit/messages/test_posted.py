"""Messages to a webhook: what is posted and signed; noting and delivering together."""

import asyncio
import json
import threading
from pathlib import Path

import pytest

from actions.human_handoff.errors import VendorAuthenticationError, VendorRefusedError
from actions.human_handoff.messages.noting import Messages
from actions.human_handoff.messages.settings import MessagesSettings
from tests.demo.processes import wait_until
from tests.unit.lost_store import LostStore
from tests.unit.signed import expected_signature

URL, SECRET = "https://tickets.test/hooks/hunter2", "hunter2-hunter2-hunter2"
SETTINGS = MessagesSettings(
    receivers={"tickets": {"webhook": {"url": URL, "secret": SECRET}}}, default="tickets"
)
CONTENT = {"text": "Where is it?\x00", "channel": "rest", "name": "Zoë", "email": "zoe@x.nl"}


@pytest.fixture
def messages():
    made = []

    def create(store):
        made.append(Messages(SETTINGS, store, Path()))
        return made[-1]

    yield create
    for each in made:
        each.stop()


def noted(messages, key="k"):
    return asyncio.run(messages.note(key, "human", 5.0, **CONTENT))


def test_a_noted_message_is_posted_signed_and_once(http, messages):
    http.post(URL, status=202)
    server = messages(LostStore(is_lost=False))
    reference = noted(server)
    wait_until(lambda: not list(server.records.open()))
    assert noted(server) == reference

    (call,) = http.calls
    headers = call.request.headers
    assert headers["X-Human-Handoff-Signature"] == expected_signature(call.request, SECRET)
    assert headers["X-Human-Handoff-Message-Id"] == "k"
    document = json.loads(call.request.body)
    assert document.pop("time").endswith(" UTC")
    assert document == {
        "version": 1,
        "id": "k",
        "reference": reference,
        "skill": "human",
        "channel": "rest",
        "name": "Zoë",
        "email": "zoe@x.nl",
        "message": "Where is it?",
    }


def test_a_server_that_starts_delivers_what_another_one_has_noted(http, messages, monkeypatch):
    http.post(URL, status=200)
    store = LostStore(is_lost=False)
    first = messages(store)
    with monkeypatch.context() as patched:
        patched.setattr(first, "start", lambda: None)
        noted(first)
    messages(store).start()
    wait_until(lambda: http.calls)


def test_a_message_that_is_refused_is_tried_again_with_the_same_id(http, messages, caplog):
    http.post(URL, status=422)
    server = messages(LostStore(is_lost=False))
    noted(server)
    wait_until(lambda: [each.attempts for each in server.records.open()] == [1])
    (waiting,) = server.records.open()
    assert waiting.error == "answered 422"
    assert "hunter2" not in caplog.text
    assert "Where is it" not in caplog.text
    receiver = server._receivers["tickets"]
    assert receiver.is_refusal(VendorRefusedError("x", "x", 422))
    assert not receiver.is_refusal(VendorRefusedError("x", "x", 503))
    assert not receiver.is_refusal(VendorAuthenticationError("x", "x", 401))


def test_a_system_without_threads_keeps_the_message_for_later(http, messages, monkeypatch, caplog):
    http.post(URL, status=200)
    server = messages(LostStore(is_lost=False))
    with monkeypatch.context() as patched:
        start = threading.Thread.start
        patched.setattr(
            threading.Thread,
            "start",
            lambda self: (
                (_ for _ in ()).throw(RuntimeError("no"))
                if self.name == "human_handoff_messages"
                else start(self)
            ),
        )
        assert noted(server)
    assert "messages are not delivered now: the system has no thread left" in caplog.messages
    server.start()
    wait_until(lambda: http.calls)


def test_nothing_of_a_customer_or_a_secret_is_shown(messages):
    server = messages(LostStore(is_lost=False))
    assert "hunter2" not in repr(server) + repr(vars(server)) + repr(SETTINGS)


def test_a_callback_is_posted_with_the_number_and_the_time(http, messages):
    http.post(URL, status=202)
    server = messages(LostStore(is_lost=False))
    times = {"call_from": "2026-11-23T09:00:00+01:00", "call_until": "2026-11-23T12:00:00+01:00"}
    call = {
        "phone": "+31612345678",
        "call_at": "2026-11-23 09:00-12:00 (Europe/Amsterdam)",
        **times,
    }
    asyncio.run(server.note("k", "human", 5.0, **CONTENT, **call))
    wait_until(lambda: not list(server.records.open()))
    (posted,) = http.calls
    assert json.loads(posted.request.body)["callback"] == {
        "phone": call["phone"],
        "at": call["call_at"],
        "from": call["call_from"],
        "until": call["call_until"],
    }
