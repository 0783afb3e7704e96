"""The Parley desk."""

from .desk import Parley

__all__ = ["Parley"]
