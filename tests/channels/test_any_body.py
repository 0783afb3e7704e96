"""Whatever arrives is taken or refused; it is never an error of ours."""

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.channels.cm import any_body as cm
from tests.channels.liveperson import any_body as liveperson
from tests.channels.parley import any_body as parley
from tests.channels.vendors import VENDORS

BODIES = {"cm": cm, "liveperson": liveperson, "parley": parley}
TOKENS = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1)


@pytest.fixture(scope="module", params=VENDORS)
def channel(request, loop, sandbox_control):
    """A bot that lives for all the examples, and the bodies that its vendor might send."""
    bodies = BODIES[request.param]
    sandbox_control.reset()
    bodies.prepare(sandbox_control)
    bot = VENDORS[request.param](sandbox_control, max_body_bytes=4096, **bodies.SETTINGS)
    loop.run_until_complete(bot.start())
    yield bot, bodies
    loop.run_until_complete(bot.stop())


def check(loop, channel, caplog, content):
    bot, bodies = channel
    caplog.clear()

    for response in loop.run_until_complete(bodies.send(bot, content)):
        assert response.status_code in (200, 201, 400, 404, 413)
        assert isinstance(response.json(), dict)
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@given(data=st.data())
def test_any_json_is_taken_or_refused(loop, channel, caplog, data):
    check(loop, channel, caplog, data.draw(channel[1].BODIES))


@given(raw=st.binary(max_size=5000))
def test_any_bytes_are_taken_or_refused(loop, channel, caplog, raw):
    check(loop, channel, caplog, raw)


@given(token=TOKENS)
def test_anything_that_is_not_the_token_is_a_401(loop, channel, token):
    bot, bodies = channel
    before = len(bot.rasa.messages)

    responses = loop.run_until_complete(bodies.send_token(bot, token))

    assert {response.status_code for response in responses} == {401}
    assert len(bot.rasa.messages) == before
