"""LivePerson, imitated: the services a bot calls, and Third-Party Bots, which calls the bot.

https://developers.liveperson.com. What its documents leave open is marked `Assumption:`.
"""

from ..stage import Stage
from ..vendor import Account
from . import context, domain, escalation, login, shift_status
from .control import routes
from .sentinel import Sentinel
from .third_party_bots import CHANNEL, ThirdPartyBots
from .world import World


class LivePerson(Account):
    """The five services and the account they belong to."""

    slug = "liveperson"
    title = escalation.VENDOR

    def __init__(self, stage: Stage) -> None:
        """Set up the default account."""
        world, sentinel = World(), Sentinel()
        stage.calls.hide(
            "maven-api-key", "appKey", "accessToken", "accessTokenSecret", "csrf", "set-cookie"
        )
        services = {
            "domain": domain.service(world, stage),
            "login": login.service(world, stage, sentinel),
            "shift_status": shift_status.service(world),
            "context": context.service(world),
            "escalation": escalation.service(world, stage),
        }
        stage.lines[CHANNEL] = ThirdPartyBots(world, stage, sentinel)
        super().__init__(world, services, routes(world, stage))
