"""The valid settings of a section that has mistakes, so that they can be checked all the same."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from types import FunctionType
from typing import Any

from .errors import ConfigurationError


class ValidPart:
    """The valid settings of a section, with the section's own methods and properties.

    A setting that is missing or wrong raises a `ConfigurationError` without a text, because
    another line says what is wrong with it.
    """

    def __init__(self, model: type | None = None, values: Mapping[str, Any] | None = None) -> None:
        """Take the section's class, and the values of its valid settings."""
        self._model = model
        self.__dict__.update(values or {})

    def __getattr__(self, name: str) -> Any:
        """Return a method or a property of the section; another setting is not valid."""
        attribute = inspect.getattr_static(self._model, name, None)
        if isinstance(attribute, (property, FunctionType)):
            return attribute.__get__(self)
        raise ConfigurationError("")
