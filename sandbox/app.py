"""The whole sandbox inside one event loop: the stage, the vendors on it, and a port for each."""

import asyncio

from starlette.types import ASGIApp

from .bot.action_server_proxy import CALL, SERVICE, WatchedActions
from .control import control_app
from .faults.middleware import Watched
from .serving.server import Listener, bind_all
from .serving.vendor import call_names
from .vendors import MANIFESTS
from .world.state import Stage

CONTROL = "control"


class Theatre:
    """Opens one port for control, one per vendor service, and one for Rasa's actions."""

    def __init__(self, bot: str, host: str = "127.0.0.1", port: int = 0) -> None:
        """Take the ports; `PortTakenError` where one is taken. Port 0: any that are free."""
        self.stage = Stage(bot)
        vendors = {each.slug: each.vendor(self.stage) for each in MANIFESTS}
        self.stage.faults.call_names = call_names(vendors.values()) | {CALL}
        apps: dict[str, ASGIApp] = {CONTROL: control_app(self.stage, vendors)}
        for vendor in vendors.values():
            for service, app in vendor.services.items():
                apps[service] = Watched(service, app, self.stage)
        apps[SERVICE] = WatchedActions(self.stage)
        sockets = bind_all(host, port, len(apps))
        self._listeners = [Listener(*pair) for pair in zip(apps.values(), sockets, strict=True)]
        shown = f"[{host}]" if ":" in host else host
        for service, listener in zip(apps, self._listeners, strict=True):
            self.stage.urls[service] = f"http://{shown}:{listener.port}"

    async def open(self) -> None:
        """Serve on all ports."""
        for listener in self._listeners:
            await listener.open()

    async def close(self) -> None:
        """End at once, whatever hangs."""
        await asyncio.gather(*(listener.close() for listener in self._listeners))
        await self.stage.close()
