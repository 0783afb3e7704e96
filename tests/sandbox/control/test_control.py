"""The control interface as a whole."""

from sandbox import RunningSandbox
from sandbox.vendors import MANIFESTS
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.liveperson.driver import LivePerson

SERVICES = [*(service for manifest in MANIFESTS for service in manifest.services), "actions"]


def test_urls_name_every_service(control: Driver, sandbox: RunningSandbox) -> None:
    assert control.urls() == {"control": sandbox.control, **sandbox.urls}
    assert list(sandbox.urls) == SERVICES


def test_calls_to_control_are_not_among_the_calls(liveperson: LivePerson) -> None:
    liveperson.state()
    liveperson.log_in()

    assert [call["service"] for call in liveperson.calls()] == ["login"]
    assert liveperson.calls("domain") == []
