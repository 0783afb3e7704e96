"""Who has a CM.com chat: transfers, the bot's silence, the way back, the Handover Endpoint."""

import socket
from typing import Any

import pytest

from sandbox import Control, RunningSandbox
from sandbox.client.control import ControlError, is_event

CHANNEL, BOT, MSC = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))


def said(control: Control, chat: str) -> list[tuple[str, str, str]]:
    messages = control.conversation(chat)["messages"]
    return [(message["from"], message["to"], message["text"]) for message in messages]


def test_a_hand_over_is_a_transfer_with_what_was_sent(cm: Any, control: Control) -> None:
    cm.mutate(Context=cm.context)

    (transfer,) = control.transfers()
    assert transfer["fields"] == {"Mutations": cm.hand_over, "Context": cm.context}
    assert tuple(transfer[key] for key in ("vendor", "conversation", "skill_name", "state")) == (
        "CM.com",
        cm.chat,
        "billing",
        "with_agent",
    )
    control.wait_for(is_event("agent_joined", conversation=cm.chat))
    assert said(control, cm.chat) == []


@pytest.mark.parametrize("context", [None, {}, {"RoutingKeywords": ""}, {"routingkeywords": "x"}])
def test_without_routing_keywords_there_is_no_skill(
    cm: Any, control: Control, context: dict[str, str] | None
) -> None:
    cm.mutate(Context=context)

    assert control.transfers()[0]["skill_name"] is None


def test_a_repeated_hand_over_is_recorded_again(cm: Any, control: Control) -> None:
    cm.mutate()
    cm.mutate()

    assert [transfer["serial"] for transfer in control.transfers()] == [1, 2]
    assert sum(event["type"] == "agent_joined" for event in control.events(seconds=0)) == 1


def test_a_mutation_that_tidies_up_afterwards_is_no_second_transfer(
    cm: Any, control: Control
) -> None:
    cm.mutate()

    cm.mutate([cm.rule("Disable", BOT, CHANNEL)])

    assert len(control.transfers()) == 1


def test_a_hand_over_may_come_in_two_requests(cm: Any, control: Control) -> None:
    cm.mutate([cm.rule("Enable", CHANNEL, MSC)])
    assert control.transfers() == []

    cm.mutate([cm.rule("Disable", CHANNEL, BOT)])

    assert len(control.transfers()) == 1


def test_a_mutation_of_other_links_is_no_transfer(cm: Any, control: Control) -> None:
    cm.mutate([cm.rule("Enable", MSC, CHANNEL)])

    assert control.transfers() == []
    assert control.conversation(cm.chat)["with"] == "bot"


def test_while_an_agent_has_the_chat_the_bot_hears_nothing(
    cm: Any, bot: Any, control: Control
) -> None:
    bot.says("Hello.")
    control.customer_says(cm.chat, "Hi")
    cm.mutate()

    answers = control.customer_says(cm.chat, "Are you there?")
    control.agent_says(cm.chat, "Hello, this is Kim.")

    assert answers == []
    assert [heard["message"] for heard in bot.heard] == ["Hi"]
    assert said(control, cm.chat) == [
        ("customer", "bot", "Hi"),
        ("bot", "customer", "Hello."),
        ("customer", "agent", "Are you there?"),
        ("agent", "customer", "Hello, this is Kim."),
    ]


def test_at_liveperson_the_bot_hears_the_customer_all_the_time(
    account: Any, bot: Any, control: Control
) -> None:
    account.escalate()

    control.customer_says("conversation-1", "Are you there?")

    assert [heard["message"] for heard in bot.heard] == ["Are you there?"]


def test_where_both_are_linked_the_bot_hears_the_customer(
    cm: Any, bot: Any, control: Control
) -> None:
    cm.mutate([cm.rule("Enable", CHANNEL, MSC)])

    control.customer_says(cm.chat, "Hi")

    assert [heard["message"] for heard in bot.heard] == ["Hi"]


def test_a_bot_taken_out_without_agents_put_in_leaves_the_customer_alone(
    cm: Any, bot: Any, control: Control
) -> None:
    cm.mutate([cm.rule("Disable", CHANNEL, BOT)])

    assert control.customer_says(cm.chat, "Hi") == []

    assert (bot.heard, control.transfers()) == ([], [])
    assert said(control, cm.chat) == [("customer", "nobody", "Hi")]
    assert control.conversation(cm.chat)["bot_listens"] is False


def test_what_the_bot_says_in_the_turn_of_the_hand_over_is_read(
    cm: Any, bot: Any, control: Control
) -> None:
    def transfer(message: dict[str, Any]) -> list[dict[str, str]]:
        assert cm.mutate().status_code == 200
        return [{"recipient_id": message["sender"], "text": "I am passing you on."}]

    bot.answer = transfer

    answers = control.customer_says(cm.chat, "A person, please")

    assert [answer["text"] for answer in answers] == ["I am passing you on."]
    assert control.conversation(cm.chat)["with"] == "agent"


def test_the_inverse_mutation_brings_the_chat_back(cm: Any, bot: Any, control: Control) -> None:
    cm.mutate()

    cm.mutate(cm.take_back)

    control.wait_for(is_event("agent_left", conversation=cm.chat))
    control.customer_says(cm.chat, "Hi again")
    assert [heard["message"] for heard in bot.heard] == ["Hi again"]
    assert len(control.transfers()) == 1


def test_a_chat_that_is_with_the_bot_may_be_taken_back(cm: Any, control: Control) -> None:
    assert cm.mutate(cm.take_back).status_code == 200

    assert not any(event["type"] == "agent_left" for event in control.events(seconds=0))


def test_the_agent_gives_the_chat_back_and_the_links_are_as_before(
    cm: Any, bot: Any, control: Control
) -> None:
    cm.mutate([{"$type": "disableComponent", "ComponentId": "CMBot"}])
    bot.says("I am back.")

    answers = control.agent_returns(cm.chat)

    assert [answer["text"] for answer in answers] == ["I am back."]
    enabled = [link for link in control.cm.chats()[cm.chat] if link["enabled"]]
    assert [(link["source"], link["target"]) for link in enabled] == [
        (CHANNEL, BOT),
        (BOT, CHANNEL),
    ]
    control.customer_says(cm.chat, "Hi again")
    assert [heard["message"] for heard in bot.heard] == ["/human_handoff_returned", "Hi again"]


def test_the_agent_can_give_the_chat_back_without_a_word_to_the_bot(
    cm: Any, bot: Any, control: Control
) -> None:
    cm.mutate()

    assert control.agent_returns(cm.chat, None) == []

    assert bot.heard == []
    assert said(control, cm.chat) == []
    control.customer_says(cm.chat, "Hi again")
    assert [heard["message"] for heard in bot.heard] == ["Hi again"]


def test_a_second_hand_over_after_the_way_back_is_a_transfer_again(
    cm: Any, control: Control
) -> None:
    cm.mutate()
    control.agent_returns(cm.chat)

    cm.mutate()

    assert control.conversation(cm.chat)["with"] == "agent"
    assert len(control.transfers()) == 2


def test_an_agent_of_another_vendor_leaves_the_links_alone(
    account: Any, cm: Any, control: Control
) -> None:
    account.escalate()

    control.agent_returns("conversation-1")

    assert control.cm.chats() == {}


def test_the_bot_is_not_told_when_nobody_takes_the_chat(
    cm: Any, bot: Any, control: Control
) -> None:
    control.fail_transfers_later()

    cm.mutate()
    failed = control.wait_for(is_event("transfer_failed", conversation=cm.chat))

    assert failed["failure"] is None
    assert control.customer_says(cm.chat, "Hello?") == []
    assert bot.heard == []
    assert said(control, cm.chat) == [("customer", "nobody", "Hello?")]


def test_a_chat_that_nobody_took_can_be_taken_back(cm: Any, bot: Any, control: Control) -> None:
    control.fail_transfers_later()
    cm.mutate()
    control.wait_for(is_event("transfer_failed"))

    cm.mutate(cm.take_back)

    control.customer_says(cm.chat, "Hello?")
    assert [heard["message"] for heard in bot.heard] == ["Hello?"]


def test_the_router_calls_the_handover_endpoint_after_a_hand_over(
    cm: Any, bot: Any, control: Control
) -> None:
    control.cm.set_handover_endpoint(f"{bot.url}/v1/conversationalrouter/handover")
    control.map_sender(cm.chat, "client-7")

    cm.mutate([cm.rule("Enable", CHANNEL, MSC)])
    cm.mutate()

    told = control.wait_for(is_event("handover_endpoint_called", conversation=cm.chat))
    assert (told["status"], told["reason"]) == (200, None)
    assert bot.heard == [
        {"path": "/v1/conversationalrouter/handover", "conversationClientId": "client-7"}
    ]


def test_a_handover_endpoint_that_refuses_changes_nothing(
    cm: Any, bot: Any, control: Control
) -> None:
    bot.status = 500
    control.cm.set_handover_endpoint(bot.url)

    assert cm.mutate().status_code == 200

    assert control.wait_for(is_event("handover_endpoint_called"))["status"] == 500
    assert control.transfers()[0]["state"] == "with_agent"


def test_a_handover_endpoint_that_is_not_there_is_only_told(cm: Any, control: Control) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    control.cm.set_handover_endpoint(f"http://127.0.0.1:{port}")

    assert cm.mutate().status_code == 200

    told = control.wait_for(is_event("handover_endpoint_called"))
    assert told["status"] is None
    assert told["reason"]


def test_without_an_address_nothing_is_called(cm: Any, bot: Any, control: Control) -> None:
    control.cm.set_handover_endpoint(bot.url)
    control.cm.set_handover_endpoint(None)

    cm.mutate()

    assert bot.heard == []
    assert not any("handover" in event["type"] for event in control.events(seconds=0.2))


@pytest.mark.parametrize("url", ["", "localhost:80", "ftp://a.example.org", "http://a:99999"])
def test_what_is_no_address_is_refused(control: Control, url: str) -> None:
    with pytest.raises(ControlError, match="'url' must be an address such as"):
        control.cm.set_handover_endpoint(url)


@pytest.mark.parametrize(
    ("call", "body", "complaint"),
    [
        ("/cm/presence", {"shape": "xml"}, "one of plain, quoted, lower"),
        ("/cm/channels/SMS", {"online": "yes"}, "'online' must be true or false"),
        ("/cm/web-stores", {"online": True}, "missing key 'referrer'"),
        ("/cm/mutation", {"status": 42}, "'status' must be from 200"),
        ("/cm/handover-endpoint", {"link": ""}, "unknown key 'link'"),
    ],
)
def test_what_makes_no_sense_to_control_is_refused_in_a_sentence(
    cm: Any, sandbox: RunningSandbox, call: str, body: Any, complaint: str
) -> None:
    answer = cm.http.put(sandbox.control + call, json=body)

    assert answer.status_code == 400
    assert complaint in answer.json()["error"]


def test_a_reset_is_complete(cm: Any, bot: Any, control: Control) -> None:
    before = control.state()
    cm.mutate()
    control.cm.remove_chat("another")
    control.cm.set_channel("SMS", online=False)
    control.cm.set_web_store("https://other.example.org", online=True)
    control.cm.set_presence("lower")
    control.cm.set_mutation(status=201, body={})
    control.cm.set_handover_endpoint(bot.url)
    assert control.state() != before

    control.reset()

    assert control.state() == before
    assert cm.mutate(chat="another").status_code == 200
