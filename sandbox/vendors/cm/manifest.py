"""The manifest of the imitated CM.com."""

from ...vendor_base.manifest import Manifest, ShiftWords
from . import cm
from .account import ACCOUNT, PRODUCT_TOKEN
from .bot_adapter import CHANNEL
from .chats import BOT
from .client import CMControl
from .router import VENDOR
from .settings import BotAdapter

MANIFEST = Manifest(
    slug="cm",
    title=VENDOR,
    services=("presence", "router"),
    handover_calls=("presence", "mutation"),
    channel_calls=("twoway",),
    shift_call="presence",
    transfer_call="mutation",
    channel=CHANNEL,
    tells_of_failures=False,
    shift_words=ShiftWords("online", "offline"),
    urls={"presence": "{presence}", "router": "{router}"},
    channel_class="human_handoff_channels.cm.CMInput",
    credentials={
        "technical_link_id": ACCOUNT,
        "adapter_id": BOT,
        "product_token": PRODUCT_TOKEN,
        "token": BotAdapter().token,
        "url": "{router}",
        # A message that comes this long after a transfer tells the channel that the bot has the
        # chat again. In the sandbox no message is under way while agents take a chat.
        "return_after_seconds": 0.001,
    },
    vendor=cm,
    client=CMControl,
    shows_agents_messages=True,
)
