"""The configuration that is mounted is accepted by our own readers and by Rasa's."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rasa.core.channels.channel import register
from rasa.core.lock_store import RedisLockStore
from rasa.core.run import _create_app_without_api, create_http_input_channels
from rasa.core.tracker_store import SQLTrackerStore
from rasa.core.utils import AvailableEndpoints
from rasa.shared.utils.io import is_key_in_yaml
from redis import Redis

from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.vendors import DESKS
from tests.deploy.containers import STATE_URL, Container, all_containers, value_for_a_test
from tests.deploy.files import DEPLOY, KUBERNETES, documents, kustomized, variables_in

pytestmark = [
    # pykwalify, with which Rasa checks its files.
    pytest.mark.filterwarnings("ignore:the load_module:DeprecationWarning"),
    # Rasa's tracker store; the class of the warning is SQLAlchemy's own.
    pytest.mark.filterwarnings("ignore:Calling URL"),
]

CONFIGURATION = DEPLOY / "configuration"


@pytest.fixture
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for path in CONFIGURATION.glob("*.yml"):
        for name in variables_in(path):
            monkeypatch.setenv(name, value_for_a_test(name))


@pytest.mark.usefixtures("variables")
def test_the_plugin_accepts_human_handoff_yml() -> None:
    configuration = load(CONFIGURATION / "human_handoff.yml")

    assert set(configuration.desks) == set(DESKS)
    assert configuration.settings.state.url.get_secret_value() == STATE_URL
    # Each desk believes the ids of its own channel only.
    assert configuration.channels == {name: frozenset({name}) for name in DESKS}


@pytest.mark.usefixtures("variables")
def test_rasa_and_the_channels_accept_credentials_yml() -> None:
    channels = create_http_input_channels(None, str(CONFIGURATION / "credentials.yml"))

    assert {channel.name() for channel in channels} == set(DESKS)


@pytest.mark.usefixtures("variables")
def test_the_rasa_server_answers_the_paths_of_its_probes() -> None:
    channels = create_http_input_channels(None, str(CONFIGURATION / "credentials.yml"))
    app = _create_app_without_api()
    register(channels, app, "/webhooks/")
    paths = {f"/{route.path}" for route in app.router.routes_all.values()}
    (rasa,) = (
        each
        for each in kustomized(KUBERNETES / "base").of_kind("Deployment")
        if each["metadata"]["name"] == "rasa"
    )
    (container,) = rasa["spec"]["template"]["spec"]["containers"]
    chart = documents(DEPLOY / "rasa-chart-values.yaml")[0]
    kinds = ("startupProbe", "readinessProbe", "livenessProbe")
    probes = [each[kind] for each in (container, chart) for kind in kinds if kind in each]

    assert {probe["httpGet"]["path"] for probe in probes} <= paths
    assert "/webhooks/cm/message" in paths


@pytest.mark.usefixtures("variables")
def test_rasa_accepts_endpoints_yml() -> None:
    endpoints = AvailableEndpoints.read_endpoints(str(CONFIGURATION / "endpoints.yml"))
    lock, tracker = endpoints.lock_store, endpoints.tracker_store
    store = RedisLockStore(host=lock.url, **lock.kwargs)
    redis = store.red.connection_pool.connection_kwargs
    url = SQLTrackerStore.get_db_url(host=tracker.url, **tracker.kwargs)

    assert endpoints.event_broker is None
    assert endpoints.action.url == "http://action-server:5055/webhook"
    # Another database than the state store's.
    assert (redis["host"], redis["port"], redis["db"]) == ("redis", 6379, 1)
    assert redis["password"] == value_for_a_test("REDIS_PASSWORD")
    assert url.render_as_string(hide_password=False) == (
        "postgresql://rasa:postgres-password-of-a-test@postgresql:5432/rasa"
    )


@pytest.mark.parametrize(
    "container",
    [each for each in all_containers() if "HUMAN_HANDOFF_STATE_URL" in each.variables],
    ids=lambda container: container.name,
)
def test_the_state_store_of_every_server_is_the_same_database_of_the_same_redis(
    container: Container,
) -> None:
    url = container.variables["HUMAN_HANDOFF_STATE_URL"]
    password = re.compile(r"\$[({]REDIS_PASSWORD[^)}]*[)}]")
    with Redis.from_url(password.sub("hunter2", url)) as client:
        used = client.connection_pool.connection_kwargs

    assert password.search(url)
    assert used == {"host": "redis", "port": 6379, "db": 0, "password": "hunter2"}


@pytest.mark.parametrize(
    "path",
    sorted(path for path in DEPLOY.rglob("*.y*ml")),
    ids=lambda path: str(path.relative_to(DEPLOY)),
)
def test_rasa_takes_no_file_for_training_data(path: Path) -> None:
    assert not is_key_in_yaml(path, "rules", "stories", "nlu", "responses")
