"""Parley, imitated: the Service API, and the webhook of the bot's service.

https://developers.parley.io/docs/service-api/handover-protocol. What its documents leave open is
marked `Assumption:`.
"""

from ...state import SandboxState
from ...vendor_base.vendor import Vendor
from .account import ParleyAccount
from .control import routes
from .service_api import service
from .webhook import CHANNEL, ParleyChannel


def parley(state: SandboxState) -> Vendor:
    """Create the imitated Parley with the default account."""
    account = ParleyAccount()
    channel = ParleyChannel(account, state)
    state.channels[CHANNEL] = channel
    state.conversations.on_agent_left.append(account.give_back)
    for call in ("owner", "change_owner", "send_message"):
        state.find_conversation[call] = lambda path, _: path.get("user")
    state.personal_keys["change_owner"] = frozenset({"name"})
    services = {"parley": service(account, state)}
    return Vendor(account, services, routes(account, state, channel))
