"""CM.com, imitated: Mobile Service Cloud's presence and the Conversational Router.

https://developers.cm.com. What its documents leave open is marked `Assumption:`. No client of
these two calls is published, so nothing but the documents could be compared.
"""

from functools import partial

from ...state import SandboxState
from ...vendor_base.vendor import Vendor
from . import presence, router
from .account import CMAccount
from .bot_adapter import CHANNEL, CMChannel
from .control import routes
from .session import end_session
from .twoway import TOKEN_HEADER, two_way_chat


def cm(state: SandboxState) -> Vendor:
    """Create the imitated CM.com with the default account."""
    account = CMAccount()
    channel = CMChannel(account, state)
    state.channels[CHANNEL] = channel
    state.calls.hide("apikey", TOKEN_HEADER)
    state.conversations.on_agent_left.append(account.chats.give_back)
    state.find_conversation["mutation"] = lambda path, _: path.get("chat")
    state.find_conversation["twoway"] = lambda _, body: two_way_chat(state, body)
    state.personal_keys["mutation"] = frozenset({"name"})
    state.turns.end_chat[router.VENDOR] = partial(end_session, account, state, channel)
    services = {
        "presence": presence.service(account),
        "router": router.service(account, state, channel),
    }
    return Vendor(account, services, routes(account, state, channel))
