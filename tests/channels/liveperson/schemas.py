"""What LivePerson accepts: schemas derived from the Custom Endpoint's OpenAPI and its document.

Stricter than the OpenAPI (`liveperson_openapi.py`) where the document says more: never empty, one
action at most and at the end, an action's parameters.
"""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "required": sorted(required),
        "properties": {**required, **optional},
        "additionalProperties": False,
    }


def _item(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    return _object({"type": {"const": kind}, "data": data})


TEXT = {"type": "string", "minLength": 1}
METADATA = {"metadata": {"type": "object"}, "encodedMetadata": {"type": "string"}}
AUDIENCE = {"enum": ["ALL", "AGENTS_AND_MANAGERS"]}
# The OpenAPI says either, the document sends both (figure 2.8).
TRANSFER = _object(
    {"name": {"const": "TRANSFER"}, "parameters": _object({"skillName": TEXT}, agentId=TEXT)}
)
OTHER_ACTION = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"enum": ["CLOSE_CONVERSATION", "INVOKE_FUNCTION", "CHANGE_TTR"]},
        "parameters": {"type": "object"},
    },
}
ITEM = {
    "oneOf": [
        _item("TEXT", _object({"message": TEXT}, messageAudience=AUDIENCE, **METADATA)),
        _item("STRUCTURED_CONTENT", _object({"structuredContent": {"type": "object"}}, **METADATA)),
        _item(
            "DELAY",
            _object({"seconds": {"type": "integer", "minimum": 1}}, typing={"type": "boolean"}),
        ),
        _item("ACTION", {"oneOf": [TRANSFER, OTHER_ACTION]}),
    ]
}
INTENT = _object(
    {
        "id": {"type": "string", "pattern": r"^\S+$"},
        "description": {"type": "string"},
        "confidenceScore": {"type": "number", "minimum": 0, "maximum": 1},
    }
)
ANSWER = _object(
    {
        "response": {"type": "array", "minItems": 1, "items": ITEM},
        "analytics": _object({}, intents={"type": "array", "items": INTENT}),
    }
)
ENVIRONMENTS = {"type": "array", "items": TEXT, "contains": {"const": "draft"}}
STATE = _object(
    {
        "state": {"enum": ["online", "offline", "error", "maintenance"]},
        "version": {"type": "string", "pattern": r"^\d+\.\d+\.\d+"},
    }
)
BY_ENDING = {"events": ANSWER, "return": ANSWER, "environments": ENVIRONMENTS, "state": STATE}


def check(method: str, path: str, body: Any) -> None:
    """Check what was answered with a 200."""
    if method == "PUT":
        return
    schema = BY_ENDING[path.rsplit("/", 1)[-1]]
    Draft7Validator.check_schema(schema)
    Draft7Validator(schema).validate(body)
    if schema is ANSWER:
        kinds = [item["type"] for item in body["response"]]
        assert "ACTION" not in kinds[:-1], "an action that is not the end, or a second one"
        assert set(kinds) != {"DELAY"}, "neither a message nor an action"
