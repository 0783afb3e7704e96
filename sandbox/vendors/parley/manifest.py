"""The manifest of the imitated Parley."""

from ...vendor_base.manifest import Manifest, ShiftWords
from . import parley
from .account import ACCOUNT, BOT_SERVICE
from .client import ParleyControl
from .service_api import VENDOR
from .settings import Webhook
from .webhook import CHANNEL

SERVICE_API = "{parley}/serviceApi/v2.5"

MANIFEST = Manifest(
    slug="parley",
    title=VENDOR,
    services=("parley",),
    handover_calls=("services", "owner", "change_owner"),
    channel_calls=("send_message", "owner"),
    shift_call="services",
    transfer_call="change_owner",
    channel=CHANNEL,
    tells_of_failures=False,
    shift_words=ShiftWords("connected", "not connected"),
    urls={"service_api": SERVICE_API},
    channel_class="human_handoff_channels.parley.ParleyInput",
    credentials={
        "service": BOT_SERVICE,
        "account": ACCOUNT.identification,
        "secret": ACCOUNT.secret,
        "token": Webhook().token,
        "url": SERVICE_API,
    },
    vendor=parley,
    client=ParleyControl,
    shows_agents_messages=True,
)
