"""What the imitated vendors refuse; the tables are in their `refusals.py`."""

import pytest

from tests.sandbox.vendors.cm.refusals import REFUSALS as CM
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.refusals import REFUSALS as LIVEPERSON
from tests.sandbox.vendors.parley.refusals import REFUSALS as PARLEY
from tests.sandbox.vendors.refusals import Refusal

CASES = [
    pytest.param(slug, refusal, id=f"{slug} {place}: {refusal.call} {refusal.status}")
    for slug, table in {"liveperson": LIVEPERSON, "cm": CM, "parley": PARLEY}.items()
    for place, refusal in enumerate(table)
]


@pytest.mark.parametrize(("vendor", "refusal"), CASES, indirect=["vendor"])
def test_a_wrong_request_is_refused_and_changes_nothing(
    vendor: VendorDriver, refusal: Refusal
) -> None:
    vendor.use_channel("c1", "cm")
    before = vendor.state()

    response = getattr(vendor, refusal.call)(**refusal.arguments)

    assert response.status_code == refusal.status
    assert vendor.complains(response, refusal.complaint)
    assert {**vendor.state(), "calls": 0} == {**before, "calls": 0}
