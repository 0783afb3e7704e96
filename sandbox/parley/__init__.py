"""Parley, imitated: the Service API's handover protocol.

https://developers.parley.io/docs/service-api/handover-protocol. What its documents leave open is
marked `Assumption:`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from ..stage import Stage
from .control import routes
from .service_api import service
from .world import World


class Parley:
    """The one service and the account it belongs to."""

    slug = "parley"

    def __init__(self, stage: Stage) -> None:
        """Set up the default account."""
        self._world = World()
        self._services = {"parley": service(self._world, stage)}
        stage.conversations.on_agent_left.append(self._world.give_back)

    @property
    def services(self) -> Mapping[str, Starlette]:
        """The services, in the order of their ports."""
        return self._services

    @property
    def control_routes(self) -> Sequence[Route]:
        """Services, owners, the clock and the shape of an answer."""
        return routes(self._world)

    def reset(self) -> None:
        """Back to the default account."""
        self._world.reset()

    def state(self) -> dict[str, Any]:
        """What can be changed through control."""
        return self._world.as_json()
