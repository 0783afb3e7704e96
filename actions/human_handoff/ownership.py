"""Vendors where each customer has an owner, permanently, until somebody changes it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum


class Owner(str, Enum):
    """Who may write to a customer, at a vendor where each customer has an owner."""

    BOT = "bot"
    AGENTS = "agents"
    SOMEBODY_ELSE = "somebody else"
    UNKNOWN = "unknown"  # the vendor did not tell; never a guess


class Ownership(ABC):
    """A further capability of desks whose vendor keeps an owner of each customer."""

    @abstractmethod
    def owner(self, user_id: str) -> Owner:
        """Ask who owns a customer.

        Raises:
            VendorError: The vendor did not tell.
        """

    @abstractmethod
    def give_back(self, user_id: str) -> None:
        """Make the bot the owner again.

        Raises:
            VendorError: The vendor did not accept; `may_have_acted` tells whether it still
                may have changed the owner.
        """
