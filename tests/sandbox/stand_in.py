"""A stand-in for the bot: it records the requests and answers as the test says."""

import json
import re
import socket
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

# Status and body (bytes as they are, anything else as JSON); None: no response at all.
Answer: TypeAlias = tuple[int, object] | None


def in_turn(answers: Sequence[Answer]) -> Callable[["Received"], Answer]:
    """Answer with these in turn; the last answer is for all that follow."""
    left = list(answers)
    return lambda request: left.pop(0) if len(left) > 1 else left[0]


class Received:
    """One request to the bot."""

    def __init__(self, request: Request) -> None:
        self.method = request.method
        self.path, _, self.query = request.environ["REQUEST_URI"].partition("?")
        self.headers = request.headers
        self.content = request.get_data()

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)

    @property
    def credentials(self) -> list[str]:
        """What opens the bot: of two headers, and of the query."""
        headers = [self.headers.get(name, "") for name in ("authorization", "x-handoff-token")]
        return [value for value in (*headers, self.query) if value]

    @property
    def everything(self) -> tuple[object, ...]:
        """What must be the same when the request is sent once more."""
        return self.method, self.path, self.content, self.credentials


class Bot:
    """Answers every request with an empty list, unless a test sets another answer."""

    def __init__(self, server: HTTPServer) -> None:
        self._server = server
        self.url = server.url_for("").rstrip("/")
        server.expect_request(re.compile("")).respond_with_handler(self._respond)
        self.reset()

    def reset(self) -> None:
        """Forget the requests; answer with an empty list."""
        self._server.clear_log()
        self.requests: list[Received] = []
        self.answer: Callable[[Received], Answer] = lambda request: (200, [])

    def says(self, *texts: str) -> None:
        """Answer every message with these texts, as Rasa's REST channel does."""
        self.answer = lambda request: (
            200,
            [{"recipient_id": request.body["sender"], "text": text} for text in texts],
        )

    def answers_in_turn(self, *answers: Answer) -> None:
        """Answer the next requests with these; the last answer is for all that follow."""
        self.answer = in_turn(answers)

    @property
    def texts(self) -> list[str]:
        """The texts of the messages that came over Rasa's REST channel."""
        return [request.body["message"] for request in self.requests]

    def at(self, path: str) -> list[Received]:
        """The requests whose path ends like this."""
        return [request for request in self.requests if request.path.endswith(path)]

    def _respond(self, request: Request) -> Response:
        received = Received(request)
        self.requests.append(received)
        answer = self.answer(received)
        if answer is None:
            request.environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return Response()
        status, body = answer
        content = body if isinstance(body, bytes) else json.dumps(body)
        return Response(content, status, content_type="application/json")
