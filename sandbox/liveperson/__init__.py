"""LivePerson, imitated: Domain API, Login, Shift Status, Context Service and bot escalation.

https://developers.liveperson.com. What its documents leave open is marked `Assumption:`.
"""

from ..stage import Stage
from ..vendor import Account
from . import context, domain, escalation, login, shift_status
from .control import routes
from .world import World


class LivePerson(Account):
    """The five services and the account they belong to."""

    slug = "liveperson"

    def __init__(self, stage: Stage) -> None:
        """Set up the default account."""
        world = World()
        stage.calls.hide(
            "maven-api-key", "appKey", "accessToken", "accessTokenSecret", "csrf", "set-cookie"
        )
        services = {
            "domain": domain.service(world, stage),
            "login": login.service(world, stage),
            "shift_status": shift_status.service(world),
            "context": context.service(world),
            "escalation": escalation.service(world, stage),
        }
        super().__init__(world, services, routes(world))
