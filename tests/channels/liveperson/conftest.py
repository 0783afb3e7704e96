import json
from types import SimpleNamespace

import pytest
from werkzeug import Response

from tests.channels.liveperson.bot import LivePersonBot, jwk


@pytest.fixture
def vendor():
    return LivePersonBot


@pytest.fixture
def jwks(httpserver):
    """LivePerson's JWKS; a test may change its body, and None stands for a service that is down."""
    served = SimpleNamespace(body={"keys": [jwk()]}, url=httpserver.url_for("/keys"))
    served.calls = lambda: len(httpserver.log)

    def respond(request):
        if served.body is None:
            return Response("down", status=503)
        return Response(json.dumps(served.body), content_type="application/json")

    httpserver.expect_request("/keys").respond_with_handler(respond)
    return served


@pytest.fixture
def bot_with_jwks(loop, start, jwks):
    return loop.run_until_complete(start(public_key=None, jwks_url=jwks.url))
