"""The report about a run with kills: it finds what must not happen."""

import pytest

from tests.several_servers.kill_report import kill_report
from tests.several_servers.random_kills import Delivery

ACCEPTED = {"human_handoff_state": "requested", "human_handoff_failure": None}


class ServerThatWas:
    """A server that was away, or was there, all the time."""

    def __init__(self, away):
        self.away = away

    def was_away(self, delivery):
        return self.away


def delivery(slots, away=False):
    return Delivery("ada", ServerThatWas(away), 0.0, 1.0, slots)


def failed(failure):
    return {"human_handoff_state": "failed", "human_handoff_failure": failure}


def test_a_request_that_was_transferred_twice_is_a_double():
    report = kill_report([delivery(ACCEPTED), delivery(ACCEPTED)], ["ada", "ada"])

    assert report.doubles == ["ada"]
    assert "1 requests, 2 deliveries, 2 transfers, 1 doubles, 0 unanswered, 0 lies" in str(report)


@pytest.mark.parametrize(
    ("slots", "accepted", "lies"),
    [
        (ACCEPTED, ["ada"], 0),
        (ACCEPTED, [], 1),
        (ACCEPTED, ["somebody else"], 1),
        *((failed(failure), [], 0) for failure in ("refused", "unreachable", "skill")),
        *((failed(failure), ["ada"], 1) for failure in ("refused", "unreachable", "skill")),
        (failed("unconfirmed"), [], 0),
        (failed("unconfirmed"), ["ada"], 0),
    ],
)
def test_an_answer_that_is_not_what_the_vendor_knows_is_a_lie(slots, accepted, lies):
    assert len(kill_report([delivery(slots)], accepted).lies) == lies


def test_a_delivery_that_a_living_server_did_not_answer_is_unanswered():
    cut, unanswered = delivery(None, away=True), delivery(None)

    assert kill_report([cut, delivery(ACCEPTED)], ["ada"]).unanswered == []
    assert kill_report([cut, unanswered], ["ada"]).unanswered == [unanswered]


def test_a_request_whose_deliveries_were_all_cut_is_without_an_answer():
    cut = delivery(None, away=True)

    assert kill_report([cut, cut], []).without_answer == ["ada"]
    assert kill_report([cut, delivery(ACCEPTED)], ["ada"]).without_answer == []
