import json
from asyncio import AbstractEventLoop
from types import SimpleNamespace

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from tests.channels.bot_under_test import BotUnderTest
from tests.channels.conftest import Start
from tests.channels.liveperson.bot import LivePersonBot, jwk


@pytest.fixture
def vendor() -> type[LivePersonBot]:
    return LivePersonBot


@pytest.fixture
def jwks(httpserver: HTTPServer) -> SimpleNamespace:
    """LivePerson's JWKS; a test may change its body, and None stands for a service that is down."""
    served = SimpleNamespace(body={"keys": [jwk()]}, url=httpserver.url_for("/keys"))
    served.calls = lambda: len(httpserver.log)

    def respond(request: Request) -> Response:
        if served.body is None:
            return Response("down", status=503)
        return Response(json.dumps(served.body), content_type="application/json")

    httpserver.expect_request("/keys").respond_with_handler(respond)
    return served


@pytest.fixture
def bot_with_jwks(loop: AbstractEventLoop, start: Start, jwks: SimpleNamespace) -> BotUnderTest:
    return loop.run_until_complete(start(public_key=None, jwks_url=jwks.url))
