"""The whole sandbox in one event loop: shared state, vendors, and a port for each service."""

import asyncio

from starlette.types import ASGIApp

from .bot import action_server_proxy, ticket_system
from .bot.action_server_proxy import ActionServerProxy
from .control import control_app
from .faults.middleware import FaultMiddleware
from .serving.server import Listener, bind_all
from .state import SandboxState
from .vendor_base.vendor import call_names
from .vendors import MANIFESTS

CONTROL = "control"


class SandboxApp:
    """Serves control, each vendor's services, Rasa's actions and the ticket system, a port each."""

    def __init__(self, bot: str, host: str = "127.0.0.1", port: int = 0) -> None:
        """Bind the ports.

        Args:
            bot: Where Rasa listens, without a path.
            host: The address to listen on.
            port: The control port; the services follow it. 0 takes any free ports.

        Raises:
            PortTakenError: Another program listens on one of the ports.
        """
        self.state = SandboxState(bot)
        vendors = {manifest.slug: manifest.vendor(self.state) for manifest in MANIFESTS}
        own_calls = {action_server_proxy.CALL, ticket_system.CALL}
        self.state.faults.call_names = call_names(vendors.values()) | own_calls
        apps: dict[str, ASGIApp] = {CONTROL: control_app(self.state, vendors)}
        for vendor in vendors.values():
            for service, app in vendor.services.items():
                apps[service] = FaultMiddleware(service, app, self.state)
        apps[action_server_proxy.SERVICE] = ActionServerProxy(self.state)
        tickets = ticket_system.service(self.state.tickets)
        apps[ticket_system.SERVICE] = FaultMiddleware(ticket_system.SERVICE, tickets, self.state)
        sockets = bind_all(host, port, len(apps))
        self._listeners = [Listener(*pair) for pair in zip(apps.values(), sockets, strict=True)]
        url_host = f"[{host}]" if ":" in host else host
        for service, listener in zip(apps, self._listeners, strict=True):
            self.state.urls[service] = f"http://{url_host}:{listener.port}"

    async def open(self) -> None:
        """Begin to serve on all ports."""
        for listener in self._listeners:
            await listener.open()

    async def close(self) -> None:
        """Stop at once, even while calls hang."""
        await asyncio.gather(*(listener.close() for listener in self._listeners))
        await self.state.close()
