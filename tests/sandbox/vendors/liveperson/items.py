"""Items of a bot's reply, as LivePerson documents them."""

from typing import Any

Item = dict[str, Any]


def text(message: str, **data: Any) -> Item:
    return {"type": "TEXT", "data": {"message": message, **data}}


def action(name: str, **parameters: Any) -> Item:
    return {"type": "ACTION", "data": {"name": name, "parameters": parameters}}


def transfer(skill: str = "Human", **more: Any) -> Item:
    return action("TRANSFER", skillName=skill, **more)


def pause(seconds: int, **data: Any) -> Item:
    return {"type": "DELAY", "data": {"seconds": seconds, **data}}


def rich(content: Item) -> Item:
    return {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": content}}


def vertical(*elements: Item) -> Item:
    return rich({"type": "vertical", "elements": list(elements)})


def button(title: str, **click: Any) -> Item:
    return {"type": "button", "tooltip": title, "title": title, "click": click}
