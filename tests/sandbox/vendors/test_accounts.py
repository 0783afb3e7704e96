"""What every imitated account does: transfers are recorded, secrets masked, a reset is complete."""

import json

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.driver import VendorDriver


def test_a_reset_is_complete(vendor: VendorDriver) -> None:
    before = vendor.state()
    vendor.change_everything()
    changed = vendor.state()[vendor.manifest.slug]
    assert vendor.changed.items() <= changed.items()

    vendor.reset()

    assert vendor.state() == before


def test_the_state_shows_no_secret(vendor: VendorDriver) -> None:
    vendor.show_credentials()

    state = json.dumps(vendor.state())

    assert vendor.subject in state
    assert [secret for secret in vendor.secrets if secret in state] == []


def test_credentials_are_masked_in_the_record_of_calls(vendor: VendorDriver) -> None:
    assert vendor.show_credentials() == vendor.masked

    record = json.dumps([vendor.calls(), vendor.happened()])
    assert [secret for secret in vendor.secrets if secret in record] == []


def test_a_repeated_transfer_is_recorded_again(vendor: VendorDriver) -> None:
    assert [vendor.hand_over().status_code for _ in range(2)] == [200, 200]

    assert [transfer["serial"] for transfer in vendor.transfers()] == [1, 2]
    assert len(vendor.happened("agent_joined")) == 1


def test_a_refusal_is_told_with_its_reason(vendor: VendorDriver) -> None:
    vendor.hand_over_wrongly()

    refused = vendor.wait_for(is_event("transfer_refused", conversation=vendor.subject))
    assert refused["vendor"] == vendor.manifest.title
    assert refused["reason"] == vendor.refusal_reason


def test_an_accepted_transfer_tells_whether_the_vendor_announces_it(vendor: VendorDriver) -> None:
    vendor.hand_over()

    announced = vendor.wait_for(is_event("transfer_accepted"))["announced"]
    assert announced is (vendor.manifest.slug == "liveperson")


@pytest.mark.parametrize("vendor", ["cm", "parley"], indirect=True)
def test_a_conversation_that_is_taken_back_waits_no_longer(vendor: VendorDriver) -> None:
    vendor.set_agents("wait")
    vendor.hand_over()
    vendor.take_back()

    assert vendor.states() == ["withdrawn"]
    vendor.wait_for(is_event("transfer_withdrawn", serial=1))


@pytest.mark.parametrize("vendor", ["cm", "parley"], indirect=True)
def test_the_bot_can_take_back_a_conversation_that_nobody_took(vendor: VendorDriver) -> None:
    vendor.fail_transfers_later()
    vendor.hand_over()
    vendor.wait_for(is_event("transfer_failed"))

    assert vendor.take_back().status_code == 200

    shown = vendor.conversation(vendor.subject)
    assert (shown["with"], shown["bot_listens"]) == ("bot", True)


@pytest.mark.parametrize("vendor", ["cm", "parley"], indirect=True)
def test_a_conversation_of_the_bots_may_be_taken_back(vendor: VendorDriver) -> None:
    assert vendor.take_back().status_code == 200

    assert vendor.happened("agent_left") == []
    assert vendor.transfers() == []


@pytest.mark.parametrize("vendor", ["liveperson", "cm"], indirect=True)
def test_the_answer_can_be_set_since_it_is_not_documented(vendor: VendorDriver) -> None:
    body = {"result": {"state": "queued"}}
    vendor.liveperson.set_escalation(status=202, body=body)
    vendor.cm.set_mutation(status=202, body=body)

    response = vendor.hand_over()

    assert (response.status_code, response.json()) == (202, body)
