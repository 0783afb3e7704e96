"""Without authentication nothing gets in; what is no payload is refused and changes nothing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.parley.platform import AGENTS, TOKEN, USER, Bot, lines, message, running

OWN = "another-token-of-ours"
RETURN = f"/users/{USER}/return"


@pytest.mark.parametrize("path", ["/webhook", RETURN])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "wrong"},
        {"Authorization": TOKEN[:-1]},
        {"Authorization": f"{TOKEN}x"},
        {"Authorization": TOKEN.upper()},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": f"Bearer Bearer {TOKEN}"},
        {"X-Handoff-Token": TOKEN},
        {"Cookie": f"Authorization={TOKEN}"},
    ],
)
async def test_a_wrong_token_is_a_401_and_changes_nothing(path, headers, caplog):
    async with running() as bot:
        await bot.hand_over()
        bot.parley.owners = {}
        answer = await bot.call(path, message("Hello"), headers)
        assert (answer.status_code, answer.json()) == (401, {"message": "Unauthorized"})
        assert (bot.rasa.heard, bot.parley.asked, len(lines(caplog))) == ([], [], 1)
        assert TOKEN not in caplog.text

        assert (await bot.bring(message("Hello"))).status_code == 200
        assert bot.rasa.words[-1] == "Hello"


@pytest.mark.parametrize("token", [f"Bearer {TOKEN}", f"bearer {OWN}"])
async def test_the_webhooks_token_is_compared_whole(token):
    async with running(token=token) as bot:
        bad = await bot.call("/webhook", message("Hello"), {"Authorization": token[7:]})
        good = await bot.call("/webhook", message("Hello"), {"Authorization": token})
        back = await bot.call(RETURN, {}, {"Authorization": token})

        assert (bad.status_code, good.status_code, back.status_code) == (401, 200, 200)


async def test_a_return_token_of_its_own_opens_the_return_and_nothing_else():
    async with running(return_token=OWN) as bot:
        await bot.hand_over()
        bot.parley.owners = {}
        assert (await bot.give_back(token=TOKEN)).status_code == 401
        stolen = await bot.call("/webhook", message("Hello"), {"Authorization": OWN})
        assert (stolen.status_code, bot.rasa.heard) == (401, [])

        assert (await bot.give_back(token=OWN)).json() == {"returned": True}


async def test_another_header_may_hold_the_token():
    async with running(token_header="X-Own") as bot:
        assert (await bot.bring(message("Hello"))).status_code == 401
        answer = await bot.call("/webhook", message("Hello"), {"x-own": TOKEN})

        assert (answer.status_code, bot.rasa.words) == (200, ["Hello"])


@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"not json", 400),
        (b"[]", 400),
        (b'"message"', 400),
        (b"null", 400),
        (b"{}", 400),
        (b'{"type": "message"}', 400),
        (b'{"type": "message", "body": []}', 400),
        (b'{"type": "message", "body": null}', 400),
        (b'{"type": 7, "body": {}}', 400),
        (b'{"type": "", "body": {}}', 400),
        (b'{"body": {}}', 400),
        (b'{"type": "event", "body": {"a": NaN}}', 400),
        (b'{"type": "event", "body": ' + b"[" * 4000, 400),
        (b'{"type": "event", "body": {"a": "' + b"x" * 5000 + b'"}}', 413),
    ],
)
async def test_what_is_no_payload_is_refused_with_one_line(raw, status, caplog):
    async with running(max_body_bytes=4096) as bot:
        answer = await bot.bring(None, content=raw)
        assert (answer.status_code, bot.rasa.heard, len(lines(caplog))) == (status, [], 1)
        assert isinstance(answer.json()["message"], str)

        assert (await bot.bring(message("Hello"))).status_code == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_other_methods_are_not_there(method):
    async with running() as bot:
        answer = await bot._client.request(method, "/webhook", headers={"Authorization": TOKEN})

        assert answer.status_code == 405


async def test_a_huge_return_is_a_413():
    async with running(max_body_bytes=1024) as bot:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        answer = await bot.call(RETURN, headers=headers, content=b"x" * 2000)

        assert answer.status_code == 413


LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["message", "action", "clientMerging", "user_registered", "\ud800", USER, ""])
)
NAMES = st.sampled_from(
    ["type", "body", "user", "id", "message", "typeId", "time", "image", "from", "to", "name"]
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=20,
)
USERS = st.fixed_dictionaries({"id": LEAVES}, optional={"uniqueIdentifier": JSON})
INNER = st.fixed_dictionaries(
    {},
    optional={
        "message": st.text() | JSON,
        "id": JSON,
        "typeId": st.sampled_from([1, "1", 2]) | JSON,
    }
    | dict.fromkeys(("time", "image", "from", "to"), JSON),
)
PAYLOADS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["message", "event", "action", "clientMerging", "x"]),
        "body": st.fixed_dictionaries({"user": USERS | JSON, "body": INNER | JSON}) | JSON,
    }
)


@pytest.fixture(scope="module")
def talk(loop):
    bot = Bot(max_body_bytes=4096)
    loop.run_until_complete(bot.start())
    loop.run_until_complete(bot.hand_over(owner=AGENTS))
    yield bot
    loop.run_until_complete(bot.stop())


@given(body=JSON | PAYLOADS)
def test_any_json_is_taken_or_refused(loop, talk, body):
    answer = loop.run_until_complete(talk.bring(None, content=json.dumps(body).encode()))

    assert answer.status_code in (200, 400, 413)
    assert isinstance(answer.json(), dict)
    # The hand-over that was there before has been touched by nobody.
    assert loop.run_until_complete(talk.state()) == "with_agent"


@given(raw=st.binary(max_size=5000))
def test_any_bytes_are_refused(loop, talk, raw):
    answer = loop.run_until_complete(talk.bring(None, content=raw))

    assert answer.status_code in (200, 400, 413)
    assert isinstance(answer.json(), dict)


@given(header=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1))
def test_any_header_that_is_not_the_token_is_a_401(loop, talk, header):
    for authorization in (header, f"Bearer {header}"):
        call = talk.call("/webhook", message("Hello"), {"Authorization": authorization})
        assert loop.run_until_complete(call).status_code == 401
