"""Who has a user at the imitated Parley, from the bot to the agents and back."""

import pytest

from sandbox.client.control import is_event
from tests.sandbox.vendors.parley import driver
from tests.sandbox.vendors.parley.driver import AGENTS, BILLING, BOT, Parley


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


def test_users_do_not_share_an_owner(parley: Parley) -> None:
    parley.hand_over("20")
    parley.hand_over("21")

    parley.agent_returns("20")

    assert parley.admin.users() == {"20": BOT, "21": AGENTS}


def test_only_the_owner_may_send_and_agents_send_as_agents(parley: Parley) -> None:
    assert parley.says("I am Kim.", service=AGENTS).status_code == 400
    parley.hand_over()

    refused = parley.says("Hello?")
    sent = parley.says("I am Kim.", service=AGENTS)

    assert refused.status_code == 400
    assert parley.complains(refused, "service_not_owner")
    assert sent.status_code == 200
    assert parley.messages("20") == [("agent", "customer", "I am Kim.")]
