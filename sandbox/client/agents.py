"""The agents of any vendor, for whoever plays them and does not care which vendor it is."""

from collections.abc import Mapping
from typing import Protocol


class Desk(Protocol):
    """What the control of every vendor can do with its agents."""

    @property
    def vendor(self) -> str:
        """The vendor's name as it spells it."""

    @property
    def tells_of_failures(self) -> bool:
        """Whether a bot on REST is told when a transfer fails after it was accepted."""

    def shifts(self) -> Mapping[str, bool]:
        """Whether somebody is on shift, by the name of what the bot asks about."""

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> str:
        """Let somebody be on shift for one of these names, or nobody.

        `back_ms`: when the next shift begins, for vendors that tell. What the vendor calls it
        now is returned: on shift, online, connected, or not.
        """
