"""The CM.com desk."""

from .desk import CM

__all__ = ["CM"]
