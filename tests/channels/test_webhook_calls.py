"""What arrives is read within bounds, and what is refused leaves one line."""

import hmac
import json
from http import HTTPStatus
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sanic.exceptions import InvalidUsage

from human_handoff_channels import webhook_calls as calls
from human_handoff_channels.webhook_calls import InvalidPayloadError, RefusedError

EXPECTED = "a-token-of-our-own"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=10,
)


class Parts:
    """A request whose body comes in parts; a part that is an error is raised."""

    def __init__(self, *parts):
        self.left = list(parts)
        self.stream = self

    async def read(self):
        part = self.left.pop(0) if self.left else None
        if isinstance(part, Exception):
            raise part
        return part


def refused(call, *arguments):
    with pytest.raises(RefusedError) as caught:
        call(*arguments)
    return caught.value.status, str(caught.value)


def test_the_agreed_token_passes():
    assert calls.check_token(EXPECTED, EXPECTED) is None


@given(
    token=st.none()
    | st.text()
    | st.sampled_from([EXPECTED[:-1], EXPECTED + "x", EXPECTED.upper(), " " + EXPECTED])
)
def test_every_other_token_is_a_401_that_holds_nothing_of_it(token):
    why = "wrong token" if token else "no token"

    assert refused(calls.check_token, token, EXPECTED) == (401, why)


def test_a_token_is_compared_whole_however_early_it_differs(monkeypatch):
    compared = []

    def compare(token, expected):
        compared.append((token, expected))
        return hmac.compare_digest(token, expected)

    monkeypatch.setattr(calls, "hmac", SimpleNamespace(compare_digest=compare))
    for each in ("x", EXPECTED[:-1] + "x", None):
        refused(calls.check_token, each, EXPECTED)

    expected = EXPECTED.encode()
    assert compared == [(b"x", expected), (expected[:-1] + b"x", expected), (b"", expected)]


def test_an_empty_token_never_passes():
    assert not calls.is_token("", "")


def test_a_token_with_signs_of_any_kind_is_compared_and_no_error():
    assert refused(calls.check_token, "t\udcffk€n", EXPECTED)[0] == 401
    assert calls.check_token("een-sleutel-van-€", "een-sleutel-van-€") is None


@pytest.mark.parametrize(
    ("authorization", "token", "token_without_scheme"),
    [
        ("Bearer abc", "abc", "abc"),
        ("  bearer  abc ", "abc", "abc"),
        ("BEARER\tabc", "abc", "abc"),
        ("Bearer Bearer abc", "Bearer abc", "Bearer abc"),
        ("Basic abc", None, "Basic abc"),
        ("abc", None, "abc"),
        ("Bearer", "", ""),
        ("", "", ""),
        (None, "", ""),
    ],
)
def test_a_token_is_read_with_the_scheme_and_where_wanted_without_it(
    authorization, token, token_without_scheme
):
    assert calls.bearer_token(authorization) == token
    assert calls.bearer_token(authorization, needs_scheme=False) == token_without_scheme


@given(parts=st.lists(st.binary(max_size=9), max_size=9))
def test_a_body_comes_in_any_parts(loop, parts):
    whole = b"".join(parts)

    assert loop.run_until_complete(calls.read_body(Parts(*parts), max(1, len(whole)))) == whole


async def test_a_body_above_the_limit_is_a_413_and_is_not_read_to_its_end():
    request = Parts(b"12345", b"67890", b"x", b"never read")

    with pytest.raises(RefusedError) as caught:
        await calls.read_body(request, 10)

    assert caught.value.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    assert request.left == [b"never read"]
    assert await calls.read_body(Parts(b"12345", b"67890"), 10) == b"1234567890"


async def test_a_body_that_is_cut_off_is_a_400():
    with pytest.raises(InvalidPayloadError, match="cut off") as caught:
        await calls.read_body(Parts(b"{", InvalidUsage("a chunk that is none")), 10)

    assert caught.value.status == HTTPStatus.BAD_REQUEST


@given(value=st.dictionaries(TEXTS, JSON, max_size=5))
def test_any_object_is_read_as_it_was_written(value):
    assert calls.read_json(json.dumps(value).encode()) == value


def test_an_answer_is_json_with_its_status():
    response = calls.json_response({"woord": "café"}, HTTPStatus.CREATED)

    assert (response.status, response.content_type) == (201, "application/json")
    assert json.loads(response.body) == {"woord": "café"}
    assert calls.json_response({}).status == 200


def test_a_refusal_says_why_to_a_caller_who_is_known_and_leaves_one_line(caplog):
    response = calls.refusal(HTTPStatus.BAD_REQUEST, "type is missing")

    assert response.status == 400
    assert json.loads(response.body) == {"message": "type is missing"}
    assert caplog.messages == ["refused (400): type is missing"]


def test_why_a_token_is_refused_stands_in_the_log_only(caplog):
    response = calls.refusal(HTTPStatus.UNAUTHORIZED, "wrong token", {"WWW-Authenticate": "Bearer"})

    assert json.loads(response.body) == {"message": "Unauthorized"}
    assert response.headers["www-authenticate"] == "Bearer"
    assert caplog.messages == ["refused (401): wrong token"]


def test_rasas_agent_is_none_before_it_is_there():
    app = SimpleNamespace(ctx=SimpleNamespace())

    assert calls.agent_of(app) is None
    app.ctx.agent = object()
    assert calls.agent_of(app) is app.ctx.agent
