"""The agents of one vendor, in the same way for every vendor."""

from typing import Protocol

from ..vendor_base.manifest import Manifest
from .connection import Json


class ShiftControl(Protocol):
    """What `Agents` needs of the control interface."""

    def setup(self) -> Json:
        """Return what there is to switch."""

    def set_shift(self, vendor: str, name: str, *, on: bool, back_ms: int | None = None) -> None:
        """Put somebody at a vendor on shift, or nobody."""


class Agents:
    """Puts the agents of one vendor on shift and off shift."""

    def __init__(self, manifest: Manifest, control: ShiftControl) -> None:
        """`control` sends the control requests."""
        self.manifest = manifest
        self._control = control

    @property
    def vendor(self) -> str:
        """The vendor's name as the vendor spells it."""
        return self.manifest.title

    @property
    def tells_of_failures(self) -> bool:
        """Whether a bot on REST is sent a message when an accepted transfer fails."""
        return self.manifest.tells_of_failures

    def shifts(self) -> dict[str, bool]:
        """Return whether somebody is on shift, by the name of what the bot asks about."""
        return dict(self._control.setup()["vendors"][self.manifest.slug]["shifts"])

    def set_on_shift(self, name: str, *, on: bool, back_ms: int | None = None) -> str:
        """Put somebody on shift for one of these names, or nobody.

        Args:
            name: One of the names in `shifts`.
            on: Whether somebody is on shift.
            back_ms: When the next shift begins, in epoch milliseconds, for a vendor that says so.

        Returns:
            The vendor's own word for the new status.
        """
        self._control.set_shift(self.manifest.slug, name, on=on, back_ms=back_ms)
        return self.manifest.shift_words.of(on)
