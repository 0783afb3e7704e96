"""The widget's Handover Endpoint, which the router calls after a hand-over so that it can adapt.

https://knowledgecenter.cm.com, "Conversational Router in Web Conversations". Never called by the
bot, whose adapter may have one of its own. Assumptions: it is called once the links have changed,
and only once, whatever it answers; on CM.com's channel the client is the chat's, elsewhere it is
what the sandbox calls the customer.
"""

import httpx

from ...world.state import Stage
from .bot_adapter import client_id

PATIENCE = httpx.Timeout(5.0)


async def call_endpoint(url: str, chat_id: str, stage: Stage) -> None:
    """Tell the channel that the chat is with agents; whatever comes of it is an event only."""
    body = {"conversationClientId": client_id(stage.conversations.open(chat_id))}
    status, reason = None, None
    try:
        async with httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as http:
            status = (await http.post(url, json=body)).status_code
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        reason = str(error) or type(error).__name__
    stage.events.add("handover_endpoint_called", conversation=chat_id, status=status, reason=reason)
