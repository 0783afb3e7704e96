"""`offers` in `human_handoff.yml`: when the bot offers a person by itself."""

from __future__ import annotations

from ..errors import ConfigurationError
from ..pydantic_compat import Field, SettingsModel

# Who was misunderstood more often has left.
MOST_MISUNDERSTANDINGS = 20


class OffersSettings(SettingsModel):
    """`offers`: what shows that the bot is no help; each sign leads to the same offer.

    Attributes:
        misunderstandings: After so many misunderstandings in a row; 0 means never, 1 after each of
            them.
        repeated_question: When the customer asks the same question again.
        scolding: When the customer scolds the machine.
    """

    misunderstandings: int = Field(default=2, ge=0, le=MOST_MISUNDERSTANDINGS)
    repeated_question: bool = True
    scolding: bool = True


def check_offers(offers: OffersSettings | None, path: str) -> None:
    """Check that an offer can be made at all.

    Args:
        offers: The section, if there is one.
        path: The section's path, for the error.

    Raises:
        ConfigurationError: Every sign is switched off.
    """
    if offers is None:
        return
    if not (offers.misunderstandings or offers.repeated_question or offers.scolding):
        raise ConfigurationError(
            f"{path} is wrong: every sign is switched off, so nothing would be offered. Switch one "
            "on, or take `offers` out."
        )
