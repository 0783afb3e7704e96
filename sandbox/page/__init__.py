"""The page with the customer's chat and the agents' desk, which control serves at `/`.

The browser loads nothing from other servers, and loads a file again when it has changed.
https://developer.mozilla.org/en-US/docs/Web/HTTP/Headers/Content-Security-Policy
"""

from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..serving.refusal import Refused

FOLDER = Path(__file__).parent
INDEX = "index.html"
KINDS = {
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

    async def file(request: Request) -> Response:
        return _file(request.path_params["name"])

    return [Route("/", index), Route("/page/{name}", file)]


def _file(name: str) -> Response:
    # The name is compared with the files in the folder, so no name leads out of it.
    files = {each.name: each for each in FOLDER.iterdir() if each.suffix in KINDS}
    if name not in files or not files[name].is_file():
        raise Refused(HTTPStatus.NOT_FOUND, "the page has no such file")
    path = files[name]
    return Response(path.read_bytes(), headers={**HEADERS, "content-type": KINDS[path.suffix]})
