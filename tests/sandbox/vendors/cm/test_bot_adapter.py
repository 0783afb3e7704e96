"""CM.com calls the bot's adapter: messages, hand-overs, the end of a session."""

import json
from typing import Any

import pytest

from sandbox import Control
from sandbox.client.control import ControlError, is_event

CHANNEL, BOT, MSC = (f"sandbox-{name}-adapter" for name in ("channel", "bot", "msc"))
TOKEN = "sandbox-cm-webhook-token"


class Adapter:
    """A bot behind a TwoWay adapter."""

    def __init__(self, called: Any, cm: Any) -> None:
        self.called = called
        self.cm = cm
        self.says("Hello.")

    def says(self, *texts: str) -> None:
        """Answer every message with these texts over TwoWay, then with 201."""

        def answer(call: Any) -> tuple[int, object]:
            if texts and b"conversationMessages" in call.content:
                client = call.body["chat"]["conversationClientId"]
                assert self.cm.says(*texts, client=client).status_code == 201
            return 201, {}

        self.called.answers = answer

    def at(self, path: str) -> list[Any]:
        return [call for call in self.called.calls if call.path == f"/webhooks/cm/{path}"]


@pytest.fixture
def adapter(called: Any, cm: Any, control: Control) -> Adapter:
    control.set_bot(called.url, "cm")
    return Adapter(called, cm)


def said(control: Control, chat: str = "c1") -> list[tuple[str, str, str]]:
    messages = control.conversation(chat)["messages"]
    return [(each["from"], each["to"], each["text"]) for each in messages]


def test_a_message_reaches_the_adapter_and_its_answer_comes_over_twoway(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    adapter.says("Hello.", "How can I help?")

    answers = control.customer_says("c1", "Hi")

    assert [answer["text"] for answer in answers] == ["Hello.", "How can I help?"]
    (call,) = adapter.called.calls
    assert (call.method, call.path, call.query) == ("POST", "/webhooks/cm/message", "")
    assert call.headers["x-handoff-token"] == TOKEN
    chat = call.body["chat"]
    assert chat.pop("sessionId")
    assert chat == {
        "id": "c1",
        "accountId": cm.account,
        "channel": "CXWebConversations",
        "conversationClientId": "client-c1",
        "conversationHostId": "sandbox-web-conversations",
        "conversationClientName": "Sandbox Customer",
    }
    (message,) = call.body["conversationMessages"]
    assert next(iter(message)) == "$type"
    assert (message["$type"], message["direction"]) == ("text", "ClientOriginated")
    assert (message["text"], len(message["id"])) == ("Hi", 36)
    assert message["createdOn"].endswith("Z")
    control.wait_for(is_event("bot_answered", conversation="c1"))


def test_what_the_bot_says_later_is_read_too(adapter: Adapter, cm: Any, control: Control) -> None:
    adapter.says()

    assert control.customer_says("c1", "Hi") == []
    assert cm.says("Sorry, that took a while.", client="client-c1").status_code == 201

    assert said(control)[-1] == ("bot", "customer", "Sorry, that took a while.")


def test_messages_of_a_session_share_its_id_and_have_their_own(
    adapter: Adapter, control: Control
) -> None:
    for text in ("Hi", "Hi"):
        control.customer_says("c1", text)

    bodies = [call.body for call in adapter.called.calls]
    assert len({body["chat"]["sessionId"] for body in bodies}) == 1
    assert len({body["conversationMessages"][0]["id"] for body in bodies}) == 2


def test_a_customer_whom_control_names_is_that_client(adapter: Adapter, control: Control) -> None:
    control.map_sender("c1", "client-7")

    answers = control.customer_says("c1", "Hi")

    assert adapter.called.calls[0].body["chat"]["conversationClientId"] == "client-7"
    assert len(answers) == 1


@pytest.mark.parametrize("trouble", [(500, {}), (401, {}), (302, {}), None])
def test_what_is_not_taken_is_delivered_again_three_times(
    adapter: Adapter, control: Control, trouble: Any
) -> None:
    adapter.called.answer_in_turn(trouble, trouble, trouble, (201, {}))

    assert control.customer_says("c1", "Hi") == []

    assert len({call.content for call in adapter.called.calls}) == 1
    told = [each for each in control.events(seconds=0) if each["type"] == "bot_called"]
    assert [each["attempt"] for each in told] == [1, 2, 3, 4]
    assert [each["status"] for each in told] == [*[trouble and trouble[0]] * 3, 201]
    assert {(each["call"], each["path"]) for each in told} == {
        ("bot_message", "/webhooks/cm/message")
    }


def test_then_the_bot_has_failed_and_can_come_back(adapter: Adapter, control: Control) -> None:
    control.cm.set_bot(redeliveries=1)
    adapter.called.answer_in_turn((503, {}))

    with pytest.raises(ControlError, match="did not answer: 503"):
        control.customer_says("c1", "Hi")

    assert len(adapter.called.calls) == 2
    adapter.says("Hello.")
    assert len(control.customer_says("c1", "Hi?")) == 1


def test_the_adapter_can_be_set_up_otherwise(adapter: Adapter, cm: Any, control: Control) -> None:
    control.cm.set_bot(
        message_path="/m", header="X-Mine", token="my own", channel="WhatsApp", host="shop"
    )
    adapter.says()

    control.customer_says("c1", "Hi")

    (call,) = adapter.called.calls
    assert (call.path, call.headers["x-mine"]) == ("/m", "my own")
    chat = call.body["chat"]
    assert (chat["channel"], chat["conversationHostId"]) == ("WhatsApp", "shop")
    assert cm.says("Hello.", client="client-c1").status_code == 404
    there = {"channel": "WhatsApp", "conversationHostId": "shop"}
    assert cm.says("Hello.", client="client-c1", **there).status_code == 201


def test_a_delivery_that_comes_again_is_the_same_message(
    adapter: Adapter, control: Control
) -> None:
    control.customer_says("c1", "Hi")

    assert control.redeliver("c1") == 201

    first, second = adapter.called.calls
    assert (first.content, first.path) == (second.content, second.path)
    assert said(control) == [
        ("customer", "bot", "Hi"),
        ("bot", "customer", "Hello."),
        ("bot", "customer", "Hello."),
    ], "a bot that does not know it again answers twice"


def test_while_agents_have_the_chat_the_adapter_is_called_for_the_hand_over_only(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.customer_says("c1", "A person, please")
    cm.mutate(chat="c1", Context=cm.context)

    assert control.customer_says("c1", "Hello Kim") == []

    told = control.wait_for(is_event("bot_called", call="bot_handover"))
    assert (told["status"], told["conversation"]) == (201, "c1")
    (call,) = adapter.at("handover")
    assert call.headers["x-handoff-token"] == TOKEN
    session = adapter.at("message")[0].body["chat"]["sessionId"]
    assert call.body == {
        "chatId": "c1",
        "sessionId": session,
        "accountId": cm.account,
        "channel": "CXWebConversations",
        "conversationHostId": "sandbox-web-conversations",
        "conversationClientId": "client-c1",
        "context": cm.context,
    }
    assert len(adapter.at("message")) == 1
    assert said(control)[-1] == ("customer", "agent", "Hello Kim")
    assert control.redeliver("c1") == 201
    assert len(adapter.at("message")) == 2, "a hand-over is not what comes again"


def test_a_hand_over_without_a_context_leaves_a_hole_in_its_json(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.use_channel("c1", "cm")

    cm.mutate(chat="c1")

    control.wait_for(is_event("bot_called", call="bot_handover"))
    (call,) = adapter.at("handover")
    assert call.content.endswith(b'"context":}')
    with pytest.raises(json.JSONDecodeError):
        json.loads(call.content)


def test_a_handover_endpoint_that_refuses_does_not_undo_the_transfer(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.use_channel("c1", "cm")
    adapter.called.answer_in_turn((500, {}))

    assert cm.mutate(chat="c1").status_code == 200

    control.wait_for(is_event("bot_called", call="bot_handover", attempt=4))
    assert control.conversation("c1")["with"] == "agent"


def test_without_a_handover_endpoint_none_is_called(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.cm.set_bot(handover_path=None)
    control.use_channel("c1", "cm")

    cm.mutate(chat="c1")
    control.customer_says("c1", "Hello Kim")

    assert adapter.called.calls == []


def test_the_widgets_endpoint_is_told_the_chats_client(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.cm.set_bot(handover_path=None)
    control.cm.set_handover_endpoint(f"{adapter.called.url}/widget")
    control.use_channel("c1", "cm")

    cm.mutate(chat="c1")

    control.wait_for(is_event("handover_endpoint_called", conversation="c1"))
    assert adapter.called.calls[0].body == {"conversationClientId": "client-c1"}


def test_the_agent_gives_the_chat_back_and_the_bot_is_told_nothing(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.customer_says("c1", "A person, please")
    cm.mutate(chat="c1")

    assert control.agent_returns("c1") == []

    assert len(adapter.at("message")) == 1
    assert adapter.at("event") == []
    assert len(control.customer_says("c1", "Hi again")) == 1


def test_the_end_of_a_session_gives_the_chat_back_and_is_told_at_the_event_endpoint(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.customer_says("c1", "A person, please")
    cm.mutate(chat="c1")

    def back(call: Any) -> tuple[int, object]:
        if call.path.endswith("/event"):
            cm.says("I am back.", client="client-c1")
        return 201, {}

    adapter.called.answers = back

    answers = control.cm.end_session("c1")

    assert [answer["text"] for answer in answers] == ["I am back."]
    (call,) = adapter.at("event")
    assert (call.method, call.query) == ("POST", f"token={TOKEN}")
    assert call.headers["x-handoff-token"] is None
    (event,) = call.body["conversationEvents"]
    assert (event["$type"], len(event["id"])) == ("RouterSessionEnded", 36)
    before = adapter.at("message")[0].body["chat"]
    assert call.body["chat"] == before
    told = [each["type"] for each in control.events(seconds=0)]
    assert told.index("agent_left") < told.index("session_ended")
    assert control.conversation("c1")["with"] == "bot"
    enabled = [link for link in control.cm.chats()["c1"] if link["enabled"]]
    assert [(link["source"], link["target"]) for link in enabled] == [
        (CHANNEL, BOT),
        (BOT, CHANNEL),
    ]
    control.customer_says("c1", "Hi again")
    after = adapter.at("message")[-1].body["chat"]
    assert after["sessionId"] != before["sessionId"]
    assert {**after, "sessionId": ""} == {**before, "sessionId": ""}


def test_a_session_can_end_that_no_agent_was_in(adapter: Adapter, control: Control) -> None:
    control.customer_says("c1", "Hi")

    assert control.cm.end_session("c1") == []

    assert len(adapter.at("event")) == 1
    assert not any(event["type"] == "agent_left" for event in control.events(seconds=0))


def test_a_chat_nobody_took_is_the_bots_again_when_its_session_ends(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.fail_transfers_later()
    control.use_channel("c1", "cm")
    cm.mutate(chat="c1")
    control.wait_for(is_event("transfer_failed", conversation="c1"))
    assert control.customer_says("c1", "Hello?") == []

    control.cm.end_session("c1")

    assert len(control.customer_says("c1", "Hello?")) == 1


def test_an_event_endpoint_that_is_away_is_a_failure_and_the_session_has_ended(
    adapter: Adapter, cm: Any, control: Control
) -> None:
    control.use_channel("c1", "cm")
    cm.mutate(chat="c1")
    adapter.called.answer_in_turn((500, {}))

    with pytest.raises(ControlError, match="did not answer: 500"):
        control.cm.end_session("c1")

    assert control.conversation("c1")["with"] == "bot"
    adapter.says("Hello.")
    assert len(control.customer_says("c1", "Hi")) == 1


@pytest.mark.parametrize("channel", ["rest", "cm"])
def test_where_there_is_no_event_endpoint_nothing_is_told(
    adapter: Adapter, cm: Any, control: Control, channel: str
) -> None:
    control.cm.set_bot(event_path=None, handover_path=None)
    control.use_channel("c1", channel)
    cm.mutate(chat="c1")

    assert control.cm.end_session("c1") == []

    assert adapter.called.calls == []
    assert control.conversation("c1")["with"] == "bot"


def test_a_session_that_never_began_cannot_end(control: Control) -> None:
    with pytest.raises(ControlError, match="no conversation 'c1' has begun"):
        control.cm.end_session("c1")
