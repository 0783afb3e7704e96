"""`GET /ready`: whether the action server can serve customers now."""

import asyncio
import json
import pickle
import types

import pytest
from rasa_sdk.plugin import plugin_manager

from actions.human_handoff.handoff_events.sinks import LogSink, Sinks
from actions.human_handoff.rasa_side import readiness
from actions.human_handoff.rasa_side.before_transfer import Announce
from actions.human_handoff.state_store import MemoryStateStore, StateStoreError, health
from tests.unit import fake_desk
from tests.unit.fake_desk import Desk, Handoff


class Store(MemoryStateStore):
    """A store whose check does what a test says."""

    def check(self):
        self.checked()


@pytest.fixture
def store(monkeypatch):
    monkeypatch.setattr(health, "KEPT_SECONDS", 0)
    store = Store()
    store.checked = lambda: None
    handoff = Handoff(fake_desk.configuration(Desk()), store)
    monkeypatch.setattr(readiness, "configured", lambda: handoff)
    return store


def answer():
    response = asyncio.run(readiness.ready(None))
    return response.status, json.loads(response.body)


def test_a_server_whose_store_can_be_used_is_ready(store):
    status, body = answer()

    assert (status, body["status"], body["state_store"]) == (200, "ready", "ok")
    assert isinstance(body["hosts_left_alone"], list)


def test_a_server_without_its_store_is_not_ready_until_the_store_is_back(store):
    def lost():
        raise StateStoreError("the state store redis://host:6379 cannot be used")

    store.checked = lost
    status, body = answer()
    assert (status, body["status"]) == (503, "not ready")
    assert body["state_store"] == "the state store redis://host:6379 cannot be used"

    store.checked = lambda: None
    assert answer()[0] == 200


def test_a_store_that_hangs_does_not_hold_the_probe_up(store, held, monkeypatch):
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    store.checked = lambda: held.wait(10)

    status, body = answer()
    assert (status, body["state_store"]) == (503, "the state store does not answer")

    store.checked = lambda: None
    held.set()
    monkeypatch.setattr(health, "CHECK_SECONDS", 30)
    assert answer()[0] == 200


def test_many_probes_are_one_check_and_its_result_is_used_for_a_moment(store, held, monkeypatch):
    monkeypatch.setattr(health, "CHECK_SECONDS", 0.05)
    checks = []
    store.checked = lambda: (checks.append(1), held.wait(10))
    for _ in range(5):
        assert answer()[0] == 503
    held.set()
    monkeypatch.setattr(health, "CHECK_SECONDS", 30)
    monkeypatch.setattr(health, "KEPT_SECONDS", 60)
    for _ in range(5):
        assert answer()[0] == 200

    assert checks == [1]


def test_an_error_that_the_store_does_not_document_is_named_without_its_text(store):
    store.checked = lambda: {}["redis://:secret@host"]

    status, body = answer()
    assert (status, body["state_store"]) == (503, "the state store raised KeyError")


class App:
    """What rasa-sdk's server does with the plugin's routes and listeners."""

    def __init__(self):
        self.routes, self.listeners = {}, {}

    def add_route(self, handler, path, methods, name):
        assert (path not in self.routes, methods) == (True, ["GET"])
        self.routes[path] = handler

    def register_listener(self, listener, event):
        self.listeners[event] = listener


def test_rasa_sdk_adds_the_route_once_when_it_starts_its_server(store):
    app = App()
    readiness.register()
    readiness.register()
    plugin_manager().hook.attach_sanic_app_extensions(app=app)

    assert app.routes == {"/ready": readiness.ready}


def test_the_metrics_are_answered_where_they_are_on(monkeypatch):
    handoff = fake_desk.handoff(metrics=True)
    monkeypatch.setattr(readiness, "configured", lambda: handoff)
    app = App()
    readiness.ReadinessPlugin().attach_sanic_app_extensions(app)
    request = types.SimpleNamespace(headers={"accept": "text/plain"})
    response = asyncio.run(app.routes["/metrics"](request))

    assert response.status == 200
    assert response.content_type.startswith("text/plain; version=0.0.4")
    assert b"human_handoff_state_store_up 1.0" in response.body


def test_an_action_that_rasa_sdk_sends_to_a_worker_brings_the_route_with_it():
    sent = pickle.dumps(Announce(handoff=Handoff.__new__(Handoff)))
    plugin_manager().unregister(name="human_handoff_ready")  # the worker has imported nothing

    assert pickle.loads(sent).name() == Announce.action_name  # noqa: S301 - of the line above
    assert plugin_manager().has_plugin("human_handoff_ready")


class Background:
    """A sink that does something beside the requests."""

    def __init__(self):
        self.done = []

    def send(self, document):
        self.done.append("send")

    def start(self):
        self.done.append("start")

    def stop(self):
        self.done.append("stop")


def test_what_sinks_do_beside_the_requests_begins_and_ends_with_the_server(store):
    app, sink = App(), Background()
    readiness.configured().sinks = Sinks([LogSink(), sink])
    readiness.ReadinessPlugin().attach_sanic_app_extensions(app)

    for event in ("after_server_start", "before_server_stop"):
        asyncio.run(app.listeners[event](None, None))
    assert sink.done == ["start", "stop"]
