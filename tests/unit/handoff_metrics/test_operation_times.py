"""Vendors' HTTP requests, and the answers whether somebody is on shift."""

from datetime import datetime, timezone

import pytest

from actions.human_handoff import (
    Shift,
    VendorAPI,
    VendorConnectionError,
    VendorRefusedError,
    VendorSilenceError,
)
from actions.human_handoff.errors import SkillError
from actions.human_handoff.instrumentation import Kind, observed
from tests.unit import fake_desk
from tests.unit.fake_desk import OFF, ON, Desk
from tests.unit.handoff_metrics.figures import figures, sample

URL = "http://vendor.test/customers/ada"


@pytest.fixture
def measured(sink):
    sink.start()
    return sink


def calls(sink, result, operation="shift"):
    labels = {"vendor": "Acme", "operation": operation, "result": result}
    return figures(sink).get(sample("vendor_call_seconds_count", **labels))


def test_the_requests_to_a_vendor_are_timed_by_what_came_of_them(http, measured):
    api = VendorAPI("Acme")
    http.get(URL, status=200)
    with observed(Kind.SHIFT):
        api.call("GET", URL)
    http.get(URL, status=404)
    with pytest.raises(VendorRefusedError):
        api.call("GET", URL)
    http.get(URL, body=ConnectionError())
    with pytest.raises(VendorSilenceError):
        api.call("GET", URL)

    assert calls(measured, "2xx") == 1
    assert calls(measured, "4xx", "other") == 1
    assert calls(measured, "cut_off", "other") == 1
    told = figures(measured)
    buckets = [value for (name, _), value in told.items() if name.endswith("call_seconds_bucket")]
    assert max(buckets) == 1
    assert not [key for key in told if "ada" in repr(key)]


def test_a_server_that_has_stopped_measures_no_more(http, create):
    http.get(URL, status=200)
    sink = create()
    sink.start()
    sink.start()
    VendorAPI("Acme").call("GET", URL)
    sink.stop()
    VendorAPI("Acme").call("GET", URL)
    sink.stop()

    assert calls(sink, "2xx", "other") == 1


def test_answers_of_shifts_are_counted_with_the_age_of_the_report():
    now = datetime.now(timezone.utc)
    skills = {"human": Shift(ON, as_of=now), "billing": Shift(OFF, as_of=now)}
    bot = fake_desk.handoff(Desk(skills=skills), metrics=True)
    bot.sinks.start()
    fake_desk.available(bot)
    fake_desk.available(bot, "billing")
    with pytest.raises(SkillError):
        fake_desk.available(bot, "gone")
    told = figures(bot.metrics)
    bot.sinks.stop()

    def answers(status):
        return told[sample("shift_answers_total", desk="desk", status=status, because="reported")]

    assert (answers("on_shift"), answers("off_shift")) == (1, 1)
    assert told[sample("shift_report_age_seconds_count", desk="desk")] == 2
    assert told[sample("shift_report_age_seconds_bucket", desk="desk", le="10.0")] == 2


def test_an_answer_without_a_report_has_no_age():
    bot = fake_desk.handoff(
        Desk(shift_errors=[VendorConnectionError("Acme", "is away")]), metrics=True
    )
    bot.sinks.start()
    fake_desk.available(bot)
    told = figures(bot.metrics)
    bot.sinks.stop()

    answer = sample("shift_answers_total", desk="desk", status="unknown", because="vendor_error")
    assert told[answer] == 1
    assert sample("shift_report_age_seconds_count", desk="desk") not in told


def test_other_operations_are_not_measured(measured):
    before = figures(measured)
    with observed(Kind.WEBHOOK):
        pass

    assert figures(measured) == before
