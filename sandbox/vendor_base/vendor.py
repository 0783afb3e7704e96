"""An imitated vendor: its account, its services and its own control routes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from starlette.applications import Starlette
from starlette.routing import Route


class Account(Protocol):
    """Everything about a vendor's account that can change."""

    def reset(self) -> None:
        """Go back to the defaults."""

    def as_json(self) -> dict[str, Any]:
        """Return what GET /state shows of it."""

    def shifts(self) -> Mapping[str, bool]:
        """Return whether somebody is on shift, by the name of what the bot asks about."""

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Put somebody on shift for one of these names, or nobody.

        `back_ms`: when the next shift begins, in epoch milliseconds, for a vendor that says so.
        """


@dataclass(frozen=True)
class QueueFigures:
    """What a vendor tells of a queue; None where it has no figure.

    Attributes:
        people: How many customers wait.
        seconds: How long one waits.
    """

    people: int | None = None
    seconds: float | None = None


class Queues(Protocol):
    """The queues of a vendor that tells how long customers wait."""

    def told_queues(self) -> Mapping[str, QueueFigures]:
        """Return what the vendor tells, by the name of what the bot asks about."""

    def set_queues(self, figures: QueueFigures) -> None:
        """Set all queues; without figures the vendor tells again how many really wait."""

    @property
    def queues_are_set(self) -> bool:
        """Whether somebody has set a queue, so that it is not the one in the sandbox."""


@dataclass(frozen=True)
class Vendor:
    """One imitated vendor.

    Attributes:
        account: Its account.
        services: Its applications by name, in the order of their ports. The names of their routes
            are the names of the calls, by which faults are ordered.
        control_routes: The routes that only this vendor has, below its slug.
        queues: Its queues; None if it does not tell how long customers wait.
    """

    account: Account
    services: Mapping[str, Starlette]
    control_routes: Sequence[Route]
    queues: Queues | None = None


def call_names(vendors: Iterable[Vendor]) -> frozenset[str]:
    """Return the names of all calls.

    Raises:
        ValueError: Two services have a call of the same name, so faults cannot tell them apart.
    """
    owners: dict[str, str] = {}
    for vendor in vendors:
        for service, app in vendor.services.items():
            for route in app.routes:
                name = str(getattr(route, "name", ""))
                if owners.setdefault(name, service) != service:
                    raise ValueError(f"both {owners[name]} and {service} have a call '{name}'")
    return frozenset(owners)
