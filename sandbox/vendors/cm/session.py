"""The end of a chat's session: the links are as at the beginning, and the bot is called."""

from typing import Any

from ...state import SandboxState
from ...world.conversation import Conversation
from .account import CMAccount
from .bot_adapter import CHANNEL, CMChannel


async def end_session(
    account: CMAccount, state: SandboxState, channel: CMChannel, conversation: Conversation
) -> list[dict[str, Any]]:
    """End the session and begin the next; the conversation's turn must be held.

    Returns:
        The bot's messages when it is called about that.
    """
    conversations = state.conversations
    chat = account.chats.open(conversation.id)
    ended = chat.session_id
    if conversation.with_agent:
        conversations.agent_leaves(conversation)
    state.transfers.withdraw(conversation.id)
    conversation.bot_listens = True
    chat.begin_session()
    state.events.add("session_ended", conversation=conversation.id)
    state.events.add("links_changed", conversation=conversation.id, links=chat.as_json())
    if conversation.channel != CHANNEL or account.bot.event_path is None:
        return []
    return await state.turns.call_bot(conversation, channel.announce_end(conversation, ended))
