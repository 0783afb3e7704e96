"""The widget's Handover Endpoint, which the router calls after a hand-over.

https://knowledgecenter.cm.com, "Conversational Router in Web Conversations". It belongs to the
web widget, not to the bot, whose adapter may have one of its own. Assumptions: it is called once
the links have changed, and only once, whatever it answers; on CM.com's channel the client is the
chat's, elsewhere it is the sender of the conversation.
"""

import httpx

from ...state import SandboxState
from .bot_adapter import client_id

TIMEOUT = httpx.Timeout(5.0)


async def call_endpoint(url: str, chat_id: str, state: SandboxState) -> None:
    """Call the endpoint because agents have the chat; the result is only an event."""
    body = {"conversationClientId": client_id(state.conversations.open(chat_id))}
    status, reason = None, None
    try:
        async with httpx.AsyncClient(timeout=TIMEOUT, trust_env=False) as http:
            status = (await http.post(url, json=body)).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
    state.events.add("handover_endpoint_called", conversation=chat_id, status=status, reason=reason)
