"""The dates of vendors' responses, for the clock's check."""

from __future__ import annotations

import time
from email.utils import formatdate

import pytest

from actions.human_handoff import VendorAPI, VendorRefusedError
from actions.human_handoff.vendor_http.response_dates import kept_dates

URL = "https://vendor.test/way"


def test_a_response_says_by_how_much_this_clock_is_ahead(http, api):
    http.get(URL, headers={"Date": formatdate(time.time() - 300, usegmt=True)}, json={})

    with kept_dates() as dates:
        api.call("GET", URL)

    (date,) = dates
    assert date.vendor == "Vendor"
    assert date.seconds_ahead == pytest.approx(300, abs=3)


def test_a_refusal_says_it_as_well(http, api):
    http.get(URL, headers={"Date": formatdate(time.time() + 90, usegmt=True)}, status=401)

    with kept_dates() as dates, pytest.raises(VendorRefusedError):
        api.call("GET", URL)

    assert dates[0].seconds_ahead == pytest.approx(-90, abs=3)


@pytest.mark.parametrize("headers", [{}, {"Date": "yesterday"}])
def test_a_response_without_a_date_says_nothing(http, headers):
    http.get(URL, headers=headers, json={})

    with kept_dates() as dates:
        VendorAPI("Vendor").call("GET", URL)

    assert dates == []


def test_where_nobody_wants_them_nothing_is_kept(http, api):
    http.get(URL, headers={"Date": formatdate(usegmt=True)}, json={})
    with kept_dates() as dates:
        pass

    api.call("GET", URL)

    assert dates == []
