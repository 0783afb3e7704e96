"""LivePerson, imitated: the services a bot calls, and Third-Party Bots, which calls the bot.

https://developers.liveperson.com. What its documents leave open is marked `Assumption:`.
"""

from ...serving.vendor import Account
from ...world.state import Stage
from . import context, domain, escalation, login, shift_status
from .control import routes
from .escalation import VENDOR
from .sentinel import Sentinel
from .third_party_bots import CHANNEL, ThirdPartyBots
from .world import World


class LivePerson(Account):
    """The five services and the account they belong to."""

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
        stage.calls.hide_in_answers("bearer", "sessionId", "wsuk")
        stage.named["escalate"] = lambda _, body: body.get("conversationId")
        for call in (context.READ, context.WRITE):
            stage.named[call] = lambda path, _: path.get("session")
            # The last words of the customer stand there under this key.
            stage.personal[call] = frozenset({"message"})
        line = ThirdPartyBots(world, stage, sentinel)
        stage.lines[CHANNEL] = line
        stage.closing.by_vendor[VENDOR] = line.closed
        super().__init__(world, services, routes(world, stage))
