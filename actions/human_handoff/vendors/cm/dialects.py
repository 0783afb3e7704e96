"""The two ways in which CM.com's pages hand a chat over, and a list of one's own.

`ruleMutation` is the documented one. `disableComponent` comes from the older Router API.
"""

from __future__ import annotations

from typing import Any

from ...errors import ConfigurationError
from .routing import Mutation, RouterSettings, is_id

_ADAPTERS = ("channel_adapter", "bot_adapter", "agent_adapter")
_LINK_ENDS = {"sourceAdapterId", "targetAdapterId"}
# What each must have, and may have.
_FIELDS: dict[str, tuple[set[str], set[str]]] = {
    "ruleMutation": ({"action", "operator"}, _LINK_ENDS),
    "disableComponent": ({"ComponentId"}, set()),
}


def mutations(router: RouterSettings, path: str) -> list[Mutation]:
    """Return what a hand-over changes.

    Raises:
        ConfigurationError: An id is missing or none, or a mutation of one's own is not whole.
    """
    if router.mutations is not None:
        return _checked(router.mutations, f"{path}.router.mutations")
    if router.dialect == "disable_component":
        component = _needed(router, "component", path)
        return [_mutation({"$type": "disableComponent", "ComponentId": component})]
    channel, bot, agents = (_needed(router, name, path) for name in _ADAPTERS)
    if len({channel, bot, agents}) < len(_ADAPTERS):
        raise ConfigurationError(
            f"{path}.router: two of {', '.join(_ADAPTERS)} are the same. Write the ids of three "
            "adapters."
        )
    # The link from the bot to the channel stays: the bot may still be saying its last words.
    return [
        _link("Disable", channel, bot),
        _link("Enable", channel, agents),
        _link("Enable", agents, channel),
    ]


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


def _needed(router: RouterSettings, name: str, path: str) -> str:
    found: str | None = getattr(router, name)
    place = f"{path}.router.{name}"
    if found is None:
        raise ConfigurationError(
            f"{place} is missing. Write the id that the Conversational Router shows, or a list of "
            f"your own at {path}.router.mutations."
        )
    _check_id(found, place)
    return found


def _check_id(text: str, place: str) -> None:
    if not is_id(text):
        raise ConfigurationError(
            f"{place} is wrong: {text!r} is no id. Write it as the Conversational Router shows it."
        )


def _checked(own: list[Mutation], path: str) -> list[Mutation]:
    if not own:
        raise ConfigurationError(f"{path} is empty. Write a mutation, or take the line out.")
    for number, mutation in enumerate(own):
        _check_fields(mutation, f"{path}.{number}")
    return own


def _check_fields(mutation: Mutation, path: str) -> None:
    kind = mutation.kind
    given = mutation.to_wire()
    needed, allowed = _FIELDS[kind]
    for name in sorted(needed - set(given)):
        raise ConfigurationError(f"{path}.{name} is missing. A {kind} needs it.")
    for name in sorted(set(given) - needed - allowed - {"$type"}):
        raise ConfigurationError(
            f"{path}.{name} is wrong: a {kind} has no such field. Take the line out."
        )
    if allowed and not allowed & set(given):
        raise ConfigurationError(f"{path} names no adapter. Write {' or '.join(sorted(allowed))}.")
    for name in sorted({*_LINK_ENDS, "ComponentId"} & set(given)):
        _check_id(given[name], f"{path}.{name}")
