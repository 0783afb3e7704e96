"""LivePerson's error envelope.

Documented for a wrong csrf token only (LoginServiceAPI/Methods/refresh.md).
Assumption: the other refusals of these services look the same.
"""

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...serving.refusal import Refused


async def envelope(request: Request, error: Exception) -> Response:
    """The refusal as LivePerson words it."""
    assert isinstance(error, Refused)
    body = {
        "time": time.strftime("%b %d, %Y %I:%M:%S %p", time.gmtime()),
        "message": error.reason,
        "internalCode": error.code or error.status.value,
        "responseStatus": error.status.phrase.upper().replace(" ", "_"),
    }
    return JSONResponse({"error": body}, error.status)
