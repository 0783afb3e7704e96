"""The LivePerson desk."""

from .desk import LivePerson

__all__ = ["LivePerson"]
