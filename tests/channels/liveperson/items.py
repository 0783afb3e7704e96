"""Items of a reply, as LivePerson documents them."""


def text(message, **data):
    return {"type": "TEXT", "data": {"message": message, **data}}


def action(name, **parameters):
    return {"type": "ACTION", "data": {"name": name, "parameters": parameters}}


def vertical(*elements):
    content = {"type": "vertical", "elements": list(elements)}
    return {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": content}}


def button(title, **click):
    return {"type": "button", "tooltip": title, "title": title, "click": click}
