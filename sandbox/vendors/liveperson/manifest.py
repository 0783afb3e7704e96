"""The manifest of the imitated LivePerson."""

from ...vendor_base.manifest import Manifest, ShiftWords
from . import liveperson
from .account import ACCOUNT
from .client import LivePersonControl
from .escalation import VENDOR
from .settings import ThirdPartyBot
from .third_party_bots import CHANNEL

BOT = ThirdPartyBot()

MANIFEST = Manifest(
    slug="liveperson",
    title=VENDOR,
    services=(
        "domain",
        "login",
        "shift_status",
        "context",
        "escalation",
        "public_api",
        "queue_health",
    ),
    handover_calls=(
        "domain",
        "login",
        "refresh",
        "shift_status",
        "context_read",
        "context_write",
        "escalate",
        "public_login",
        "transfer_command",
        "command",
        "commands",
        "app_token",
        "queue_health",
    ),
    channel_calls=("jwks",),
    shift_call="shift_status",
    transfer_call="escalate",
    channel=CHANNEL,
    tells_of_failures=True,
    shift_words=ShiftWords("on shift", "off shift"),
    urls={"domains": "{domain}", "escalation": "{escalation}", "context_service": "{context}"},
    channel_class="human_handoff_channels.liveperson.LivePersonInput",
    credentials={
        "account": ACCOUNT,
        "bots": {BOT.bot_id: [BOT.environment]},
        "jwks_url": "{login}/sentinel/well-known/jwks",
    },
    vendor=liveperson,
    client=LivePersonControl,
    sends_button_titles=True,
    transfers_in_reply=True,
)
