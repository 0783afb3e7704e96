"""LivePerson's Third-Party Bots: the platform calls the bot."""

import threading
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import Control, RunningSandbox
from sandbox.client.control import ControlError, is_event
from sandbox.vendors.liveperson.bot_answer import WrongAnswer, read

BASE = "/webhooks/liveperson/v1/bots/sandbox-bot/environments/draft/conversations"
MISSING = (
    "com.liveperson.bot-connectors-worker.error.pipes"
    ".verify-ai-response.missing-action-and-messages"
)
NO_SKILL = (
    "com.liveperson.bot-connectors-worker.error.pipes"
    ".messaging-handle-bot-action.transfer-skill-not-existing"
)


def text(message: str, audience: str | None = None) -> dict[str, Any]:
    more = {"messageAudience": audience} if audience else {}
    return {"type": "TEXT", "data": {"message": message, **more}}


def transfer(skill: str = "Human", **more: str) -> dict[str, Any]:
    parameters = {"skillName": skill, **more}
    return {"type": "ACTION", "data": {"name": "TRANSFER", "parameters": parameters}}


def response(*items: dict[str, Any], intents: Any = ()) -> dict[str, Any]:
    return {"response": list(items), "analytics": {"intents": list(intents)}}


class Endpoint:
    """A bot that speaks the Custom Endpoint's protocol."""

    def __init__(self, called: Any) -> None:
        self.called = called
        self.says(text("Hello."))

    def says(self, *items: dict[str, Any]) -> None:
        self.answers_events(lambda call: (200, response(*items)))

    def answers_events(self, answer: Callable[[Any], Any]) -> None:
        self.called.answers = lambda call: (200, {}) if call.method == "PUT" else answer(call)

    def events_in_turn(self, *told: Any) -> None:
        left = list(told)
        self.answers_events(lambda call: left.pop(0) if len(left) > 1 else left[0])

    @property
    def steps(self) -> list[str]:
        return [call.method for call in self.called.calls]

    @property
    def events(self) -> list[Any]:
        return [call for call in self.called.calls if call.method == "POST"]


@pytest.fixture
def endpoint(called: Any, control: Control) -> Endpoint:
    control.set_bot(called.url, "liveperson")
    return Endpoint(called)


def said(control: Control, conversation: str = "c1") -> list[tuple[str, str, str]]:
    messages = control.conversation(conversation)["messages"]
    return [(each["from"], each["to"], each["text"]) for each in messages]


def test_the_conversation_is_created_once_before_its_first_event(
    endpoint: Endpoint, control: Control
) -> None:
    answers = control.customer_says("c1", "Hi")
    control.customer_says("c1", "Hi?")

    assert [answer["text"] for answer in answers] == ["Hello."]
    paths = [(call.method, call.path) for call in endpoint.called.calls]
    events = ("POST", f"{BASE}/c1/events")
    assert paths == [("PUT", f"{BASE}/c1"), events, events]
    body = endpoint.called.calls[0].body
    assert body["sdes"] == {"authenticatedSdes": {}, "unauthenticatedSdes": {}}
    assert body["context"]["type"] == "MESSAGING"
    assert body["context"]["visitor"]["consumerId"] == "consumer-c1"
    assert isinstance(body["context"]["skillId"], str)


def test_an_event_is_as_documented_and_its_sequence_grows(
    endpoint: Endpoint, control: Control
) -> None:
    click = {"type": "ExternalId", "id": "/affirm"}
    control.customer_says("c1", "Hi")
    control.customer_says("c1", "Yes", metadata=click)

    first, second = (call.body for call in endpoint.events)
    assert (first["type"], first["source"]) == ("TEXT", "CONSUMER")
    assert first["data"] == {"message": "Hi"}
    event = first["context"]["lpEvent"]
    about = {"type": "ContentEvent", "message": "Hi", "contentType": "text/plain"}
    assert event["event"] == about
    assert event["conversationId"] == event["dialogId"] == "c1"
    assert (event["sequence"], event["metadata"], event["messageAudience"]) == (0, [], "ALL")
    assert abs(event["serverTimestamp"] - time.time() * 1000) < 60_000
    later = second["context"]["lpEvent"]
    assert (later["sequence"], later["metadata"]) == (1, [click])


def test_the_token_is_an_app_jwt_that_the_key_set_verifies(
    account: Any, endpoint: Endpoint, control: Control, sandbox: RunningSandbox
) -> None:
    control.customer_says("c1", "Hi")

    url = f"http://{account.directory('12345678/service/sentinel/baseURI.json').json()['baseURI']}"
    assert url == sandbox.urls["login"]
    (key,) = account.http.get(f"{url}/sentinel/well-known/jwks").json()["keys"]
    assert (key["kid"], key["alg"], key["use"]) == ("sandbox-key-1", "RS256", "sig")
    assert "d" not in key
    for call in endpoint.called.calls:
        token = call.headers["authorization"].removeprefix("Bearer ")
        assert jwt.get_unverified_header(token)["kid"] == "sandbox-key-1"
        claims = jwt.decode(
            token, jwt.PyJWK(key), algorithms=["RS256"], audience="12345678", issuer="Sentinel"
        )
        assert claims["scope"] == "thirdpartybots.customendpoint.bot"
        assert claims["exp"] - claims["iat"] == 3600
    assert control.calls("jwks")[0]["status"] == 200


def test_the_key_is_the_same_after_a_reset(account: Any, control: Control) -> None:
    url = f"{account.urls['login']}/sentinel/well-known/jwks"
    before = account.http.get(url).json()

    control.reset()

    assert account.http.get(url).json() == before


def test_claims_of_the_token_can_be_others_or_missing(endpoint: Endpoint, control: Control) -> None:
    control.liveperson.set_bot(claims={"aud": "999", "scope": None})

    control.customer_says("c1", "Hi")

    token = endpoint.called.calls[0].headers["authorization"].removeprefix("Bearer ")
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["aud"], "scope" in claims) == ("999", False)


def test_the_bot_can_have_another_path_id_and_environment(
    endpoint: Endpoint, control: Control
) -> None:
    control.liveperson.set_bot(base_path="/lp", bot_id="b 1", environment="alpha")

    control.customer_says("c 1", "Hi")

    path = "/lp/v1/bots/b%201/environments/alpha/conversations/c%201"
    assert [call.path for call in endpoint.called.calls] == [path, f"{path}/events"]


@pytest.mark.parametrize("status", [204, 409])
def test_a_conversation_that_is_there_already_is_no_failure(
    endpoint: Endpoint, control: Control, status: int
) -> None:
    endpoint.called.answers = lambda call: (
        (status, b"") if call.method == "PUT" else (200, response(text("Hello.")))
    )

    assert [each["text"] for each in control.customer_says("c1", "Hi")] == ["Hello."]


@pytest.mark.parametrize("trouble", [(500, {}), (503, {}), None])
def test_an_event_is_sent_three_times_at_most_and_is_the_same_each_time(
    endpoint: Endpoint, control: Control, trouble: Any
) -> None:
    endpoint.events_in_turn(trouble, trouble, (200, response(text("Hello."))))

    answers = control.customer_says("c1", "Hi")

    assert [answer["text"] for answer in answers] == ["Hello."]
    assert len(endpoint.events) == 3
    assert len({call.content for call in endpoint.events}) == 1
    told = [each for each in control.events(seconds=0) if each["type"] == "bot_called"]
    assert [(each["call"], each["attempt"]) for each in told] == [
        ("bot_conversation", 1),
        *(("bot_event", attempt) for attempt in (1, 2, 3)),
    ]
    assert [each["status"] for each in told] == [200, *[trouble and trouble[0]] * 2, 200]


def test_a_bot_that_is_slow_is_asked_again_when_the_time_is_over(
    endpoint: Endpoint, control: Control
) -> None:
    control.liveperson.set_bot(timeout_seconds=0.2)
    released = threading.Event()

    def once_slowly(call: Any) -> Any:
        if len(endpoint.events) == 1:
            released.wait(5)
        return 200, response(text("Hello."))

    endpoint.answers_events(once_slowly)

    answers = control.customer_says("c1", "Hi")
    released.set()

    assert [answer["text"] for answer in answers] == ["Hello."]
    assert [call.body["context"]["lpEvent"]["sequence"] for call in endpoint.events] == [0, 0]
    assert control.wait_for(is_event("bot_called", call="bot_event"))["status"] is None


def test_after_three_attempts_the_bot_has_failed_and_can_come_back(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.events_in_turn((503, {}))

    with pytest.raises(ControlError, match="did not answer: 503"):
        control.customer_says("c1", "Hi")

    assert len(endpoint.events) == 3
    control.wait_for(is_event("bot_failed", conversation="c1"))
    assert control.transfers() == []
    endpoint.says(text("Hello."))
    assert len(control.customer_says("c1", "Hi?")) == 1


def test_a_bot_that_is_away_can_mean_the_default_skill(
    endpoint: Endpoint, control: Control
) -> None:
    control.liveperson.set_bot(escalates_unreachable=True, default_skill="Billing")
    endpoint.events_in_turn((503, {}))

    with pytest.raises(ControlError):
        control.customer_says("c1", "Hi")

    assert [each["skill_name"] for each in control.transfers()] == ["Billing"]
    assert control.conversation("c1")["with"] == "agent"


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_refusal_is_not_repeated(endpoint: Endpoint, control: Control, status: int) -> None:
    endpoint.events_in_turn((status, {}))

    with pytest.raises(ControlError, match=f"did not answer: {status}"):
        control.customer_says("c1", "Hi")

    assert len(endpoint.events) == 1


def test_a_bot_that_does_not_take_the_conversation_gets_no_event(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.called.answer_in_turn((401, {}))

    with pytest.raises(ControlError, match="did not answer: 401"):
        control.customer_says("c1", "Hi")

    assert endpoint.steps == ["PUT"]


def test_an_unknown_conversation_is_created_and_the_event_sent_once_more(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.events_in_turn((404, {}), (200, response(text("Hello."))))

    answers = control.customer_says("c1", "Hi")

    assert [answer["text"] for answer in answers] == ["Hello."]
    assert endpoint.steps == ["PUT", "POST", "PUT", "POST"]
    assert endpoint.events[0].content == endpoint.events[1].content


def test_a_conversation_that_stays_unknown_is_a_failure(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.events_in_turn((404, {}))

    with pytest.raises(ControlError, match="did not answer: 404"):
        control.customer_says("c1", "Hi")

    assert endpoint.steps == ["PUT", "POST", "PUT", "POST"]


def test_the_items_of_an_answer_become_messages_in_their_order(
    endpoint: Endpoint, control: Control
) -> None:
    content = {
        "type": "vertical",
        "elements": [
            {"type": "text", "text": "Shall I?"},
            {
                "type": "button",
                "title": "Yes",
                "click": {
                    "actions": [{"type": "publishText", "text": "Yes"}],
                    "metadata": [{"type": "ExternalId", "id": "/affirm"}],
                },
            },
            {
                "type": "button",
                "title": "More",
                "click": {"actions": [{"type": "link", "uri": "https://a.example.org"}]},
            },
        ],
    }
    rich = {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": content}}
    pause = {"type": "DELAY", "data": {"seconds": 60, "typing": True}}
    endpoint.says(text("One.", "ALL"), pause, rich, text("For Kim.", "AGENTS_AND_MANAGERS"))

    answers = control.customer_says("c1", "Hi")

    assert [answer["text"] for answer in answers] == ["One.", "Shall I?"]
    assert answers[1]["payload"] == {
        "buttons": [
            {"title": "Yes", "payload": "/affirm"},
            {"title": "More", "url": "https://a.example.org"},
        ],
        "structuredContent": content,
    }
    assert said(control)[1:] == [
        ("bot", "customer", "One."),
        ("bot", "customer", "Shall I?"),
        ("bot", "agent", "For Kim."),
    ]
    assert control.wait_for(is_event("bot_answered", conversation="c1"))


def test_quick_replies_are_buttons_below_their_message(
    endpoint: Endpoint, control: Control
) -> None:
    replies = [{"type": "button", "title": "Now"}, {"type": "button", "title": "Later"}]
    content = {"quickReplies": {"type": "quickReplies", "replies": replies}, "message": "When?"}
    endpoint.says({"type": "STRUCTURED_CONTENT", "data": {"structuredContent": content}})

    (answer,) = control.customer_says("c1", "Hi")

    assert answer["text"] == "When?"
    assert answer["payload"]["buttons"] == [{"title": "Now"}, {"title": "Later"}]


def test_a_transfer_takes_the_conversation_from_the_bot(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.says(text("One moment."), transfer("Billing", agentId="4711"))

    answers = control.customer_says("c1", "A person, please")
    control.agent_says("c1", "Hello, this is Kim.")
    heard = len(endpoint.called.calls)

    assert [answer["text"] for answer in answers] == ["One moment."]
    (accepted,) = control.transfers()
    assert accepted["fields"] == {"skillName": "Billing", "agentId": "4711"}
    about = (accepted["vendor"], accepted["skill_name"], accepted["state"])
    assert about == ("LivePerson", "Billing", "with_agent")
    assert control.customer_says("c1", "Hello Kim") == []
    assert len(endpoint.called.calls) == heard
    assert said(control)[-1] == ("customer", "agent", "Hello Kim")
    kinds = [each["type"] for each in control.events(seconds=0) if "message" not in each]
    ends = ["bot_called", "transfer_accepted", "agent_joined", "bot_answered"]
    assert kinds[-4:] == ends


def test_the_bot_is_told_when_it_has_the_conversation_back_and_hears_the_next_message(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.says(transfer())
    control.customer_says("c1", "A person, please")
    endpoint.says(text("I am back."))

    assert control.agent_returns("c1") == []
    answers = control.customer_says("c1", "Hi again")

    assert [answer["text"] for answer in answers] == ["I am back."]
    assert endpoint.steps == ["PUT", "POST", "PUT", "POST"]
    sequences = [call.body["context"]["lpEvent"]["sequence"] for call in endpoint.events]
    assert sequences == [0, 1]
    assert ("vendor", "bot", "/human_handoff_returned") not in said(control)


def test_a_bot_that_is_away_when_the_agent_returns_has_failed(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.says(transfer())
    control.customer_says("c1", "A person, please")
    endpoint.called.answer_in_turn((503, {}))

    with pytest.raises(ControlError, match="did not answer"):
        control.agent_returns("c1")

    assert control.conversation("c1")["with"] == "bot"
    endpoint.says(text("Hello."))
    assert len(control.customer_says("c1", "Hi again")) == 1


@pytest.mark.parametrize("name", ["human", "Nobody", ""])
def test_a_skill_that_is_not_there_by_this_name_means_the_default_skill(
    endpoint: Endpoint, control: Control, name: str
) -> None:
    endpoint.says(text("One moment."), transfer(name))

    answers = control.customer_says("c1", "A person, please")

    assert [answer["text"] for answer in answers] == ["One moment."]
    refused = control.wait_for(is_event("transfer_refused", conversation="c1"))
    assert (refused["vendor"], refused["reason"]) == ("LivePerson", NO_SKILL)
    (accepted,) = control.transfers()
    assert (accepted["skill_name"], accepted["state"]) == ("Human", "with_agent")


@pytest.mark.parametrize(
    ("answer", "complaint"),
    [
        (response(), MISSING),
        (response({"type": "DELAY", "data": {"seconds": 1}}), MISSING),
        (response(transfer(), transfer()), "one ACTION only"),
        ([], "must be a JSON object"),
        (b"<html>", "it is not JSON"),
        ({"response": [text("Hi")]}, "missing key 'analytics'"),
        (response({"type": "TEXT", "data": {}}), "missing key 'message'"),
        (response(text("Hi", "all")), "'messageAudience' must be one of"),
        (response({"type": "IMAGE", "data": {}}), "'type' must be one of"),
        (response({"type": "DELAY", "data": {"seconds": 0}}), "a second at least"),
        (response({"type": "ACTION", "data": {"name": "transfer"}}), "'name' must be one of"),
        (response({"type": "ACTION", "data": {"name": "TRANSFER"}}), "missing key 'skillName'"),
        (response(text("Hi"), intents=["x"]), "must be a JSON object"),
        (
            response(text("Hi"), intents=[{"id": "a b", "description": "", "confidenceScore": 1}]),
            "no white space",
        ),
        ({"response": [text("Hi")], "analytics": {"intents": {}}}, "'intents' must be a list"),
    ],
)
def test_an_answer_of_no_use_is_an_error_and_means_the_default_skill(
    endpoint: Endpoint, control: Control, answer: Any, complaint: str
) -> None:
    endpoint.events_in_turn((200, answer))

    with pytest.raises(ControlError, match=complaint):
        control.customer_says("c1", "Hi")

    assert complaint in control.wait_for(is_event("bot_failed"))["reason"]
    assert [each["skill_name"] for each in control.transfers()] == ["Human"]
    assert said(control) == [("customer", "bot", "Hi")]
    endpoint.says(text("Hello."))
    control.agent_returns("c1")
    assert len(control.customer_says("c1", "Hi?")) == 1


@pytest.mark.parametrize("name", ["CLOSE_CONVERSATION", "INVOKE_FUNCTION", "CHANGE_TTR"])
def test_other_actions_are_taken_and_change_nothing(
    endpoint: Endpoint, control: Control, name: str
) -> None:
    endpoint.says({"type": "ACTION", "data": {"name": name, "parameters": {"a": 1}}})

    assert control.customer_says("c1", "Hi") == []

    assert control.transfers() == []
    assert control.conversation("c1")["with"] == "bot"


def test_a_later_failure_is_not_told_to_the_bot(endpoint: Endpoint, control: Control) -> None:
    control.fail_transfers_later()
    endpoint.says(transfer())

    control.customer_says("c1", "A person, please")

    failed = control.wait_for(is_event("transfer_failed", conversation="c1"))
    assert failed["failure"] is None
    assert control.customer_says("c1", "Hello?") == []
    assert said(control)[-1] == ("customer", "nobody", "Hello?")
    assert endpoint.steps == ["PUT", "POST"]


def test_a_delivery_that_comes_again_changes_nothing_where_the_platform_was_answered(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.says(text("One moment."), transfer())
    control.customer_says("c1", "A person, please")

    assert control.redeliver("c1") == 200

    first, second = endpoint.events
    assert (first.content, first.path) == (second.content, second.path)
    assert first.headers["authorization"] == second.headers["authorization"]
    assert len(control.transfers()) == 1
    assert len(said(control)) == 2


def test_a_delivery_that_comes_again_counts_where_the_platform_was_not_answered(
    endpoint: Endpoint, control: Control
) -> None:
    endpoint.events_in_turn(None)
    with pytest.raises(ControlError):
        control.customer_says("c1", "A person, please")
    endpoint.events_in_turn((404, {}), (200, response(text("One moment."), transfer())))

    assert control.redeliver("c1") == 200

    assert endpoint.steps[-3:] == ["POST", "PUT", "POST"], "the bot did not know it any more"
    assert said(control)[-1] == ("bot", "customer", "One moment.")
    assert len(control.transfers()) == 1


def test_customers_do_not_share_a_sequence(endpoint: Endpoint, control: Control) -> None:
    control.customer_says("c1", "Hi")
    control.customer_says("c2", "Hi")

    sequences = [call.body["context"]["lpEvent"]["sequence"] for call in endpoint.events]
    assert sequences == [0, 0]


def test_a_reset_creates_conversations_anew(endpoint: Endpoint, control: Control) -> None:
    control.customer_says("c1", "Hi")

    control.reset()
    control.customer_says("c1", "Hi")

    assert endpoint.steps == ["PUT", "POST"] * 2


def _json() -> st.SearchStrategy[Any]:
    words = ["response", "analytics", "type", "data", "TEXT", "ACTION", "message", "name"]
    keys = st.sampled_from([*words, "intents", "TRANSFER", "parameters"]) | st.text()
    leaf = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | keys
    return st.recursive(leaf, lambda of: st.lists(of) | st.dictionaries(keys, of), max_leaves=10)


def is_read_or_refused(body: Any) -> bool:
    try:
        messages, action = read(body)
    except WrongAnswer as error:
        return bool(str(error))
    return bool(messages or action)


@given(_json())
def test_any_answer_is_read_or_refused(body: Any) -> None:
    assert is_read_or_refused(body)


@settings(max_examples=50)
@given(st.lists(_json(), max_size=3))
def test_any_items_are_read_or_refused(items: list[Any]) -> None:
    assert is_read_or_refused({"response": items, "analytics": {}})
