"""The items of a reply in LivePerson's format.

https://developers.liveperson.com/third-party-bots-custom-endpoint-basic-content.html
https://developers.liveperson.com/third-party-bots-custom-endpoint-advanced-features.html
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from typing import Any

logger = logging.getLogger(__name__)

Item = dict[str, Any]

ACTION_NAMES = frozenset({"TRANSFER", "CLOSE_CONVERSATION", "INVOKE_FUNCTION", "CHANGE_TTR"})
# Assumption: rich content's limits for a title and for a text, from LivePerson's templates.
_MAX_TITLE = 128
_MAX_TEXT = 5000


def text(message: str) -> Item:
    """Return a message that customer and agents read."""
    return {"type": "TEXT", "data": {"message": message}}


def private_text(message: str) -> Item:
    """Return a message that only agents and managers read."""
    data = {"message": message, "messageAudience": "AGENTS_AND_MANAGERS"}
    return {"type": "TEXT", "data": data}


def delay(seconds: int) -> Item:
    """Return a pause, during which the bot seems to type."""
    return {"type": "DELAY", "data": {"seconds": seconds, "typing": True}}


def transfer(skill: str, agent: str | None = None) -> Item:
    """Return the transfer to a skill, given by its name, whose case matters.

    LivePerson's document sends both parameters to reach a certain agent, who is looked for "by
    agentId and skill"; the specification allows one of the two. Both are sent.
    """
    parameters = {"skillName": skill} | ({"agentId": agent} if agent else {})
    return {"type": "ACTION", "data": {"name": "TRANSFER", "parameters": parameters}}


def structured(content: Mapping[str, Any]) -> Item:
    """Return rich content."""
    return {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": dict(content)}}


def vertical(elements: Iterable[Mapping[str, Any]]) -> Item:
    """Return rich content whose elements stand one below the other."""
    return structured({"type": "vertical", "elements": [dict(element) for element in elements]})


def quick_replies(message: str, replies: Iterable[Mapping[str, Any]]) -> Item:
    """Return a message with suggested replies; LivePerson has them in messaging, not in chats."""
    buttons = [dict(reply) for reply in replies]
    listed = {"type": "quickReplies", "itemsPerRow": 8, "replies": buttons}
    return structured({"quickReplies": listed, "message": message})


def text_element(message: str) -> dict[str, Any]:
    """Return a text for rich content."""
    if len(message) > _MAX_TEXT:
        logger.warning("shortened: a text in rich content has more than %d characters", _MAX_TEXT)
    return {"type": "text", "text": message[:_MAX_TEXT], "tooltip": message[:_MAX_TITLE]}


def image_element(url: str, tooltip: str = "") -> dict[str, Any]:
    """Return a picture for rich content."""
    return {"type": "image", "url": url, "tooltip": (tooltip or url)[:_MAX_TITLE]}


def button_element(title: str, button: Mapping[str, Any]) -> dict[str, Any]:
    """Return one of Rasa's buttons for rich content.

    A click publishes the title as the customer's message, and returns the payload for Rasa as
    its `ExternalId`.
    """
    if len(title) > _MAX_TITLE:
        logger.warning("shortened: a button's title has more than %d characters", _MAX_TITLE)
    title = title[:_MAX_TITLE]
    url = button.get("url")
    if isinstance(url, str) and url:
        click: dict[str, Any] = {"actions": [{"type": "link", "name": title, "uri": url}]}
    else:
        click = {"actions": [{"type": "publishText", "text": title}]}
        if payload := payload_of(button):
            click["metadata"] = [{"type": "ExternalId", "id": payload}]
    return {"type": "button", "tooltip": title, "title": title, "click": click}


def payload_of(button: Mapping[str, Any]) -> str:
    """Return the message to Rasa when a button is clicked, empty where it has none."""
    return str(button.get("payload") or "").strip()


def is_item(value: object) -> bool:
    """Tell whether LivePerson could read this as an item of a reply."""
    if not isinstance(value, dict) or not isinstance(value.get("data"), dict):
        return False
    kind, data = value.get("type"), value["data"]
    if not _is_metadata(data.get("metadata", {})):
        return False
    if not isinstance(data.get("encodedMetadata", ""), str):
        return False
    if kind == "TEXT":
        has_audience = data.get("messageAudience", "ALL") in ("ALL", "AGENTS_AND_MANAGERS")
        return has_audience and isinstance(data.get("message"), str) and bool(data["message"])
    if kind == "STRUCTURED_CONTENT":
        return isinstance(data.get("structuredContent"), dict)
    if kind == "DELAY":
        seconds = data.get("seconds")
        return type(seconds) is int and seconds >= 1 and type(data.get("typing", True)) is bool
    is_known_action = kind == "ACTION" and data.get("name") in ACTION_NAMES
    return is_known_action and isinstance(data.get("parameters", {}), dict)


def _is_metadata(value: object) -> bool:
    """Tell whether a value is an object, or a list of objects.

    LivePerson's specification allows an object; its pages, its templates for rich content and the
    types of its reference service have a list.
    """
    values = value if isinstance(value, list) else [value]
    return all(isinstance(each, dict) for each in values)


def is_action(item: Item) -> bool:
    """Tell whether an item is an action rather than a message or a pause."""
    return bool(item["type"] == "ACTION")


def is_pause(item: Item) -> bool:
    """Tell whether an item is a pause, in which the bot may seem to type."""
    return bool(item["type"] == "DELAY")


def is_transfer(item: Item) -> bool:
    """Tell whether an item transfers the conversation."""
    return is_action(item) and item["data"]["name"] == "TRANSFER"
