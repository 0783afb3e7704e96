"""Read a bot's answer to an event: messages, and one action at most.

https://developers.liveperson.com/third-party-bots-custom-endpoint-basic-content.html, and the
OpenAPI of LivePerson's reference service.
Assumptions: an answer with anything wrong in it is not carried out at all; keys that are not in the
specification are wrong; the names of two errors are documented, the others are sentences.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from ...serving.json_bodies import parse
from ...serving.refusal import Refused

_ERRORS = "com.liveperson.bot-connectors-worker.error.pipes"
EMPTY_ANSWER = f"{_ERRORS}.verify-ai-response.missing-action-and-messages"
NO_SUCH_SKILL = f"{_ERRORS}.messaging-handle-bot-action.transfer-skill-not-existing"

Audience: TypeAlias = Literal["ALL", "AGENTS_AND_MANAGERS"]
Data: TypeAlias = Mapping[str, Any]


class WrongAnswer(Exception):  # noqa: N818 - an error of the bot, not of the program
    """The platform cannot use the answer; the text is the platform's name of the error."""


@dataclass
class BotAnswer:
    """Body of the answer."""

    response: list[dict[str, object]]
    analytics: dict[str, object]


@dataclass
class Item:
    """One item of the answer."""

    type: Literal["TEXT", "STRUCTURED_CONTENT", "DELAY", "ACTION"]
    data: dict[str, object]


@dataclass
class Text:
    """Data of TEXT."""

    message: str
    messageAudience: Audience = "ALL"  # noqa: N815 - the vendor's spelling, here and below
    metadata: dict[str, object] | list[object] | None = None
    encodedMetadata: str | None = None  # noqa: N815


@dataclass
class StructuredContent:
    """Data of STRUCTURED_CONTENT."""

    structuredContent: dict[str, object]  # noqa: N815
    metadata: dict[str, object] | list[object] | None = None
    encodedMetadata: str | None = None  # noqa: N815


@dataclass
class Delay:
    """Data of DELAY."""

    seconds: int
    typing: bool = True


@dataclass
class Action:
    """Data of ACTION."""

    name: Literal["TRANSFER", "CLOSE_CONVERSATION", "INVOKE_FUNCTION", "CHANGE_TTR"]
    parameters: dict[str, object] = field(default_factory=dict)


@dataclass
class TransferParameters:
    """Parameters of TRANSFER: the document sends both, the specification allows one of them."""

    skillName: str  # noqa: N815
    agentId: str | None = None  # noqa: N815


@dataclass
class Intent:
    """One of the analytics' intents."""

    id: str
    description: str
    confidenceScore: float  # noqa: N815


Content: TypeAlias = Text | StructuredContent
_KINDS: Mapping[str, type[Any]] = {
    "TEXT": Text,
    "STRUCTURED_CONTENT": StructuredContent,
    "DELAY": Delay,
    "ACTION": Action,
}


def read(body: object) -> tuple[list[Content], Action | None]:
    """Return the messages, in order, and the action.

    Raises:
        WrongAnswer: The platform cannot use the answer.
    """
    try:
        answer = parse(BotAnswer, body)
        items = [_item(item) for item in answer.response]
        _check_analytics(answer.analytics)
    except Refused as error:
        raise WrongAnswer(error.reason) from error
    contents = [item for item in items if isinstance(item, (Text, StructuredContent))]
    actions = [item for item in items if isinstance(item, Action)]
    if len(actions) > 1:
        raise WrongAnswer("an answer may have one ACTION only")
    if not (contents or actions):
        raise WrongAnswer(EMPTY_ANSWER)
    return contents, actions[0] if actions else None


def transfer_of(action: Action) -> TransferParameters:
    """Return the parameters of a TRANSFER.

    Raises:
        WrongAnswer: They do not fit the specification.
    """
    try:
        return parse(TransferParameters, action.parameters)
    except Refused as error:
        raise WrongAnswer(error.reason) from error


def rich_content(content: Data) -> tuple[str, dict[str, Any]]:
    """Return rich content as text, and a payload: its buttons as in Rasa, and the content."""
    texts = [content["message"]] if isinstance(content.get("message"), str) else []
    buttons = []
    for element in _elements(content):
        if element.get("type") == "text" and isinstance(element.get("text"), str):
            texts.append(element["text"])
        if element.get("type") == "button":
            buttons.append(_button(element))
    return "\n".join(texts), {"buttons": buttons, "structuredContent": dict(content)}


def _item(body: Mapping[str, object]) -> Any:
    item = parse(Item, body)
    data = parse(_KINDS[item.type], item.data)
    if isinstance(data, Delay) and data.seconds < 1:
        raise WrongAnswer("a DELAY is a second at least")
    return data


def _check_analytics(analytics: Data) -> None:
    intents = analytics.get("intents", [])
    if not isinstance(intents, list):
        raise WrongAnswer("'intents' must be a list")
    for item in intents:
        intent = parse(Intent, item)
        if len(intent.id.split()) != 1 or not 0 <= intent.confidenceScore <= 1:
            raise WrongAnswer("an intent's id has no white space, its score is from 0 to 1")


def _elements(content: Data) -> Iterator[Data]:
    """Yield the elements of rich content in their order, also those inside layout elements."""
    yield content
    quick = content.get("quickReplies")
    lists = [content.get("elements"), quick.get("replies") if isinstance(quick, dict) else None]
    for elements in lists:
        for element in _objects(elements):
            yield from _elements(element)


def _button(element: Data) -> dict[str, str]:
    """Return a button; a click on it sends its text with an `ExternalId`, or opens a link."""
    button = {"title": str(element.get("title", ""))}
    click = element.get("click")
    effects = click if isinstance(click, dict) else {}
    for metadata in _objects(effects.get("metadata")):
        if metadata.get("type") == "ExternalId":
            button["payload"] = str(metadata.get("id"))
    for action in _objects(effects.get("actions")):
        if action.get("type") == "link":
            button["url"] = str(action.get("uri"))
    return button


def _objects(value: object) -> list[Data]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
