"""Who has a user at the imitated Parley, from the bot to the agents and back."""

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.parley import driver
from tests.sandbox.vendors.parley.driver import AGENTS, BILLING, BOT, Parley


def test_a_new_owner_means_a_transfer_to_the_agents_of_that_service(parley: Parley) -> None:
    parley.give_to(BILLING)

    (transfer,) = parley.transfers()
    expected = {"vendor": "Parley", "conversation": "20", "skill_name": "Billing Service"}
    assert {**expected, "state": "with_agent"}.items() <= transfer.items()
    assert parley.who() == (BILLING, "agent")
    parley.wait_for(is_event("agent_joined", conversation="20"))


def test_neither_the_customer_nor_the_bot_reads_anything_of_it(parley: Parley) -> None:
    parley.hand_over()

    assert parley.messages("20") == []
    assert parley.bot.requests == []


def test_the_bot_hears_nothing_when_nobody_comes_and_the_owner_stays(parley: Parley) -> None:
    parley.fail_transfers_later()

    parley.hand_over()

    failed = parley.wait_for(is_event("transfer_failed", conversation="20"))
    assert failed["failure"] is None
    assert parley.who() == (AGENTS, "bot")
    assert parley.bot.requests == []
    parley.take_back()
    assert parley.who() == (BOT, "bot")


@pytest.mark.parametrize("caller", ["BOT", "AGENTS", "BILLING"])
def test_a_service_gives_the_user_back_by_naming_the_bots(parley: Parley, caller: str) -> None:
    parley.hand_over()

    response = parley.give_to(BOT, service=getattr(driver, caller))

    assert response.status_code == 200
    assert parley.who() == (BOT, "bot")
    assert len(parley.transfers()) == 1
    parley.wait_for(is_event("agent_left", conversation="20"))
    assert parley.bot.requests == []


def test_agents_pass_a_user_on_to_others(parley: Parley) -> None:
    parley.hand_over()

    parley.give_to(BILLING, service=AGENTS)

    assert parley.who() == (BILLING, "agent")
    names = [transfer["skill_name"] for transfer in parley.transfers()]
    assert names == ["Agent Service", "Billing Service"]


@pytest.mark.parametrize("message", ["/human_handoff_returned", None])
def test_the_neutral_return_gives_the_user_back_at_parley_too(
    parley: Parley, message: str | None
) -> None:
    parley.hand_over()

    parley.agent_returns("20", message)

    assert parley.who() == (BOT, "bot")
    assert parley.owner()["owner"]["identification"] == BOT
    assert parley.bot.texts == ([message] if message else [])


def test_users_do_not_share_an_owner(parley: Parley) -> None:
    parley.hand_over("20")
    parley.hand_over("21")

    parley.agent_returns("20")

    assert parley.admin.users() == {"20": BOT, "21": AGENTS}


def test_a_change_carried_out_though_its_answer_was_lost_can_be_seen(parley: Parley) -> None:
    parley.fault("change_owner", "half_json")

    response = parley.hand_over()

    assert response.status_code == 200
    assert '"owner_updated_successfully"' in response.text
    assert "media" not in response.text
    assert parley.who() == (AGENTS, "agent")


def test_only_the_owner_may_send_and_agents_send_as_agents(parley: Parley) -> None:
    assert parley.says("I am Kim.", service=AGENTS).status_code == 400
    parley.hand_over()

    refused = parley.says("Hello?")
    sent = parley.says("I am Kim.", service=AGENTS)

    assert refused.status_code == 400
    assert parley.complains(refused, "service_not_owner")
    assert sent.status_code == 200
    assert parley.messages("20") == [("agent", "customer", "I am Kim.")]
