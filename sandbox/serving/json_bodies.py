"""Read JSON bodies strictly: every key is known, present and of the right type."""

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from starlette.requests import Request

from .refusal import Refused

Body = TypeVar("Body")

LAST_STATUS = 599
_hints: Callable[..., dict[str, Any]] = functools.cache(typing.get_type_hints)


async def read_body(kind: type[Body], request: Request) -> Body:
    """Return the request's JSON body as the dataclass `kind`; 400 if it does not fit."""
    return parse(kind, await json_body(request))


async def read_changes(kind: type[Any], request: Request) -> Mapping[str, Any]:
    """Return only the keys that the request has; 400 unless they fit the dataclass `kind`."""
    changes = keys_of(await json_body(request))
    parse(kind, changes)
    return changes


async def json_body(request: Request) -> Any:
    """Return the request's JSON value; 400 if it is not declared as JSON, or is not JSON.

    Assumption: vendors do not document how they refuse a wrong `Content-Type`; 400 here.
    """
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(HTTPStatus.BAD_REQUEST, "the Content-Type must be application/json")
    try:
        return json.loads(await request.body(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(HTTPStatus.BAD_REQUEST, f"the body is not JSON: {error}") from error


def parse(kind: type[Body], data: object) -> Body:
    """Return `data` as the dataclass `kind`, whose fields are the keys that are allowed.

    A 400 names every key that is unknown, missing or of the wrong type.
    """
    keys = keys_of(data)
    fields = dataclasses.fields(kind)  # type: ignore[arg-type]
    hints = _hints(kind)
    problems = [f"unknown key '{key}'" for key in keys if key not in hints]
    problems += [f"missing key '{field.name}'" for field in fields if _missing(field, keys)]
    problems += [
        f"'{key}' must be {_described(hints[key])}"
        for key, value in keys.items()
        if key in hints and not _fits(value, hints[key])
    ]
    if problems:
        raise Refused(HTTPStatus.BAD_REQUEST, "; ".join(problems))
    return kind(**keys)


def keys_of(data: object) -> Mapping[str, Any]:
    """Return `data` as the JSON object it must be."""
    if not isinstance(data, dict):
        raise Refused(HTTPStatus.BAD_REQUEST, "the body must be a JSON object")
    return data


def check_status(status: int) -> None:
    """Refuse a number that cannot be the final status of an HTTP response."""
    if not HTTPStatus.OK <= status <= LAST_STATUS:
        raise Refused(HTTPStatus.BAD_REQUEST, f"'status' must be from 200 to {LAST_STATUS}")


def _refuse_constant(name: str) -> typing.NoReturn:
    raise ValueError(f"{name} is not JSON")


def _missing(field: "dataclasses.Field[Any]", keys: Mapping[str, Any]) -> bool:
    optional = (field.default, field.default_factory) != (dataclasses.MISSING, dataclasses.MISSING)
    return not optional and field.name not in keys


def _fits(value: object, hint: Any) -> bool:
    """Return whether a JSON value has the annotated type; true and false are not numbers."""
    if hint in (object, Any):
        return True
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return any(_fits(value, argument) for argument in arguments)
    if origin is typing.Literal:
        return value in arguments
    if origin is list:
        return isinstance(value, list) and all(_fits(item, arguments[0]) for item in value)
    if origin is dict:
        return isinstance(value, dict) and all(_fits(i, arguments[1]) for i in value.values())
    if isinstance(value, bool):
        return hint is bool
    return isinstance(value, (int, float) if hint is float else hint)


_TYPE_NAMES = {
    str: "a string",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    object: "anything",
}


def _described(hint: Any) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return " or ".join(_described(argument) for argument in arguments)
    if origin is typing.Literal:
        return "one of " + ", ".join(str(argument) for argument in arguments)
    if origin is list:
        return f"a list, each item {_described(arguments[0])}"
    if origin is dict:
        return f"an object, each value {_described(arguments[1])}"
    return "null" if hint is type(None) else _TYPE_NAMES[hint]
