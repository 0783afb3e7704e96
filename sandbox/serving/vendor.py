"""What a vendor has to bring to be imitated."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.routing import Route


class Vendor(Protocol):
    """One imitated vendor.

    Each of its services gets a port. The names of a service's routes are the names of its calls,
    by which faults are ordered.
    """

    @property
    def services(self) -> Mapping[str, Starlette]:
        """Its services by name, in the order of their ports."""

    @property
    def control_routes(self) -> Sequence[Route]:
        """What only this vendor can be told, mounted below its slug."""

    def reset(self) -> None:
        """Back to the documented default world."""

    def state(self) -> dict[str, Any]:
        """What GET /state shows of it."""

    def shifts(self) -> Mapping[str, bool]:
        """Return whether somebody is on shift, by the name of what the bot asks about."""

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Put somebody on shift for one of these names, or nobody.

        `back_ms`: when the next shift begins, for a vendor that says so (epoch milliseconds).
        """


class World(Protocol):
    """Everything about an imitated account that can change."""

    def reset(self) -> None:
        """Back to the defaults."""

    def as_json(self) -> dict[str, Any]:
        """What GET /state shows of it."""

    def shifts(self) -> Mapping[str, bool]:
        """Whether somebody is on shift, by the name of what the bot asks about."""

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Put somebody on shift for one of these names, or nobody.

        `back_ms`: when the next shift begins, for a vendor that says so (epoch milliseconds).
        """


class Account:
    """A vendor whose whole state is one world."""

    def __init__(
        self, world: World, services: Mapping[str, Starlette], control_routes: Sequence[Route]
    ) -> None:
        """Take the services in the order of their ports."""
        self._world = world
        self.services = services
        self.control_routes = control_routes

    def reset(self) -> None:
        """Back to the default account."""
        self._world.reset()

    def state(self) -> dict[str, Any]:
        """What can be changed through control."""
        return self._world.as_json()

    def shifts(self) -> Mapping[str, bool]:
        """Whether somebody is on shift."""
        return self._world.shifts()

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Put somebody on shift, or nobody."""
        self._world.set_on_shift(name, on=on, back_ms=back_ms)


def call_names(vendors: Iterable[Vendor]) -> frozenset[str]:
    """The names of all calls; no two services may share one, faults could not tell them apart."""
    owners: dict[str, str] = {}
    for vendor in vendors:
        for service, app in vendor.services.items():
            for route in app.routes:
                name = str(getattr(route, "name", ""))
                if owners.setdefault(name, service) != service:
                    raise ValueError(f"both {owners[name]} and {service} have a call '{name}'")
    return frozenset(owners)
