"""Who has a user at the imitated Parley, from the bot to the agents and back."""

from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import is_event


def who(control: Control, user: str = "20") -> tuple[str, str]:
    """The owner at Parley, and who has the conversation."""
    return control.parley.users()[user], control.conversation(user)["with"]


def test_a_new_owner_means_a_transfer_to_the_agents_of_that_service(
    parley: Any, control: Control
) -> None:
    parley.hand_over(parley.billing)

    (transfer,) = control.transfers()
    shown = {key: transfer[key] for key in ("vendor", "conversation", "skill_name", "state")}
    assert shown == {
        "vendor": "Parley",
        "conversation": "20",
        "skill_name": "Billing Service",
        "state": "with_agent",
    }
    assert who(control) == (parley.billing, "agent")
    control.wait_for(is_event("agent_joined", conversation="20"))


def test_neither_the_customer_nor_the_bot_reads_anything_of_it(
    parley: Any, bot: Any, control: Control
) -> None:
    parley.hand_over()

    assert control.conversation("20")["messages"] == []
    assert bot.heard == []


def test_the_bot_hears_nothing_when_nobody_comes_and_the_owner_stays(
    parley: Any, bot: Any, control: Control
) -> None:
    control.fail_transfers_later()

    parley.hand_over()

    failed = control.wait_for(is_event("transfer_failed", conversation="20"))
    assert failed["failure"] is None
    assert who(control) == (parley.agents, "bot")
    assert bot.heard == []


def test_the_bot_can_take_back_a_user_nobody_came_for(parley: Any, control: Control) -> None:
    control.fail_transfers_later()
    parley.hand_over()

    assert parley.hand_over(parley.bot).status_code == 200

    assert who(control) == (parley.bot, "bot")


def test_a_repeated_change_is_accepted_and_recorded_again(parley: Any, control: Control) -> None:
    assert [parley.hand_over().status_code for _ in range(2)] == [200, 200]

    assert [transfer["serial"] for transfer in control.transfers()] == [1, 2]
    assert sum(event["type"] == "agent_joined" for event in control.events(seconds=0)) == 1


@pytest.mark.parametrize("caller", ["bot", "agents", "billing"])
def test_a_service_gives_the_user_back_by_naming_the_bots(
    parley: Any, bot: Any, control: Control, caller: str
) -> None:
    parley.hand_over()

    answer = parley.hand_over(parley.bot, service=getattr(parley, caller))

    assert answer.status_code == 200
    assert who(control) == (parley.bot, "bot")
    assert len(control.transfers()) == 1
    control.wait_for(is_event("agent_left", conversation="20"))
    assert bot.heard == []


def test_a_user_the_bot_has_can_be_given_to_the_bot(parley: Any, control: Control) -> None:
    assert parley.hand_over(parley.bot).status_code == 200

    assert control.parley.users() == {"20": parley.bot}
    assert control.transfers() == []


def test_agents_pass_a_user_on_to_others(parley: Any, control: Control) -> None:
    parley.hand_over()

    parley.hand_over(parley.billing, service=parley.agents)

    assert who(control) == (parley.billing, "agent")
    names = [transfer["skill_name"] for transfer in control.transfers()]
    assert names == ["Agent Service", "Billing Service"]


@pytest.mark.parametrize("message", ["/human_handoff_returned", None])
def test_the_neutral_return_gives_the_user_back_at_parley_too(
    parley: Any, bot: Any, control: Control, message: str | None
) -> None:
    parley.hand_over()

    control.agent_returns("20", message)

    assert who(control) == (parley.bot, "bot")
    assert parley.owner()["owner"]["identification"] == parley.bot
    assert [heard["message"] for heard in bot.heard] == ([message] if message else [])


def test_a_return_elsewhere_makes_no_user_at_parley(
    account: Any, parley: Any, control: Control
) -> None:
    account.escalate()

    control.agent_returns("conversation-1")

    assert control.parley.users() == {}


def test_users_do_not_share_an_owner(parley: Any, control: Control) -> None:
    parley.hand_over(user="20")
    parley.hand_over(user="21")

    control.agent_returns("20")

    assert control.parley.users() == {"20": parley.bot, "21": parley.agents}


def test_a_change_carried_out_though_its_answer_was_lost_can_be_seen(
    parley: Any, control: Control
) -> None:
    control.fault("change_owner", "half_json")

    answer = parley.hand_over()

    assert answer.status_code == 200
    assert '"owner_updated_successfully"' in answer.text
    assert "media" not in answer.text
    assert who(control) == (parley.agents, "agent")


def test_what_the_customer_writes_still_reaches_the_bot(
    parley: Any, bot: Any, control: Control
) -> None:
    parley.hand_over()

    control.customer_says("20", "Hello?")

    assert [heard["message"] for heard in bot.heard] == ["Hello?"]
