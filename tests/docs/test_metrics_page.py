"""docs/metrics.md has every metric and every alert, and its examples are right."""

from __future__ import annotations

from pathlib import Path

from tests.deploy.files import DEPLOY, documents
from tests.docs.documents import blocks, configured, rows, section, yaml
from tests.unit.handoff_metrics.everything import every_metric

PAGE = "docs/metrics.md"


def test_the_page_has_every_metric_with_its_labels_and_no_other() -> None:
    told = {
        name.strip("`"): (kind, text, {label.strip("` ") for label in labels.split(",") if label})
        for name, kind, labels, text in rows(section(PAGE, "Every metric"))[1:]
    }

    assert told == every_metric()


def test_the_page_has_every_alert() -> None:
    (groups,) = documents(DEPLOY / "monitoring" / "alerts.yaml")
    alerts = [rule["alert"] for group in groups["groups"] for rule in group["rules"]]

    named = [row[0].strip("`") for row in rows(section(PAGE, "Alerts and a dashboard"))[1:]]
    assert named == alerts


def test_the_example_switches_the_metrics_on(tmp_path: Path) -> None:
    setting, scraped = blocks(PAGE, "yaml")
    assert configured([setting], tmp_path).settings.metrics

    (ours,) = documents(DEPLOY / "monitoring" / "scrape-compose.yaml")
    assert yaml(scraped.text)["scrape_configs"] == ours["scrape_configs"]
