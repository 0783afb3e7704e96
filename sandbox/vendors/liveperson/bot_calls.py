"""The bodies of the platform's calls to a bot.

https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html,
figures 2.4 and 2.5.
"""

from collections.abc import Mapping

from ...record.event_log import now_ms

# The skill of the bot, and the bot's user.
BOT_SKILL = "2438093700"
BOT_AGENT = "4f1b0c3e-6f2c-5a34-9d56-0123456789ab"


def new_conversation(conversation_id: str) -> dict[str, object]:
    """Return the body of PUT, with the context as the document shows it."""
    visitor = {
        "sharkVisitorId": "ABCDEFGHIJKLMNOPQRST",
        "sharkSessionId": "ABcdEFGH12JKLM0iuSTU",
        "ipAddress": "127.0.0.1",
        "browser": "",
        "os": "",
        "osVersion": "",
        "language": "en-US",
        "consumerId": f"consumer-{conversation_id}",
    }
    context = {
        "skillId": BOT_SKILL,
        "campaignId": 987665546,
        "engagementId": 123498765,
        "type": "MESSAGING",
        "visitor": visitor,
        "assignedAgentId": BOT_AGENT,
    }
    return {"sdes": {"authenticatedSdes": {}, "unauthenticatedSdes": {}}, "context": context}


def text_event(
    conversation_id: str, text: str, metadata: object, sequence: int
) -> dict[str, object]:
    """Return the body of POST events; the dialog has the conversation's id, as in the document."""
    content = {"type": "ContentEvent", "message": text, "contentType": "text/plain"}
    items = [] if metadata is None else [metadata]
    lp_event = _lp_event(conversation_id, sequence, event=content, metadata=items)
    return _event("TEXT", {"message": text}, lp_event)


def rich_event(
    conversation_id: str, content: Mapping[str, object], sequence: int
) -> dict[str, object]:
    """Return the body of POST events for rich content of the customer."""
    event = {"type": "RichContentEvent", "content": dict(content)}
    lp_event = _lp_event(conversation_id, sequence, event=event)
    context = {"lpEvent": lp_event}  # The specification wants one in the data, too.
    return _event("RICH_CONTENT", {"content": dict(content), "context": context}, lp_event)


def start_event(conversation_id: str, last_message: str | None, sequence: int) -> dict[str, object]:
    """Return the body of POST events when the bot gets a conversation.

    `last_message`: what the customer wrote last, where the conversation went on before.
    https://developers.liveperson.com/third-party-bots-watson-assistant.html, "Receiving Last
    consumer message"
    """
    last = {} if last_message is None else {"lastConsumerMessage": last_message}
    lp_event = _lp_event(conversation_id, sequence, **last)
    return {**_event("START", {}, lp_event), "source": "CONVERSATION"}


def _event(kind: str, data: object, lp_event: object) -> dict[str, object]:
    return {"type": kind, "source": "CONSUMER", "data": data, "context": {"lpEvent": lp_event}}


def _lp_event(conversation_id: str, sequence: int, **more: object) -> dict[str, object]:
    return {
        "sequence": sequence,
        "serverTimestamp": now_ms(),
        "conversationId": conversation_id,
        "dialogId": conversation_id,
        "metadata": [],
        "messageAudience": "ALL",
        **more,
    }
