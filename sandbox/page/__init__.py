"""The page with the customer's chat and the agents' desk; the control port serves it at `/`.

The page loads nothing from other servers, and the browser asks for a file again after a change.
https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Content-Security-Policy
"""

from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..record.handoff_words import STEPS, WORDS
from ..serving.refusal import Refused
from . import tracker_words
from .handoff_states import STATES

FOLDER = Path(__file__).parent
INDEX = "index.html"
CONTENT_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
HEADERS = {
    "cache-control": "no-cache",
    "content-security-policy": (
        "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def routes() -> list[Route]:
    """Return the routes of the page's files."""

    async def index(request: Request) -> Response:
        return _file(INDEX)

    async def handoff_states(request: Request) -> Response:
        return JSONResponse(STATES, headers=HEADERS)

    async def handoff_words(request: Request) -> Response:
        return JSONResponse({"step": STEPS, **WORDS}, headers=HEADERS)

    async def words_of_tracker(request: Request) -> Response:
        return JSONResponse(tracker_words.WORDS, headers=HEADERS)

    async def file(request: Request) -> Response:
        return _file(request.path_params["name"])

    return [
        Route("/", index),
        Route("/page/handoff_states.json", handoff_states),
        Route("/page/handoff_words.json", handoff_words),
        Route("/page/tracker_words.json", words_of_tracker),
        Route("/page/{name}", file),
    ]


def _file(name: str) -> Response:
    # The name is looked up among the folder's files, so a path cannot lead out of the folder.
    files = {path.name: path for path in FOLDER.iterdir() if path.suffix in CONTENT_TYPES}
    if name not in files or not files[name].is_file():
        raise Refused(HTTPStatus.NOT_FOUND, "the page has no such file")
    path = files[name]
    headers = {**HEADERS, "content-type": CONTENT_TYPES[path.suffix]}
    return Response(path.read_bytes(), headers=headers)
