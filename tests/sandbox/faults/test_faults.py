"""Every way in which a call can be made to fail, and that the next one succeeds."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from sandbox.client.control import is_event
from tests.sandbox.driver import Driver
from tests.sandbox.vendors.cm.driver import CM
from tests.sandbox.vendors.driver import VendorDriver
from tests.sandbox.vendors.liveperson.driver import DIRECTORY, LivePerson
from tests.sandbox.vendors.parley.driver import Parley

EACH_CALL = [
    (slug, call)
    for slug, calls in {"liveperson": LivePerson, "cm": CM, "parley": Parley}.items()
    for call in calls.each_call
]
BASE_URIS = f"{DIRECTORY}/baseURI.json?version=1.0"


@pytest.mark.parametrize(("vendor", "call"), EACH_CALL, indirect=["vendor"])
def test_every_call_can_fail_and_recovers(vendor: VendorDriver, call: str) -> None:
    make, status = vendor.each_call[call]
    vendor.fault(call, "status", status=503)

    assert [make(vendor).status_code for _ in range(2)] == [503, status]
    assert [one["fault"] for one in vendor.calls(call)] == ["status", None]


def test_a_status_may_come_with_headers_and_a_body(liveperson: LivePerson) -> None:
    liveperson.fault("login", "status", status=429, headers={"Retry-After": "5"}, body={"wait": 5})

    response = liveperson.log_in()

    assert (response.status_code, response.headers["retry-after"]) == (429, "5")
    assert response.json() == {"wait": 5}
    assert liveperson.admin.logins() == []


def test_faults_of_one_call_strike_in_the_order_they_were_given(liveperson: LivePerson) -> None:
    liveperson.fault("domain", "status", times=2, status=500)
    liveperson.fault("domain", "status", status=503)

    statuses = [liveperson.base_uri().status_code for _ in range(4)]
    assert statuses == [500, 500, 503, 200]


def test_a_fault_without_a_number_lasts_until_it_is_cleared(liveperson: LivePerson) -> None:
    liveperson.fault("domain", "empty", times=None)
    liveperson.fault("login", "empty", times=None)
    assert [liveperson.base_uri().content for _ in range(3)] == [b""] * 3

    liveperson.clear_faults("domain")

    assert liveperson.base_uri().json()
    assert [fault["call"] for fault in liveperson.faults()] == ["login"]


@pytest.mark.parametrize(
    ("vendor", "call"),
    [
        ("liveperson", "escalate"),
        ("liveperson", "shift_status"),
        ("cm", "mutation"),
        ("cm", "presence"),
    ],
    indirect=["vendor"],
)
@pytest.mark.parametrize(
    ("kind", "error", "is_done"),
    [
        ("hang", httpx.ReadTimeout, False),
        ("slow", httpx.ReadTimeout, True),
        ("reset", httpx.ReadError, False),
        ("reset_after", httpx.ReadError, True),
    ],
)
def test_a_call_that_gets_no_answer_is_done_or_not_and_the_next_one_succeeds(
    vendor: VendorDriver,
    monkeypatch: pytest.MonkeyPatch,
    call: str,
    kind: str,
    error: type[Exception],
    is_done: bool,
) -> None:
    make, status = vendor.each_call[call]
    vendor.fault(call, kind, seconds=30)

    def wait_for_the_fault(step: str, _: object) -> None:
        if step == "http11.receive_response_headers.started":
            vendor.wait_for(is_event("fault", call=call))

    def hurry(request: httpx.Request) -> None:
        # All that comes before the fault, such as a login, takes as long as it takes.
        if error is httpx.ReadTimeout and not request.url.path.endswith("/login"):
            request.extensions["timeout"]["read"] = 0.3
            request.extensions["trace"] = wait_for_the_fault

    with monkeypatch.context() as impatient:
        impatient.setitem(vendor.http.event_hooks, "request", [hurry])
        with pytest.raises(error) as caught:
            make(vendor)

    assert ("reset" in str(caught.value)) is kind.startswith("reset")
    ended = vendor.wait_for(is_event("call", call=call))
    assert (ended["status"], ended["fault"]) == (None, kind)
    assert len(vendor.transfers()) == (is_done and call == vendor.manifest.transfer_call)
    assert bool(vendor.cm.chats()) is (is_done and call == "mutation")
    assert make(vendor).status_code == status


@pytest.mark.parametrize("release", ["clear_faults", "reset"])
def test_a_hanging_call_goes_on_when_the_fault_is_cleared(
    liveperson: LivePerson, release: str
) -> None:
    liveperson.fault("domain", "hang")

    with ThreadPoolExecutor() as threads:
        hanging = threads.submit(liveperson.base_uri)
        liveperson.wait_for(is_event("fault", call="domain", kind="hang"))
        getattr(liveperson, release)()

        assert hanging.result(5).status_code == 200


def test_a_slow_call_is_done_at_once_and_answered_late(liveperson: LivePerson) -> None:
    liveperson.fault("escalate", "slow", seconds=0.1)
    started = time.monotonic()

    assert liveperson.escalate().status_code == 200

    assert time.monotonic() - started >= 0.1
    accepted = liveperson.wait_for(is_event("transfer_accepted"))
    answered = liveperson.wait_for(is_event("call", call="escalate"))
    assert answered["at"] - accepted["at"] >= 90


def test_fifty_slow_answers_take_no_longer_than_one(control: Driver) -> None:
    control.fault("domain", "slow", times=50, seconds=1)
    url = control.sandbox.urls["domain"] + BASE_URIS

    async def ask_all() -> list[httpx.Response]:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            return await asyncio.gather(*(client.get(url) for _ in range(50)))

    started = time.monotonic()
    responses = asyncio.run(ask_all())

    assert {response.status_code for response in responses} == {200}
    assert time.monotonic() - started < 50 * 1 / 5


def test_a_dripping_answer_is_whole_but_every_byte_takes_its_time(liveperson: LivePerson) -> None:
    liveperson.fault("domain", "drip", seconds=0.001)
    started = time.monotonic()

    response = liveperson.base_uri()

    assert response.json()["service"] == "agentVep"
    assert time.monotonic() - started >= 0.001 * (len(response.content) - 1)


def test_an_answer_stops_dripping_when_the_caller_has_gone(control: Driver) -> None:
    control.fault("domain", "drip", seconds=0.05)

    with control.http.stream("GET", control.sandbox.urls["domain"] + BASE_URIS) as response:
        next(response.iter_raw())

    assert control.wait_for(is_event("call", call="domain"))["milliseconds"] < 1000
