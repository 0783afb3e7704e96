"""What the bot says, in LivePerson's words: the items of an answer.

https://developers.liveperson.com/third-party-bots-custom-endpoint-basic-content.html
https://developers.liveperson.com/third-party-bots-custom-endpoint-advanced-features.html
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

Item = dict[str, Any]

ACTION_NAMES = frozenset({"TRANSFER", "CLOSE_CONVERSATION", "INVOKE_FUNCTION", "CHANGE_TTR"})
# Assumption: rich content's limits for a title and for a text, from LivePerson's templates.
_TITLE = 128
_TEXT = 5000


def text(message: str) -> Item:
    """Return a message for everybody."""
    return {"type": "TEXT", "data": {"message": message}}


def private_text(message: str) -> Item:
    """Return a message that only agents and managers see."""
    data = {"message": message, "messageAudience": "AGENTS_AND_MANAGERS"}
    return {"type": "TEXT", "data": data}


def delay(seconds: int) -> Item:
    """Return a pause."""
    return {"type": "DELAY", "data": {"seconds": seconds, "typing": True}}


def transfer(skill: str, agent: str | None = None) -> Item:
    """Return the transfer to a skill, by its name; case matters.

    The document sends both for a certain agent, the specification allows one of the two. The
    document also says that the agent is looked for "by agentId and skill": so both.
    """
    parameters = {"skillName": skill} | ({"agentId": agent} if agent else {})
    return {"type": "ACTION", "data": {"name": "TRANSFER", "parameters": parameters}}


def structured(content: Mapping[str, Any]) -> Item:
    """Return rich content."""
    return {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": dict(content)}}


def vertical(elements: Iterable[Mapping[str, Any]]) -> Item:
    """Return elements one below the other."""
    return structured({"type": "vertical", "elements": [dict(each) for each in elements]})


def quick_replies(message: str, replies: Iterable[Mapping[str, Any]]) -> Item:
    """Return a message with predefined answers; LivePerson has them in messaging only."""
    listed = {"type": "quickReplies", "itemsPerRow": 8, "replies": [dict(each) for each in replies]}
    return structured({"quickReplies": listed, "message": message})


def text_element(words: str) -> dict[str, Any]:
    """Return a text in rich content."""
    return {"type": "text", "text": words[:_TEXT], "tooltip": words[:_TITLE]}


def image_element(url: str, words: str = "") -> dict[str, Any]:
    """Return a picture in rich content."""
    return {"type": "image", "url": url, "tooltip": (words or url)[:_TITLE]}


def button_element(button: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return one of Rasa's buttons, None where it has no title.

    What is published appears in the chat as the customer's words: so it is the title, and what
    Rasa is to be told travels as the click's `ExternalId`.
    """
    title = str(button.get("title") or "").strip()[:_TITLE]
    if not title:
        return None
    url = button.get("url")
    if isinstance(url, str) and url:
        click: dict[str, Any] = {"actions": [{"type": "link", "name": title, "uri": url}]}
    else:
        click = {"actions": [{"type": "publishText", "text": title}]}
        if payload := payload_of(button):
            click["metadata"] = [{"type": "ExternalId", "id": payload}]
    return {"type": "button", "tooltip": title, "title": title, "click": click}


def payload_of(button: Mapping[str, Any]) -> str:
    """Return what Rasa is to be told when a button is clicked."""
    return str(button.get("payload") or "").strip()


def is_item(value: object) -> bool:
    """Tell whether LivePerson could read this as an item of an answer."""
    if not isinstance(value, dict) or not isinstance(value.get("data"), dict):
        return False
    kind, data = value.get("type"), value["data"]
    # The document shows a list; the specification allows nothing but an object.
    if not isinstance(data.get("metadata", {}), dict):
        return False
    if not isinstance(data.get("encodedMetadata", ""), str):
        return False
    if kind == "TEXT":
        audience = data.get("messageAudience", "ALL")
        known = audience in ("ALL", "AGENTS_AND_MANAGERS")
        return known and isinstance(data.get("message"), str) and bool(data["message"])
    if kind == "STRUCTURED_CONTENT":
        return isinstance(data.get("structuredContent"), dict)
    if kind == "DELAY":
        seconds = data.get("seconds")
        return type(seconds) is int and seconds >= 1 and type(data.get("typing", True)) is bool
    known = kind == "ACTION" and data.get("name") in ACTION_NAMES
    return known and isinstance(data.get("parameters", {}), dict)


def is_action(item: Item) -> bool:
    """Tell whether an item does something rather than say it."""
    return bool(item["type"] == "ACTION")


def is_transfer(item: Item) -> bool:
    """Tell whether an item transfers the conversation."""
    return is_action(item) and item["data"]["name"] == "TRANSFER"
