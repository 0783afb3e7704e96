"""The values for Rasa's chart: keys that it knows, and the same settings as everywhere else."""

from __future__ import annotations

from typing import Any

from tests.deploy.files import DEPLOY, documents

VALUES = documents(DEPLOY / "rasa-chart-values.yaml")[0]
CONFIGURATION = DEPLOY / "configuration"
# The keys that we use of RasaHQ/helm-charts, charts/rasa/values.yaml at 07b209a42cbb; `...` stands
# for whatever is written there.
KNOWN: dict[str, Any] = {
    "image": {"repository": ..., "tag": ...},
    "replicaCount": ...,
    "args": ...,
    "applicationSettings": {
        "initialModel": ...,
        "trainInitialModel": ...,
        "enableAPI": ...,
        "telemetry": {"enabled": ...},
        "credentials": {"enabled": ..., "additionalChannelCredentials": ...},
        "endpoints": {
            # The chart writes whatever is here into endpoints.yml.
            "trackerStore": ...,
            "lockStore": ...,
            "eventBroker": {"enabled": ...},
        },
    },
    "rasa-action-server": {"install": ..., "external": {"enabled": ..., "url": ...}},
    "extraEnv": ...,
    "podLabels": ...,
    "podSecurityContext": ...,
    "securityContext": ...,
    "volumes": ...,
    "volumeMounts": ...,
    "resources": ...,
    "autoscaling": {
        "enabled": ...,
        "minReplicas": ...,
        "maxReplicas": ...,
        "targetCPUUtilizationPercentage": ...,
    },
    "livenessProbe": ...,
    "readinessProbe": ...,
    "nginx": {"enabled": ...},
    "postgresql": {"install": ...},
    "redis": {"install": ...},
    "rabbitmq": {"install": ...},
    "duckling": {"install": ...},
}


def unknown(values: Any, known: Any, path: str = "") -> list[str]:
    if known is ...:
        return []
    return [
        found
        for key, value in values.items()
        for found in (
            unknown(value, known[key], f"{path}{key}.") if key in known else [f"{path}{key}"]
        )
    ]


def test_the_chart_knows_every_key() -> None:
    assert unknown(VALUES, KNOWN) == []


def test_the_channels_are_those_of_the_other_ways_to_deploy() -> None:
    written = VALUES["applicationSettings"]["credentials"]["additionalChannelCredentials"]

    assert written == documents(CONFIGURATION / "credentials.yml")[0]


def test_the_endpoints_are_those_of_the_other_ways_to_deploy() -> None:
    endpoints = documents(CONFIGURATION / "endpoints.yml")[0]
    written = VALUES["applicationSettings"]["endpoints"]

    for name, theirs in (("tracker_store", "trackerStore"), ("lock_store", "lockStore")):
        settings = {**written[theirs]}
        assert settings.pop("enabled") is True
        # Helm leaves out what is null, and the chart's schema wants numbers as texts.
        ours = {key: str(value) for key, value in endpoints[name].items()}
        assert {key: value for key, value in settings.items() if value is not None} == ours
    action_server = VALUES["rasa-action-server"]
    assert action_server["external"]["url"] == endpoints["action_endpoint"]["url"]


def test_rasas_http_interface_is_off() -> None:
    # The chart's own arguments have `--enable-api` with secrets from public default values.
    assert VALUES["args"] == ["run", "--port", "5005"]
    assert VALUES["applicationSettings"]["initialModel"] == ""


def test_the_resources_are_those_of_our_own_rasa_servers() -> None:
    (deployment,) = (
        each
        for each in documents(DEPLOY / "kubernetes" / "base" / "rasa.yaml")
        if each["kind"] == "Deployment"
    )
    (container,) = deployment["spec"]["template"]["spec"]["containers"]

    assert VALUES["resources"] == container["resources"]
