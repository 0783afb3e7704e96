"""The end of a chat's session: its links are as in the beginning, and the bot is told."""

from typing import Any

from ...world.conversation import Conversation
from ...world.state import Stage
from .bot_adapter import CHANNEL, AdapterLine
from .world import World


async def end_session(
    world: World, stage: Stage, line: AdapterLine, conversation: Conversation
) -> list[dict[str, Any]]:
    """End it, and begin the next; what the bot says to that. The turn must be held."""
    conversations = stage.conversations
    chat = world.chats.open(conversation.id)
    ended = chat.session_id
    if conversation.with_agent:
        conversations.agent_leaves(conversation)
    stage.transfers.withdraw(conversation.id)
    conversation.bot_listens = True
    chat.begin_session()
    stage.events.add("session_ended", conversation=conversation.id)
    stage.events.add("links_changed", conversation=conversation.id, links=chat.as_json())
    if conversation.channel != CHANNEL or world.bot.event_path is None:
        return []
    return await conversations.hear_bot(conversation, line.session_ended(conversation, ended))
