"""LivePerson's error envelope.

Documented for a wrong csrf token only (LoginServiceAPI/Methods/refresh.md).
Assumption: the other refusals of these services look the same.
"""

import time

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...serving.refusal import Refused


def envelope(request: Request, refused: Refused) -> Response:
    """Return the refusal as LivePerson formats it."""
    body = {
        "time": time.strftime("%b %d, %Y %I:%M:%S %p", time.gmtime()),
        "message": refused.reason,
        "internalCode": refused.code or refused.status.value,
        "responseStatus": refused.status.phrase.upper().replace(" ", "_"),
    }
    return JSONResponse({"error": body}, refused.status)
