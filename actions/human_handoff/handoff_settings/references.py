"""`${NAME}` in a settings file: replaced by the environment variable of that name.

Rasa replaces it in its own YAML files only where it stands without quotes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..errors import Problems

_REFERENCE = re.compile(r"\$\{([^}]*)\}")
_NAME = re.compile(r"\$\{([^\W\d]\w*)\}")


def unset_variables(values: Mapping[str, Any], environ: Mapping[str, str]) -> list[str]:
    """Return the environment variables that the texts of a section name and that have no value.

    What else stands between braces is left out: it may be a part of a password.
    """
    names = dict.fromkeys(_NAME.findall(str(values)))
    return [name for name in names if not environ.get(name)]


class References:
    """Replaces the references to environment variables in a file.

    Where a variable is missing, the reference stays, and the setting is a known problem.
    """

    def __init__(self, environ: Mapping[str, str], problems: Problems) -> None:
        self._environ = environ
        self._problems = problems

    def expanded(self, value: Any, path: str) -> Any:
        """Return a value of the file with the values of the variables in all its texts."""
        if isinstance(value, dict):
            separator = "." if ": " in path else ": "
            return {
                key: self.expanded(item, f"{path}{separator}{key}") for key, item in value.items()
            }
        if isinstance(value, list):
            return [self.expanded(item, f"{path}.{number}") for number, item in enumerate(value)]
        return self._expanded_text(value, path) if isinstance(value, str) else value

    def _expanded_text(self, text: str, path: str) -> str:
        if any("\ud800" <= character <= "\udfff" for character in text):
            problem = "is wrong: it contains half a character (a lone surrogate). Type it again."
            self._problems.add(f"{path} {problem}", path)
            return ""
        names = dict.fromkeys(_REFERENCE.findall(text))
        missing = [sentence for name in names if (sentence := self._missing(name))]
        if missing:
            self._problems.add("\n".join(f"{path} {sentence}" for sentence in missing), path)
            return text
        return _REFERENCE.sub(lambda match: self._environ[match[1]], text)

    def _missing(self, name: str) -> str | None:
        """Return what is wrong with a reference, if anything is."""
        if not name.isidentifier():
            return f"is wrong: ${{{name}}} is not the name of an environment variable."
        if self._environ.get(name):
            return None
        return (
            f"needs the environment variable {name}, which is not set. Set it before you "
            "start the server."
        )
