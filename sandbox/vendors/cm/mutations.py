"""Read a mutation request: which links of a chat are to be enabled and which disabled.

https://developers.cm.com/mobile-service-cloud/docs/control-routing documents `ruleMutation`.
`disableComponent` and the keys of the Context are what CM.com's own HALO is reported to send.
Assumptions: property names are read in any case; keys beyond the documented ones, an empty list
and a rule without an adapter are refused.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal

from ...serving.json_bodies import keys_of, parse
from ...serving.refusal import Refused
from .chats import ADAPTERS, WITHOUT_BOT, Link, links_of

BOT_COMPONENT = "CMBot"


@dataclass
class MutationRequest:
    """Body of the call."""

    ChatId: str
    Mutations: list[dict[str, object]]
    Context: dict[str, str] | None = None

    @property
    def skill(self) -> str | None:
        """The skill that it asks for."""
        return (self.Context or {}).get("RoutingKeywords") or None


@dataclass
class RuleMutation:
    """A mutation whose `$type` is `ruleMutation`."""

    action: Literal["Enable", "Disable"]
    operator: Literal["And", "Or"]
    sourceAdapterId: str | None = None  # noqa: N815 - the vendor's spelling, here and below
    targetAdapterId: str | None = None  # noqa: N815


@dataclass
class DisableComponent:
    """A mutation whose `$type` is `disableComponent`."""

    ComponentId: str


def read(data: object) -> tuple[MutationRequest, dict[Link, bool]]:
    """Return the request and the links that it changes; 400 if anything about it is wrong."""
    request = parse(MutationRequest, _documented_spelling(data, MutationRequest))
    if not request.Mutations:
        raise _wrong("'Mutations' is empty")
    changes: dict[Link, bool] = {}
    for mutation in request.Mutations:
        changes.update(_changes(mutation))
    _check_customer(request.Context or {})
    return request, changes


def _changes(mutation: Mapping[str, object]) -> Mapping[Link, bool]:
    """Return the links that one mutation changes; the key `$type` and its value are case-exact."""
    keys = dict(mutation)
    kind = keys.pop("$type", None)
    if kind == "ruleMutation":
        return _rule_changes(parse(RuleMutation, _documented_spelling(keys, RuleMutation)))
    if kind == "disableComponent":
        component = parse(DisableComponent, _documented_spelling(keys, DisableComponent))
        if component.ComponentId != BOT_COMPONENT:
            raise _wrong(f"'ComponentId' must be {BOT_COMPONENT}")
        return WITHOUT_BOT
    raise _wrong("'$type' must be ruleMutation or disableComponent")


def _rule_changes(rule: RuleMutation) -> dict[Link, bool]:
    adapters = (rule.sourceAdapterId, rule.targetAdapterId)
    if adapters == (None, None):
        raise _wrong("a mutation must name an adapter")
    if any(adapter not in (None, *ADAPTERS) for adapter in adapters):
        raise _wrong("the account has no adapter with this id")
    links = links_of(*adapters, both=rule.operator == "And")
    return dict.fromkeys(links, rule.action == "Enable")


def _check_customer(context: Mapping[str, str]) -> None:
    """Check `CustomerInfo`, which is JSON inside JSON; a refusal repeats nothing of it."""
    if "CustomerInfo" not in context:
        return
    try:
        customer = json.loads(context["CustomerInfo"])
    except (ValueError, RecursionError):
        customer = None
    if not isinstance(customer, dict):
        raise _wrong("'CustomerInfo' must be a string that holds a JSON object")


def _documented_spelling(data: object, kind: type[Any]) -> dict[str, Any]:
    """Return the keys of a JSON object as documented, without those whose value is null."""
    spelling = {name.lower(): name for name in kind.__dataclass_fields__}
    keys = {spelling.get(key.lower(), key): value for key, value in keys_of(data).items()}
    return {key: value for key, value in keys.items() if value is not None}


def _wrong(reason: str) -> Refused:
    return Refused(HTTPStatus.BAD_REQUEST, reason)
