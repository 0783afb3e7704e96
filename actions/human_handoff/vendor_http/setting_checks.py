"""Checks of settings that are sent to a vendor: keys, names and other texts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..errors import ConfigurationError, Problems
from ..pydantic_compat import SecretStr, SettingsModel

# A header may contain nothing else, and a line break after a copied key is easy to overlook.
_KEY = re.compile(r"[!-~]+")


def check_key(key: SecretStr | str | None, path: str, vendor: str) -> None:
    """Check that a key can be sent: without a space, a line break, or a letter beyond ASCII.

    Args:
        key: The value of the setting; None where it is absent.
        path: The path of the setting, for the error, which does not repeat the key.
        vendor: Who shows the key.

    Raises:
        ConfigurationError: The key cannot be right.
    """
    text = key.get_secret_value() if isinstance(key, SecretStr) else key
    if text is not None and not _KEY.fullmatch(text):
        raise ConfigurationError(
            f"{path} is wrong: it is empty, or contains a space or a character beyond ASCII. "
            f"Write it as {vendor} shows it."
        )


def check_keys(settings: SettingsModel, names: Iterable[str], path: str, vendor: str) -> None:
    """Check that the keys of a section can be sent.

    Args:
        settings: The section.
        names: Its settings that are keys.
        path: The path of the section, for the error.
        vendor: Who shows the keys.

    Raises:
        ConfigurationError: A key cannot be right.
    """
    problems = Problems()
    for name in names:
        problems.collect(check_key, getattr(settings, name), f"{path}.{name}", vendor)
    problems.raise_all()


def check_text(text: SecretStr | str | None, path: str, remedy: str) -> None:
    """Check a text: not empty, no space or line break around it, no control character in it.

    Args:
        text: The value of the setting; None where it is absent.
        path: The path of the setting, for the error, which does not repeat a secret.
        remedy: What to write.

    Raises:
        ConfigurationError: The text cannot be right.
    """
    if isinstance(text, SecretStr):
        text = text.get_secret_value()
    if text is None:
        return
    if not text.strip():
        raise ConfigurationError(f"{path} is empty. {remedy}")
    if text != text.strip() or not text.isprintable():
        raise ConfigurationError(
            f"{path} is wrong: there is a space or a line break around it, or a control character "
            f"in it. {remedy}"
        )


def check_names(skills: Mapping[str, object], path: str) -> None:
    """Check the names of skills: none is empty.

    Raises:
        ConfigurationError: A name is empty.
    """
    if not all(name.strip() for name in skills):
        raise ConfigurationError(
            f"{path} is wrong: one of the names is empty. Write a name before the colon."
        )
