"""`metrics` in `human_handoff.yml`."""

import sys

import pytest

from actions.human_handoff.handoff_events.sinks import LogSink
from actions.human_handoff.handoff_metrics.metrics import MetricsSink
from actions.human_handoff.handoff_settings.loader import load
from tests.unit import fake_desk
from tests.unit.handoff_events.test_settings import BASE
from tests.unit.handoff_settings.conftest import here
from tests.unit.handoff_settings.settings_file import FILE, refusal, write

__all__ = ["here"]


@pytest.mark.parametrize(
    ("settings", "sinks"), [({}, [LogSink]), ({"metrics": True}, [LogSink, MetricsSink])]
)
def test_metrics_are_off_until_they_are_switched_on(settings, sinks):
    bot = fake_desk.handoff(**settings)

    assert [type(sink) for sink in bot.sinks._sinks] == sinks
    assert (bot.metrics is None) is (sinks == [LogSink])


def test_a_missing_package_is_named_with_what_to_do_beside_other_mistakes(here, monkeypatch):
    write({**BASE, "metrics": True, "gave_up_minutes": 0})
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "prometheus_client", None)
        problems = refusal().splitlines()
    assert len(problems) == 2
    assert problems[1] == (
        f"{FILE}: metrics is on, but the package prometheus-client is missing. Run pip install "
        "'rasa-human-handoff[metrics]', or write `metrics: false`."
    )

    write({**BASE, "metrics": True})
    assert load().settings.metrics


def test_a_package_that_is_missing_is_not_missed_while_metrics_are_off(here, monkeypatch):
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    write(BASE)

    assert not load().settings.metrics
