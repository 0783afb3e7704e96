"""Vendors at which somebody owns each customer, for good, until it is changed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from enum import Enum


class Owner(str, Enum):
    """Who may write to a customer, at a vendor where somebody owns each customer."""

    BOT = "bot"
    AGENTS = "agents"
    SOMEBODY_ELSE = "somebody else"
    UNKNOWN = "unknown"  # the vendor did not say; never a guess


class Ownership(ABC):
    """What a desk can do beside, where its vendor keeps an owner of each customer."""

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
            VendorError: The vendor did not accept; `may_have_acted` tells what that means.
        """
