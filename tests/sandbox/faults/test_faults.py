"""Every way in which a call can be made to fail, and that the next one succeeds."""

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from sandbox import RunningSandbox
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
WHOLE = "baseURI.json?version=1.0"

at_liveperson_and_cm = pytest.mark.parametrize("vendor", ["liveperson", "cm"], indirect=True)


@pytest.fixture
def impatient(vendor: VendorDriver) -> Iterator[VendorDriver]:
    """The same calls, which give up after a tenth of a second."""
    with httpx.Client(trust_env=False, timeout=0.1) as http:
        driver = type(vendor)(vendor.sandbox, http, vendor.bot)
        yield driver
        driver.close()


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
    [("liveperson", "escalate"), ("cm", "mutation"), ("cm", "presence")],
    indirect=["vendor"],
)
def test_a_hanging_call_gets_no_answer_and_is_not_done(impatient: VendorDriver, call: str) -> None:
    make, _ = impatient.each_call[call]
    impatient.fault(call, "hang")

    with pytest.raises(httpx.ReadTimeout):
        make(impatient)

    ended = impatient.wait_for(is_event("call", call=call))
    assert (ended["status"], ended["fault"]) == (None, "hang")
    assert (impatient.transfers(), impatient.cm.chats()) == ([], {})


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


@at_liveperson_and_cm
def test_whoever_gives_up_on_a_slow_transfer_has_been_transferred(impatient: VendorDriver) -> None:
    call = impatient.manifest.transfer_call
    impatient.fault(call, "slow", seconds=30)

    with pytest.raises(httpx.ReadTimeout):
        impatient.hand_over()

    assert len(impatient.transfers()) == 1
    assert impatient.wait_for(is_event("call", call=call))["status"] is None


def test_fifty_slow_answers_take_no_longer_than_one(
    sandbox: RunningSandbox, control: Driver
) -> None:
    control.fault("domain", "slow", times=50, seconds=0.3)
    url = f"{sandbox.urls['domain']}{DIRECTORY}/{WHOLE}"

    async def ask_all() -> list[httpx.Response]:
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            return await asyncio.gather(*(client.get(url) for _ in range(50)))

    started = time.monotonic()
    responses = asyncio.run(ask_all())

    assert {response.status_code for response in responses} == {200}
    assert time.monotonic() - started < 50 * 0.3 / 5


def test_a_dripping_answer_is_whole_but_every_byte_takes_its_time(liveperson: LivePerson) -> None:
    liveperson.fault("domain", "drip", seconds=0.001)
    started = time.monotonic()

    response = liveperson.base_uri()

    assert response.json()["service"] == "agentVep"
    assert time.monotonic() - started >= 0.001 * (len(response.content) - 1)


def test_an_answer_stops_dripping_when_the_caller_has_gone(
    sandbox: RunningSandbox, control: Driver
) -> None:
    control.fault("domain", "drip", seconds=0.05)

    with control.http.stream("GET", f"{sandbox.urls['domain']}{DIRECTORY}/{WHOLE}") as response:
        next(response.iter_raw())

    assert control.wait_for(is_event("call", call="domain"))["milliseconds"] < 1000


@at_liveperson_and_cm
@pytest.mark.parametrize(("kind", "transfers"), [("reset", 0), ("reset_after", 1)])
def test_a_reset_ends_the_connection_before_or_after_the_work(
    vendor: VendorDriver, kind: str, transfers: int
) -> None:
    manifest = vendor.manifest
    for call in (manifest.transfer_call, manifest.shift_call):
        make, _ = vendor.each_call[call]
        vendor.fault(call, kind)
        with pytest.raises(httpx.ReadError, match="reset"):
            make(vendor)
        assert vendor.wait_for(is_event("call", call=call))["status"] is None

    assert len(vendor.transfers()) == transfers
    assert vendor.hand_over().status_code == 200
