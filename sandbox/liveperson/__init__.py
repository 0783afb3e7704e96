"""LivePerson, imitated: Domain API, Login, Shift Status, Context Service and bot escalation.

https://developers.liveperson.com. What its documents leave open is marked `Assumption:`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.applications import Starlette
from starlette.routing import Route

from ..stage import Stage
from . import context, domain, escalation, login, shift_status
from .control import routes
from .world import World


class LivePerson:
    """The five services and the account they belong to."""

    slug = "liveperson"

    def __init__(self, stage: Stage) -> None:
        """Set up the default account."""
        self._stage = stage
        self._world = World()
        stage.calls.hide(
            "maven-api-key", "appKey", "accessToken", "accessTokenSecret", "csrf", "set-cookie"
        )
        self._services = {
            "domain": domain.service(self._world, stage),
            "login": login.service(self._world, stage),
            "shift_status": shift_status.service(self._world),
            "context": context.service(self._world),
            "escalation": escalation.service(self._world, stage),
        }

    @property
    def services(self) -> Mapping[str, Starlette]:
        """The services, in the order of their ports."""
        return self._services

    @property
    def control_routes(self) -> Sequence[Route]:
        """Skills, logins and the shapes of answers."""
        return routes(self._world)

    def reset(self) -> None:
        """Back to the default account."""
        self._world.reset()

    def state(self) -> dict[str, Any]:
        """What can be changed through control."""
        return self._world.as_json()
