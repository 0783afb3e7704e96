"""CM.com as a desk: who is on shift."""

from datetime import timedelta

import pytest
from responses import matchers

from actions.human_handoff import Shift, ShiftStatus
from tests.unit.vendors.accounts import KEY, NOW, PRESENCE, desk

QUARTER = timedelta(minutes=15)
SHOP = "https://shop.example.org"
ON = Shift(ShiftStatus.ON_SHIFT, as_of=NOW)


@pytest.mark.parametrize(
    ("body", "status"), [("Online", ShiftStatus.ON_SHIFT), ("Offline", ShiftStatus.OFF_SHIFT)]
)
def test_a_report_is_of_the_one_skill_and_of_now(http, body, status):
    http.get(PRESENCE, body=body)

    report = desk("cm", skills={"billing": {}}).shift_report("human", QUARTER)

    assert (report.as_of, report.shifts) == (NOW, {"human": Shift(status, as_of=NOW)})


@pytest.mark.parametrize(
    ("account", "skill", "query"),
    [
        ({}, {}, {"Channel": "WebChat"}),
        ({"channel": "WhatsApp", "referrer": SHOP}, {}, {"Channel": "WhatsApp", "referrer": SHOP}),
        (
            {"channel": "WhatsApp", "referrer": SHOP},
            {"channel": "Chat", "referrer": "+31 6 1"},
            {"Channel": "Chat", "referrer": "+31 6 1"},
        ),
        ({"referrer": SHOP}, {"referrer": ""}, {"Channel": "WebChat"}),
    ],
)
def test_a_skill_has_the_accounts_channel_and_web_store_or_its_own(http, account, skill, query):
    asked = matchers.query_param_matcher({"apikey": KEY, **query}, strict_match=True)
    http.get(PRESENCE, body="Online", match=[asked])

    report = desk("cm", presence=account, skills={"human": skill}).shift_report("human", QUARTER)

    assert report.shifts == {"human": ON}
