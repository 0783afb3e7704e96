"""The Custom Endpoint's OpenAPI, written down anew: the same rules, none of its text.

LivePerson's own is `docs/v1.json` of its `third-party-bots-custom-endpoint-reference-service`,
MIT by that repository's `package.json`, but without a notice that could be kept beside a copy. What
it does not allow is not allowed here; `check_reply` knows what LivePerson's pages say beyond it.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator

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
# Only the specification says object; LivePerson's pages, templates and types have a list.
_METADATA = {"encodedMetadata": TEXT, "metadata": {"anyOf": [OBJECT, _list(OBJECT)]}}
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
# The specification lets the intents be left out; the types of LivePerson's reference do not.
ANALYTICS = _object({"intents": _list(INTENT)})
ANSWER = _object({"response": _list(ITEM), "analytics": ANALYTICS})
STATE = _object({"state": _one_of("online", "offline", "error", "maintenance"), "version": TEXT})

_BOT = "/{apiVersion}/bots/{botId}/environments"
_CONVERSATION = f"{_BOT}/{{environment}}/conversations/{{convId}}"
_OF_BOT = [_path("apiVersion"), _path("botId", pattern="^([A-Za-z0-9-]+)$", maxLength=36)]
_OF_CONVERSATION = [*_OF_BOT, _path("environment"), _path("convId")]
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
        _CONVERSATION: {
            "parameters": _OF_CONVERSATION,
            "put": _operation({}, CONVERSATION, **_CONFLICT),
        },
        f"{_CONVERSATION}/events": {
            "parameters": _OF_CONVERSATION,
            "post": _operation(_body(ANSWER), EVENT),
        },
    },
}


def _closed(schema: Any) -> Any:
    """The same schema, but no object may have fields beside those of the specification."""
    if isinstance(schema, list):
        return [_closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {"additionalProperties": False} if "properties" in schema else {}
    return closed | {name: _closed(value) for name, value in schema.items()}


REPLY = Draft7Validator(_closed(ANSWER))


def check_reply(body: Any) -> None:
    """Check a reply: never empty, one action at most and that at the end, no empty text."""
    REPLY.validate(body)
    kinds = [item["type"] for item in body["response"]]
    assert kinds, "an empty reply"
    assert set(kinds) != {"DELAY"}, "neither a message nor an action"
    assert "ACTION" not in kinds[:-1], "an action that is not the end, or a second one"
    for item in body["response"]:
        data = item["data"]
        assert data.get("message") != "", "an empty text"
        if data.get("name") == "TRANSFER":
            parameters = data["parameters"]
            # The specification allows one of the two, the document sends both (figure 2.8).
            assert {"skillName"} <= set(parameters) <= {"skillName", "agentId"}
            assert all(isinstance(value, str) and value for value in parameters.values())
    for intent in body["analytics"]["intents"]:
        assert intent["id"], "an intent without an id"
