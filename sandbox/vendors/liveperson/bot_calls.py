"""The bodies of the platform's calls to a bot.

https://developers.liveperson.com/third-party-bots-custom-endpoint-service-implementation.html,
figures 2.4 and 2.5.
"""

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
    lp_event = {
        "sequence": sequence,
        "serverTimestamp": now_ms(),
        "event": {"type": "ContentEvent", "message": text, "contentType": "text/plain"},
        "conversationId": conversation_id,
        "dialogId": conversation_id,
        "metadata": [] if metadata is None else [metadata],
        "messageAudience": "ALL",
    }
    data = {"message": text}
    return {"type": "TEXT", "source": "CONSUMER", "data": data, "context": {"lpEvent": lp_event}}
