"""Settings of an imitated vendor, which control changes and shows."""

from dataclasses import asdict, dataclass, fields
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from ..record.call_log import MASK
from ..serving.json_bodies import read_body


@dataclass
class Settings:
    """Base class of dataclasses that are the body of a PUT; their fields are the keys."""

    def check(self) -> None:
        """Refuse values of the right type that make no sense."""

    def as_json(self) -> dict[str, Any]:
        """Return the settings; fields that are left out of the `repr` are masked."""
        secrets = {field.name for field in fields(self) if not field.repr}
        return {key: MASK if key in secrets else value for key, value in asdict(self).items()}


def settings_route(account: object, name: str, path: str) -> Route:
    """Return the PUT route of the account's settings `name`.

    Keys that are left out go back to their default.
    """
    kind: type[Settings] = type(getattr(account, name))

    async def put(request: Request) -> Response:
        settings = await read_body(kind, request)
        settings.check()
        setattr(account, name, settings)
        return JSONResponse(settings.as_json())

    return Route(path, put, methods=["PUT"])
