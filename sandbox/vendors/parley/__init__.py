"""Parley, imitated: the Service API, and the webhook of the bot's service.

https://developers.parley.io/docs/service-api/handover-protocol. What its documents leave open is
marked `Assumption:`.
"""

from ...serving.vendor import Account
from ...world.state import Stage
from .control import routes
from .service_api import service
from .webhook import CHANNEL, WebhookLine
from .world import World


class Parley(Account):
    """The one service and the account it belongs to."""

    def __init__(self, stage: Stage) -> None:
        """Set up the default account."""
        world = World()
        services = {"parley": service(world, stage)}
        stage.conversations.on_agent_left.append(world.give_back)
        for call in ("owner", "change_owner", "send_message"):
            stage.named[call] = lambda path, _: path.get("user")
        stage.personal["change_owner"] = frozenset({"name"})
        line = WebhookLine(world, stage)
        stage.lines[CHANNEL] = line
        super().__init__(world, services, routes(world, stage, line))
