"""What every imitated account does: transfers are recorded, secrets masked, a reset is complete."""

import json

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.driver import VendorDriver

at_cm_and_parley = pytest.mark.parametrize("vendor", ["cm", "parley"], indirect=True)


def test_a_reset_is_complete(vendor: VendorDriver) -> None:
    before = vendor.state()
    vendor.change_everything()
    changed = vendor.state()[vendor.manifest.slug]
    assert vendor.changed.items() <= changed.items()

    vendor.reset()

    assert vendor.state() == before


def test_credentials_are_masked_in_the_calls_and_no_secret_is_shown(vendor: VendorDriver) -> None:
    assert vendor.show_credentials() == vendor.masked

    shown = json.dumps([vendor.state(), vendor.calls(), vendor.happened()])
    assert vendor.subject in shown
    assert [secret for secret in vendor.secrets if secret in shown] == []


def test_a_transfer_is_recorded_with_what_was_sent_and_an_agent_joins(vendor: VendorDriver) -> None:
    assert vendor.hand_over().status_code == 200

    (transfer,) = vendor.transfers()
    about = {"vendor": vendor.manifest.title, "conversation": vendor.subject}
    expected = {"serial": 1, "state": "with_agent", **about, **vendor.recorded}
    assert expected.items() <= transfer.items()
    vendor.wait_for(is_event("agent_joined", conversation=vendor.subject))
    assert vendor.has_conversation == "agent"


def test_only_where_the_vendor_announces_a_transfer_the_customer_reads_of_it(
    vendor: VendorDriver,
) -> None:
    vendor.hand_over()

    announced = vendor.wait_for(is_event("transfer_accepted"))["announced"]
    assert announced is (vendor.manifest.slug == "liveperson") is bool(vendor.announcement)
    assert vendor.messages() == vendor.announcement
    assert [message["name"] for message in vendor.conversation(vendor.subject)["messages"]] == [
        vendor.manifest.title for _ in vendor.announcement
    ]
    assert vendor.bot.requests == []


def test_a_repeated_transfer_is_recorded_again(vendor: VendorDriver) -> None:
    assert [vendor.hand_over().status_code for _ in range(2)] == [200, 200]

    assert [transfer["serial"] for transfer in vendor.transfers()] == [1, 2]
    assert len(vendor.happened("agent_joined")) == 1


def test_a_second_transfer_after_the_return_is_one_again(vendor: VendorDriver) -> None:
    vendor.hand_over()
    vendor.agent_returns(vendor.subject)

    vendor.hand_over()

    assert vendor.has_conversation == "agent"
    assert len(vendor.transfers()) == 2


def test_a_refusal_is_told_with_its_reason(vendor: VendorDriver) -> None:
    vendor.hand_over_wrongly()

    refused = vendor.wait_for(is_event("transfer_refused", conversation=vendor.subject))
    assert refused["vendor"] == vendor.manifest.title
    assert refused["reason"] == vendor.refusal_reason


@at_cm_and_parley
def test_a_conversation_that_is_taken_back_waits_no_longer(vendor: VendorDriver) -> None:
    vendor.set_agents("wait")
    vendor.hand_over()
    vendor.take_back()

    assert vendor.states() == ["withdrawn"]
    vendor.wait_for(is_event("transfer_withdrawn", serial=1))


@at_cm_and_parley
def test_the_bot_is_not_told_when_nobody_comes_and_can_take_the_conversation_back(
    vendor: VendorDriver,
) -> None:
    vendor.fail_transfers_later()
    vendor.hand_over()

    failed = vendor.wait_for(is_event("transfer_failed", conversation=vendor.subject))
    assert failed["failure"] is None
    assert not vendor.manifest.tells_of_failures
    assert not vendor.is_with_bot
    assert vendor.bot.requests == []
    assert vendor.take_back().status_code == 200
    assert vendor.is_with_bot
    vendor.writes("Hello?")
    assert vendor.bot.texts == ["Hello?"]


@at_cm_and_parley
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
