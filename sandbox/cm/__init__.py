"""CM.com, imitated: Mobile Service Cloud's presence and the Conversational Router.

https://developers.cm.com. What its documents leave open is marked `Assumption:`. No client of
these two calls is published, so the documents are all there was to compare with.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from ..stage import Stage
from . import presence, router
from .control import routes
from .world import World


class CM:
    """The two services and the account they belong to."""

    slug = "cm"

    def __init__(self, stage: Stage) -> None:
        """Set up the default account."""
        self._world = World()
        stage.calls.hide("apikey", router.TOKEN_HEADER)
        stage.conversations.on_agent_left.append(self._world.chats.give_back)
        self._services = {
            "presence": presence.service(self._world),
            "router": router.service(self._world, stage),
        }

    @property
    def services(self) -> Mapping[str, Starlette]:
        """The services, in the order of their ports."""
        return self._services

    @property
    def control_routes(self) -> Sequence[Route]:
        """Channels, web stores, chats, the Handover Endpoint and the shapes of answers."""
        return routes(self._world)

    def reset(self) -> None:
        """Back to the default account."""
        self._world.reset()

    def state(self) -> dict[str, Any]:
        """What can be changed through control."""
        return self._world.as_json()
