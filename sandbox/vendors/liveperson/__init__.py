"""LivePerson, imitated: the services a bot calls, and Third-Party Bots, which calls the bot.

https://developers.liveperson.com. What its documents leave open is marked `Assumption:`.
"""

from functools import partial

from ...state import SandboxState
from ...vendor_base.vendor import Vendor
from . import context, domain, escalation, login, public_api, queue_health, shift_status
from .account import LivePersonAccount
from .control import routes
from .sentinel import Sentinel
from .third_party_bots import CHANNEL, LivePersonChannel


def liveperson(state: SandboxState) -> Vendor:
    """Create the imitated LivePerson with the default account."""
    account = LivePersonAccount(partial(state.transfers.waiting_customers, escalation.VENDOR))
    sentinel = Sentinel()
    state.calls.hide(
        "maven-api-key", "appKey", "accessToken", "accessTokenSecret", "csrf", "set-cookie"
    )
    state.calls.hide("client_id", "client_secret")
    state.calls.hide_in_responses("bearer", "sessionId", "wsuk", "access_token")
    state.find_conversation["escalate"] = lambda _, body: body.get("conversationId")
    for call in ("transfer_command", "command", "commands"):
        state.find_conversation[call] = lambda path, _: path.get("conversation")
    for call in (context.READ, context.WRITE):
        state.find_conversation[call] = lambda path, _: path.get("session")
        # The plugin stores the customer's last messages under this key.
        state.personal_keys[call] = frozenset({"message"})
    channel = LivePersonChannel(account, state, sentinel)
    state.channels[CHANNEL] = channel
    state.turns.end_chat[escalation.VENDOR] = channel.end_chat
    services = {
        "domain": domain.service(account, state),
        "login": login.service(account, state, sentinel),
        "shift_status": shift_status.service(account),
        "context": context.service(account),
        "escalation": escalation.service(account, state),
        "public_api": public_api.service(account, state),
        "queue_health": queue_health.service(account),
    }
    return Vendor(account, services, routes(account, state), account)
