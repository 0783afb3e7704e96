"""What a check of an address says."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from actions.human_handoff import Finding, Level
from actions.human_handoff.desk_checks import addresses, checked_address
from actions.human_handoff.vendor_http.reachability import Obstacle, Reached

URL = "https://vendor.test"


@pytest.fixture
def finding(monkeypatch):
    """Return a function that says what is found where a host is reached so."""

    def found(reached: Reached) -> tuple[Finding, bool]:
        monkeypatch.setattr(addresses, "reached", lambda url: reached)
        check = checked_address(URL, "urls.api")
        first = next(check)
        with pytest.raises(StopIteration) as end:
            next(check)
        return first, end.value.value

    return found


@pytest.mark.parametrize("obstacle", Obstacle)
def test_each_obstacle_is_an_error_with_the_setting_and_a_remedy(finding, obstacle):
    found, is_well = finding(Reached("vendor.test:443", obstacle))

    assert (found.level, found.settings, is_well) == (Level.ERROR, ("urls.api",), False)
    assert found.text.startswith("vendor.test:443: ")
    assert found.remedy.endswith(".")


def test_a_certificate_that_is_not_trusted_says_why(finding):
    found, _ = finding(Reached("vendor.test:443", Obstacle.NOT_TRUSTED, "certificate has expired"))

    assert found.text == (
        "vendor.test:443: its certificate is not trusted (certificate has expired)."
    )
    assert "REQUESTS_CA_BUNDLE" in found.remedy


@pytest.mark.parametrize(
    ("reached", "text"),
    [
        (Reached("a.test:80"), "a.test:80 can be reached, without TLS."),
        (Reached("proxy.test:3128", proxy=True), "The proxy proxy.test:3128 can be reached."),
        (
            Reached("a.test:443", certificate_ends=datetime(2048, 1, 2, tzinfo=timezone.utc)),
            "a.test:443 can be reached; its certificate is valid until 2048-01-02.",
        ),
    ],
)
def test_an_address_that_can_be_reached_is_ok(finding, reached, text):
    assert finding(reached) == (Finding(Level.OK, text, settings=("urls.api",)), True)


def test_a_certificate_that_ends_soon_is_a_warning(finding):
    tomorrow = datetime.now(timezone.utc) + timedelta(days=1)

    found, is_well = finding(Reached("a.test:443", certificate_ends=tomorrow))

    assert (found.level, is_well) == (Level.WARNING, True)
    assert "renew" in found.remedy
