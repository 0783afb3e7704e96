"""The Custom Endpoint's OpenAPI, written down anew: the same rules, none of its text.

LivePerson's own is `docs/v1.json` of its `third-party-bots-custom-endpoint-reference-service`,
MIT by that repository's `package.json`, but without a notice that could be kept beside a copy. What
it does not allow is not allowed here; what its pages say beyond it stands in
`liveperson_schemas.py`.
"""

from __future__ import annotations

from typing import Any

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
OBJECT: Schema = {"type": "object"}
FLAG: Schema = {"type": "boolean"}


def _one_of(*words: str) -> Schema:
    return {"type": "string", "enum": list(words)}


def _fields(required: dict[str, Schema], **optional: Schema) -> Schema:
    return {"required": list(required), "properties": required | optional}


def _object(required: dict[str, Schema], **optional: Schema) -> Schema:
    return OBJECT | _fields(required, **optional)


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _event(kind: str, data: Schema) -> Schema:
    about = _object({"lpEvent": OBJECT})
    return _fields({"type": _one_of(kind), "data": data, "context": about})


def _item(kind: str, data: Schema) -> Schema:
    return _fields({"type": _one_of(kind), "data": data})


def _body(schema: Schema) -> Schema:
    return {"content": {"application/json": {"schema": schema}}}


def _path(name: str, **rules: Any) -> Schema:
    return {"name": name, "in": "path", "required": True, "schema": TEXT | rules}


def _operation(good: Schema, body: Schema | None = None, **other: Schema) -> Schema:
    missing = {"description": "No such bot, environment or conversation."}
    responses = {"200": {"description": "Done."} | good, "401": {"description": "Who are you?"}}
    asked = {"requestBody": {"required": True} | _body(body)} if body else {}
    return asked | {"responses": responses | {"404": missing} | other}


# What LivePerson sends.
CONVERSATION = _object(
    {
        "sdes": OBJECT,
        "context": _object(
            {"type": _one_of("MESSAGING", "CHAT"), "skillId": NUMBER, "engagementId": NUMBER},
            campaignId=NUMBER,
            contextType=NUMBER,
            visitor=OBJECT,
        ),
    }
)
_CHANGED = _object({"name": _one_of("STARTED", "TRANSFERRED", "CLOSED")})
_RICH = _object({"content": OBJECT})
EVENT = OBJECT | {
    "oneOf": [
        _event("TEXT", _object({"message": TEXT})),
        # Both ask for a context within `data` as well, and say nothing about it.
        _event("CONVERSATION", _CHANGED | {"required": ["name", "context"]}),
        _event("RICH_CONTENT", _RICH | {"required": ["content", "context"]}),
        _event(
            "hosted-file",
            _object({"relativePath": TEXT, "fileType": TEXT}, caption=TEXT, preview=TEXT),
        ),
    ]
}

# What it is answered.
_METADATA = {"encodedMetadata": TEXT, "metadata": OBJECT}
_AUDIENCE = _one_of("AGENTS_AND_MANAGERS", "ALL")
_ACTION = _one_of("TRANSFER", "CLOSE_CONVERSATION", "INVOKE_FUNCTION", "CHANGE_TTR")
ITEM: Schema = {
    "oneOf": [
        _item("TEXT", _object({"message": TEXT}, messageAudience=_AUDIENCE, **_METADATA)),
        _item("STRUCTURED_CONTENT", _object({"structuredContent": OBJECT}, **_METADATA)),
        _item("DELAY", _object({"seconds": {"type": "integer", "minimum": 1}}, typing=FLAG)),
        _item("ACTION", _object({"name": _ACTION}, parameters=OBJECT)),
    ]
}
INTENT = _object(
    {
        "id": TEXT | {"pattern": r"^[^\s]*$"},
        "description": TEXT,
        "confidenceScore": NUMBER | {"minimum": 0, "maximum": 1},
    }
)
ANALYTICS = OBJECT | {"properties": {"intents": _list(INTENT)}}
ANSWER = _object({"response": _list(ITEM), "analytics": ANALYTICS})
STATE = _object({"state": _one_of("online", "offline", "error", "maintenance"), "version": TEXT})

_BOT = "/{apiVersion}/bots/{botId}/environments"
_TALK = f"{_BOT}/{{environment}}/conversations/{{convId}}"
_OF_BOT = [_path("apiVersion"), _path("botId", pattern="^([A-Za-z0-9-]+)$", maxLength=36)]
_OF_TALK = [*_OF_BOT, _path("environment"), _path("convId")]
_CONFLICT = {"409": {"description": "There is one already."}}
OPENAPI: Schema = {
    "openapi": "3.0.3",
    "info": {"title": "Third-Party Bots, Custom Endpoint", "version": "0.0.1"},
    "security": [{"bearerAuth": []}],
    "components": {
        "securitySchemes": {"bearerAuth": {"type": "http", "scheme": "bearer"}},
    },
    "paths": {
        _BOT: {"parameters": _OF_BOT, "get": _operation(_body(_list(TEXT)))},
        f"{_BOT}/{{environment}}/state": {
            "parameters": [*_OF_BOT, _path("environment")],
            "get": _operation(_body(STATE)),
        },
        _TALK: {"parameters": _OF_TALK, "put": _operation({}, CONVERSATION, **_CONFLICT)},
        f"{_TALK}/events": {"parameters": _OF_TALK, "post": _operation(_body(ANSWER), EVENT)},
    },
}
