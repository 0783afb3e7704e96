"""CM.com delivers the customer's messages to the bot's adapter."""

from sandbox.client.control import is_event
from tests.sandbox.driver import texts
from tests.sandbox.vendors.cm.driver import ADDRESS, CHAT, CLIENT, CM


def test_a_message_reaches_the_adapter_and_its_answer_comes_over_twoway(adapter: CM) -> None:
    adapter.answers("Hello.", "How can I help?")

    assert texts(adapter.writes("Hi")) == ["Hello.", "How can I help?"]

    (request,) = adapter.bot.requests
    assert (request.method, request.path, request.query) == ("POST", "/webhooks/cm/message", "")
    assert request.headers["x-handoff-token"] == "sandbox-cm-webhook-token"
    chat = request.body["chat"]
    assert chat.pop("sessionId")
    client = {"conversationClientId": CLIENT, "conversationClientName": "Sandbox Customer"}
    assert chat == {"id": CHAT, **ADDRESS, **client}
    (message,) = request.body["conversationMessages"]
    assert next(iter(message)) == "$type"
    assert (message["$type"], message["direction"]) == ("text", "ClientOriginated")
    assert (message["text"], len(message["id"])) == ("Hi", 36)
    assert message["createdOn"].endswith("Z")
    adapter.wait_for(is_event("bot_answered", conversation=CHAT))


def test_messages_of_a_session_share_its_id_and_have_their_own(adapter: CM) -> None:
    for text in ("Hi", "Hi"):
        adapter.writes(text)

    bodies = [request.body for request in adapter.deliveries]
    assert len({body["chat"]["sessionId"] for body in bodies}) == 1
    assert len({body["conversationMessages"][0]["id"] for body in bodies}) == 2


def test_a_customer_whom_control_names_is_that_client(adapter: CM) -> None:
    adapter.map_sender(CHAT, "client-7")

    answers = adapter.writes("Hi")

    assert adapter.deliveries[0].body["chat"]["conversationClientId"] == "client-7"
    assert len(answers) == 1


def test_the_adapter_can_be_set_up_otherwise(adapter: CM) -> None:
    adapter.admin.set_bot(
        message_path="/m", header="X-Mine", token="my own", channel="WhatsApp", host="shop"
    )
    adapter.answers()

    adapter.writes("Hi")

    (request,) = adapter.bot.requests
    assert (request.path, request.headers["x-mine"]) == ("/m", "my own")
    chat = request.body["chat"]
    assert (chat["channel"], chat["conversationHostId"]) == ("WhatsApp", "shop")
    assert adapter.says("Hello.", client=CLIENT).status_code == 404
    there = {"channel": "WhatsApp", "conversationHostId": "shop"}
    assert adapter.says("Hello.", client=CLIENT, **there).status_code == 201
