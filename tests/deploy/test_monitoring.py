"""Alerts and dashboard name only metrics, labels and words that the action server tells."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import promql_parser
import pytest

from actions.human_handoff.handoff_events.settings import WebhookSettings
from actions.human_handoff.handoff_events.vocabulary import Outcome
from actions.human_handoff.handoff_events.webhook import WebhookSink
from actions.human_handoff.pydantic_compat import SecretStr
from actions.human_handoff.shift import ShiftStatus
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendor_http.observed_call import CallResult
from tests.deploy.breaker_series import OUTAGES, series
from tests.deploy.files import DEPLOY, KUBERNETES, documents, kustomized, pod_templates
from tests.unit.handoff_metrics.everything import every_series

MONITORING = DEPLOY / "monitoring"
JOB = "human-handoff"
# As what calls to the webhook are counted, beside those to vendors.
WEBHOOK = "handoff events"
# Prometheus itself tells whether a target answers.
SERIES = {**every_series(), "up": {"job", "instance"}}
WORDS = {
    "outcome": {each.value for each in Outcome},
    "found": {each.value for each in ShiftStatus},
    "status": {each.value for each in ShiftStatus},
    "result": {*(each.value for each in CallResult), "2xx", "3xx", "4xx", "5xx"},
    "job": {JOB},
    "vendor": {WEBHOOK},
}
(GROUPS,) = documents(MONITORING / "alerts.yaml")
ALERTS: list[Any] = [rule for group in GROUPS["groups"] for rule in group["rules"]]
DASHBOARD = json.loads((MONITORING / "grafana-dashboard.json").read_text(encoding="utf-8"))


def queries() -> Iterator[str]:
    for alert in ALERTS:
        yield alert["expr"]
    for panel in DASHBOARD["panels"]:
        for target in panel["targets"]:
            yield target["expr"]


def names_in(query: str) -> set[str]:
    return set(re.findall(r"\b(?:human_handoff_\w+|up)\b", query))


def grouped_by(query: str) -> set[str]:
    """Return the labels that a query's results have."""
    return {
        label.strip()
        for labels in re.findall(r"\bby \(([^)]*)\)", query)
        for label in labels.split(",")
    }


@pytest.mark.parametrize("query", queries())
def test_prometheus_own_grammar_reads_a_query(query: str) -> None:
    # Grafana puts its interval in this place.
    assert promql_parser.parse(query.replace("$__rate_interval", "5m"))


@pytest.mark.parametrize("query", queries())
def test_a_query_names_series_labels_and_words_that_exist(query: str) -> None:
    names = names_in(query)
    assert names <= SERIES.keys()
    assert names

    for name, selectors in re.findall(r"(\w+)\{([^}]*)\}", query):
        for label, operator, value in re.findall(r'(\w+)(=~|!=|=)"([^"]*)"', selectors):
            assert label in SERIES[name]
            values = set(value.split("|")) if operator == "=~" else {value}
            assert values <= WORDS[label]
    known = {label for name in names for label in SERIES[name]}
    assert grouped_by(query) <= known


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: str(alert["alert"]))
def test_an_alert_says_in_plain_english_what_is_wrong_and_what_to_do(alert: Any) -> None:
    assert set(alert) <= {"alert", "expr", "for", "labels", "annotations"}
    assert re.fullmatch(r"Handoff([A-Z][a-z]+)+", alert["alert"])
    assert alert["labels"]["severity"] in ("critical", "warning")
    assert set(alert["annotations"]) == {"summary", "runbook"}
    for text in alert["annotations"].values():
        assert text.endswith(".")
        used = set(re.findall(r"\$labels\.(\w+)", text))
        results = SERIES["up"] if names_in(alert["expr"]) == {"up"} else grouped_by(alert["expr"])
        assert used <= results


def test_calls_to_the_webhook_are_named_so() -> None:
    settings = WebhookSettings(url=SecretStr("https://events.test"), secret=SecretStr("s" * 16))

    assert WebhookSink(settings, MemoryStateStore())._post._api.vendor == WEBHOOK


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: str(alert["alert"]))
def test_an_alert_about_calls_is_about_vendors_alone_or_speaks_of_the_webhook(alert: Any) -> None:
    is_about_calls = re.search("_host_left_alone|_vendor_call", alert["expr"])
    if is_about_calls and f'vendor!="{WEBHOOK}"' not in alert["expr"]:
        assert "webhook" in " ".join(alert["annotations"].values())


@pytest.mark.parametrize("name", OUTAGES)
def test_an_outage_is_played_as_a_real_circuit_breaker_has_it(name: str) -> None:
    (played,) = documents(MONITORING / "alerts.test.yaml")
    (test,) = (each for each in played["tests"] if each["name"] == name)
    told = {each["series"]: each["values"] for each in test["input_series"]}

    assert series(OUTAGES[name]).items() <= told.items()


def test_every_alert_is_played() -> None:
    played = (MONITORING / "alerts.test.yaml").read_text(encoding="utf-8")

    assert {alert["alert"] for alert in ALERTS} == set(re.findall(r'alertname="(\w+)"', played))


def test_the_played_series_exist() -> None:
    (played,) = documents(MONITORING / "alerts.test.yaml")
    series = [each["series"] for test in played["tests"] for each in test["input_series"]]

    for text in series:
        name, labels = re.fullmatch(r"(\w+)(?:\{(.*)\})?", text).groups()  # type: ignore[union-attr]
        assert set(re.findall(r'(\w+)="', labels or "")) <= {*SERIES[name], "instance"}


def test_a_panel_shows_what_its_query_tells() -> None:
    places = [tuple(panel["gridPos"].values()) for panel in DASHBOARD["panels"]]
    assert len(set(places)) == len(places)
    assert len({panel["id"] for panel in DASHBOARD["panels"]}) == len(places)

    for panel in DASHBOARD["panels"]:
        assert panel["title"]
        assert panel["description"].endswith(".")
        for target in panel["targets"]:
            shown = set(re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]))
            assert shown <= grouped_by(target["expr"])


def test_prometheus_finds_the_action_servers() -> None:
    (compose,) = documents(MONITORING / "scrape-compose.yaml")
    (job,) = compose["scrape_configs"]
    services = documents(DEPLOY / "compose.yaml")[0]["services"]
    servers = {name for name in services if name.startswith("action-server")}
    assert job["job_name"] == JOB
    assert set(job["static_configs"][0]["targets"]) == {f"{name}:5055" for name in servers}

    (in_cluster,) = documents(MONITORING / "scrape-kubernetes.yaml")
    (job,) = in_cluster["scrape_configs"]
    component, port, _ = job["relabel_configs"]
    template = pod_templates(kustomized(KUBERNETES / "base"))["action-server"]
    assert job["job_name"] == JOB
    assert component["regex"] in template["metadata"]["labels"].values()
    assert port["regex"] in [each["name"] for each in template["spec"]["containers"][0]["ports"]]
    for scraped in (compose, in_cluster):
        assert [(MONITORING / name).is_file() for name in scraped["rule_files"]] == [True]
