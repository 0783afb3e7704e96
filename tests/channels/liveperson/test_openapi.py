"""Whatever LivePerson may send, every answer is what its OpenAPI says.

schemathesis makes the requests and looks at the answers: status, content type, headers, body, and
that none of it is to be had without the token. The bot says anything meanwhile.
"""

import asyncio
from datetime import timedelta
from functools import partial
from itertools import count

import httpx
import pytest
import requests
import schemathesis
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from schemathesis import GenerationMode
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup

from tests.channels.liveperson.bot import (
    BOT,
    CONVERSATION,
    STRANGERS_KEY,
    LivePersonBot,
    text_event,
    token,
)
from tests.channels.liveperson.openapi import OPENAPI
from tests.channels.liveperson.replies import INTENTS, RAW, REPLIES

# The token is the tests' own, a good one or another.
CONFIG = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
API = schemathesis.openapi.from_dict(OPENAPI, config=CONFIG)
BOT_PATH = "/{apiVersion}/bots/{botId}/environments"
CONVERSATION_PATH = f"{BOT_PATH}/{{environment}}/conversations/{{convId}}"
ENVIRONMENTS = API[BOT_PATH]["GET"]
STATE = API[f"{BOT_PATH}/{{environment}}/state"]["GET"]
CREATE = API[CONVERSATION_PATH]["PUT"]
EVENT = API[f"{CONVERSATION_PATH}/events"]["POST"]
OPERATIONS = [ENVIRONMENTS, STATE, CREATE, EVENT]
# What leads somewhere; whatever is made in its place mostly leads to a 404.
KNOWN = {"apiVersion": "v1", "botId": BOT, "environment": "draft", "convId": CONVERSATION}
MADE = st.sampled_from([*[()] * 16, *((name,) for name in KNOWN), tuple(KNOWN)])
NUMBERS = count()
# To make such a request smaller takes minutes.
MADE_ONCE = settings(phases=[Phase.generate])


class AnyRasa:
    """Replies what the test wants, and has recognised what the test wants."""

    def __init__(self):
        self.replies, self.intent, self.messages, self.latest = [], {}, 0, {}

    async def __call__(self, message):
        self.messages += 1
        user = UserUttered(message.text, self.intent, message_id=message.message_id)
        self.latest = {message.sender_id: user}
        for reply in self.replies:
            await message.output_channel.send_response(message.sender_id, dict(reply))

    async def retrieve(self, sender_id):
        events = [self.latest[sender_id]] if sender_id in self.latest else []
        return DialogueStateTracker.from_events(sender_id, events)


@pytest.fixture(scope="module")
def rasa():
    return AnyRasa()


@pytest.fixture(scope="module")
def call(loop, sandbox_control, rasa):
    """Do something with a request in a thread, while the bot's server runs here."""
    bot = LivePersonBot(sandbox_control)
    bot.rasa.handle_message, bot.rasa.tracker_store = rasa, rasa
    loop.run_until_complete(bot.start())
    session = requests.Session()
    session.trust_env = False
    whole = {"base_url": f"http://127.0.0.1:{bot.port}/webhooks/liveperson", "session": session}

    def called(does, headers=None):
        good = {"Authorization": f"Bearer {token()}"}
        work = partial(does, headers=good if headers is None else headers, **whole)
        return loop.run_until_complete(asyncio.to_thread(work))

    loop.run_until_complete(bot.create())
    yield called
    session.close()
    loop.run_until_complete(bot.stop())


@st.composite
def requests_to(draw, operation, mode=GenerationMode.POSITIVE):
    """A request, most often to what is there."""
    case = draw(operation.as_strategy(mode))
    for name in set(case.path_parameters) - set(draw(MADE)):
        case.path_parameters[name] = KNOWN[name]
    return case


@pytest.mark.no_cover
@pytest.mark.parametrize("operation", [ENVIRONMENTS, STATE], ids=["environments", "state"])
def test_the_bot_is_described_as_the_specification_says(call, operation):
    @settings(MADE_ONCE, max_examples=20)
    @given(case=requests_to(operation))
    def ask(case):
        assert call(case.call_and_validate).status_code in (200, 404)

    ask()


@settings(MADE_ONCE)
@given(case=requests_to(CREATE))
def test_a_conversation_is_created_as_the_specification_says(call, case):
    assert call(case.call_and_validate).status_code in (200, 404)


@settings(MADE_ONCE, max_examples=100)
@given(case=requests_to(EVENT))
def test_an_event_is_answered_as_the_specification_says(call, case):
    # One that has not been delivered before.
    case.body["context"]["lpEvent"] |= {"sequence": next(NUMBERS), "dialogId": "generated"}

    assert call(case.call_and_validate).status_code in (200, 404)


@settings(MADE_ONCE, max_examples=200)
@given(replies=st.lists(RAW | REPLIES, min_size=1, max_size=4), intent=INTENTS)
def test_whatever_the_bot_says_is_answered_as_the_specification_says(call, rasa, replies, intent):
    rasa.replies, rasa.intent = replies, intent
    case = EVENT.Case(path_parameters=KNOWN, body=text_event("Hi", next(NUMBERS)))

    assert call(case.call_and_validate).status_code == 200


@pytest.mark.no_cover
@pytest.mark.parametrize("operation", [CREATE, EVENT], ids=["create", "event"])
def test_what_the_specification_does_not_allow_is_refused_or_answered_as_it_says(call, operation):
    """More is taken than it allows: a context may be missing, an event may be one nobody knows."""

    @settings(MADE_ONCE, max_examples=50)
    @given(case=requests_to(operation, GenerationMode.NEGATIVE))
    def ask(case):
        answer = call(case.call)

        assert answer.status_code in (200, 400, 404, 405)
        if answer.status_code == 200:
            operation.validate_response(answer)
        elif answer.status_code == 400:
            assert list(answer.json()) == ["message"]

    ask()


@pytest.mark.no_cover
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda each: each.label)
def test_without_the_token_no_request_reaches_the_bot(call, rasa, operation):
    before = rasa.messages

    @settings(MADE_ONCE, max_examples=10)
    @given(case=requests_to(operation), scheme=st.sampled_from(["", "Bearer ", "Basic "]))
    def ask(case, scheme):
        case.path_parameters |= KNOWN if operation is not ENVIRONMENTS else {"apiVersion": "v1"}
        answer = call(case.call, {"Authorization": f"{scheme}{token(STRANGERS_KEY)}"})

        assert answer.status_code == 401
        operation.validate_response(answer)

    ask()
    assert rasa.messages == before


@pytest.mark.parametrize(
    "body",
    [
        {"response": []},
        {"response": {}, "analytics": {}},
        {"response": [{"type": "TEXT", "data": {}}], "analytics": {}},
        {
            "response": [{"type": "TEXT", "data": {"message": "x", "metadata": []}}],
            "analytics": {},
        },
        {"response": [], "analytics": {"intents": [{"id": "a b"}]}},
    ],
)
def test_an_answer_that_the_specification_does_not_allow_would_be_seen(body):
    request = httpx.Request("POST", "http://bot.test/events")
    answer = httpx.Response(200, json=body, request=request)
    answer.elapsed = timedelta(0)

    with pytest.raises((Failure, FailureGroup)):
        EVENT.validate_response(answer)
