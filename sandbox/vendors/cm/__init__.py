"""CM.com, imitated: Mobile Service Cloud's presence and the Conversational Router.

https://developers.cm.com. What its documents leave open is marked `Assumption:`. No client of
these two calls is published, so the documents are all there was to compare with.
"""

from functools import partial

from ...serving.vendor import Account
from ...world.state import Stage
from . import presence, router
from .bot_adapter import CHANNEL, AdapterLine
from .control import routes
from .router import VENDOR
from .session import end_session
from .twoway import TOKEN_HEADER, two_way_chat
from .world import World


class CM(Account):
    """The two services and the account they belong to."""

    def __init__(self, stage: Stage) -> None:
        """Set up the default account."""
        world = World()
        line = AdapterLine(world, stage)
        stage.lines[CHANNEL] = line
        stage.calls.hide("apikey", TOKEN_HEADER)
        stage.conversations.on_agent_left.append(world.chats.give_back)
        stage.named["mutation"] = lambda path, _: path.get("chat")
        stage.named["twoway"] = lambda _, body: two_way_chat(stage, body)
        stage.personal["mutation"] = frozenset({"name"})
        stage.closing.by_vendor[VENDOR] = partial(end_session, world, stage, line)
        services = {
            "presence": presence.service(world),
            "router": router.service(world, stage, line),
        }
        super().__init__(world, services, routes(world, stage, line))
