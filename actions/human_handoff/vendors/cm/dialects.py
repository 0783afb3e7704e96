"""The mutations of a handover: the two kinds in CM.com's pages, or the bot builder's own list.

`ruleMutation` is the documented kind. `disableComponent` belongs to the older Router API.
"""

from __future__ import annotations

from typing import Any

from ...errors import ConfigurationError, Problems
from .routing import Mutation, RouterSettings, is_id

_ADAPTERS = ("channel_adapter", "bot_adapter", "agent_adapter")
_LINK_ENDS = {"sourceAdapterId", "targetAdapterId"}
# The fields that each kind must have, and the fields that it may have.
_FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "ruleMutation": ({"action", "operator"}, _LINK_ENDS),
    "disableComponent": ({"ComponentId"}, set()),
}


def mutations(router: RouterSettings, path: str) -> list[Mutation]:
    """Return the mutations that every handover of the account requests.

    Raises:
        ConfigurationError: An id is missing or cannot be an id, or a mutation in the bot builder's
            own list is incomplete.
    """
    if router.mutations is not None:
        return _checked(router.mutations, f"{path}.router.mutations")
    if router.dialect == "disable_component":
        component = _required_id(router, "component", path)
        return [_mutation({"$type": "disableComponent", "ComponentId": component})]
    problems = Problems()
    ids = [problems.collect(_required_id, router, name, path) for name in _ADAPTERS]
    problems.raise_all()
    channel, bot, agents = (str(identifier) for identifier in ids)
    if len({channel, bot, agents}) < len(_ADAPTERS):
        raise ConfigurationError(
            f"{path}.router: two of {', '.join(_ADAPTERS)} are the same. Write the ids of three "
            "adapters."
        )
    # The link from the bot to the channel stays enabled, because the transfer message may still
    # be on its way.
    return [
        _link("Disable", channel, bot),
        _link("Enable", channel, agents),
        _link("Enable", agents, channel),
    ]


def inverse(mutations: list[Mutation]) -> list[Mutation] | None:
    """Return the mutations that undo these; None if a bot cannot undo them.

    Assumption: what one rule mutation enables, another one disables; the page does not say how a
    chat comes back. For the older Router API it only has a heading, "Hand-back".
    """
    if any(each.action is None for each in mutations):
        return None
    actions: dict[str | None, str] = {"Enable": "Disable", "Disable": "Enable"}
    undone = [{**each.to_wire(), "action": actions[each.action]} for each in mutations]
    return [_mutation(fields) for fields in undone]


def _link(action: str, source: str, target: str) -> Mutation:
    return _mutation(
        {
            "$type": "ruleMutation",
            "action": action,
            "operator": "And",
            "sourceAdapterId": source,
            "targetAdapterId": target,
        }
    )


def _mutation(fields: dict[str, Any]) -> Mutation:
    return Mutation(**fields)


def _required_id(router: RouterSettings, name: str, path: str) -> str:
    identifier: str | None = getattr(router, name)
    setting = f"{path}.router.{name}"
    if identifier is None:
        raise ConfigurationError(
            f"{setting} is missing. Write the id that the Conversational Router shows, or your own "
            f"list at {path}.router.mutations."
        )
    _check_id(identifier, setting)
    return identifier


def _check_id(identifier: str, setting: str) -> None:
    if not is_id(identifier):
        raise ConfigurationError(
            f"{setting} is wrong: {identifier!r} is not an id. Write it as the Conversational "
            "Router shows it."
        )


def _checked(configured: list[Mutation], path: str) -> list[Mutation]:
    if not configured:
        raise ConfigurationError(f"{path} is empty. Write a mutation, or take the line out.")
    problems = Problems()
    for number, mutation in enumerate(configured):
        problems.collect(_check_fields, mutation, f"{path}.{number}")
    problems.raise_all()
    return configured


def _check_fields(mutation: Mutation, path: str) -> None:
    kind = mutation.kind
    fields = mutation.to_wire()
    required, optional = _FIELDS[kind]
    for name in sorted(required - set(fields)):
        raise ConfigurationError(f"{path}.{name} is missing. A {kind} needs it.")
    for name in sorted(set(fields) - required - optional - {"$type"}):
        raise ConfigurationError(
            f"{path}.{name} is wrong: a {kind} has no such field. Take the line out."
        )
    if optional and not optional & set(fields):
        raise ConfigurationError(f"{path} names no adapter. Write {' or '.join(sorted(optional))}.")
    for name in sorted({*_LINK_ENDS, "ComponentId"} & set(fields)):
        _check_id(fields[name], f"{path}.{name}")
