"""`credentials.yml` for a sandbox that runs: the vendors' channels beside Rasa's own."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sandbox.vendors.cm.account import ACCOUNT as TECHNICAL_LINK
from sandbox.vendors.cm.account import PRODUCT_TOKEN
from sandbox.vendors.cm.chats import BOT as BOT_ADAPTER
from sandbox.vendors.cm.settings import BotAdapter
from sandbox.vendors.liveperson.account import ACCOUNT as LIVEPERSON_ACCOUNT
from sandbox.vendors.liveperson.settings import ThirdPartyBot
from sandbox.vendors.parley.account import ACCOUNT as PARLEY_ACCOUNT
from sandbox.vendors.parley.account import BOT_SERVICE
from sandbox.vendors.parley.settings import Webhook

# By the names that the sandbox and the configuration have for the vendors.
INPUTS = {
    "liveperson": "human_handoff_channels.liveperson.LivePersonInput",
    "cm": "human_handoff_channels.cm.CMInput",
    "parley": "human_handoff_channels.parley.ParleyInput",
}
# Nobody is in the middle of writing when an agent gives a chat back here.
AT_ONCE = 0.001


def write_credentials(target: Path, urls: Mapping[str, str]) -> Path:
    """Write what lets a running sandbox's customers in, on each vendor's channel and over REST."""
    # JSON is YAML, too.
    target.write_text(json.dumps(_credentials(urls)), encoding="utf-8")
    return target


def _credentials(urls: Mapping[str, str]) -> dict[str, Any]:
    bot = ThirdPartyBot()
    sections: dict[str, dict[str, Any]] = {
        "liveperson": {
            "account": LIVEPERSON_ACCOUNT,
            "bots": {bot.bot_id: [bot.environment]},
            "jwks_url": f"{urls['login']}/sentinel/well-known/jwks",
        },
        "cm": {
            "technical_link_id": TECHNICAL_LINK,
            "adapter_id": BOT_ADAPTER,
            "product_token": PRODUCT_TOKEN,
            "token": BotAdapter().token,
            "url": urls["router"],
            "return_after_seconds": AT_ONCE,
        },
        "parley": {
            "service": BOT_SERVICE,
            "account": PARLEY_ACCOUNT.identification,
            "secret": PARLEY_ACCOUNT.secret,
            "token": Webhook().token,
            "url": f"{urls['parley']}/serviceApi/v2.5",
        },
    }
    return {"rest": None, **{INPUTS[name]: section for name, section in sections.items()}}
