"""Read opening hours in OpenStreetMap's syntax, and refuse what is not known here."""

from __future__ import annotations

import re

from opening_hours import OpeningHours as Rules
from opening_hours import (  # type: ignore[attr-defined] # its stub leaves the errors out
    ParserError,
    UnknownCountryError,
)

from ..errors import ConfigurationError

_COMMENT = re.compile(r'(?:\b(open)\s+)?"[^"]*"', re.IGNORECASE)
# The library accepts each of these and returns something else than what was meant.
_UNSUPPORTED = {
    r"\bSH\b": "school holidays are not known here. Write their dates, such as 2027 Feb 20-28 off",
    r"\b(sunrise|sunset|dawn|dusk)\b": "the sun is not known here. Write times, such as 09:00",
    r"\b(Feb 3[01]|(Apr|Jun|Sep|Nov) 31)\b": "there is no such date. Write the month's last day",
}


def parsed_rules(rules: str, country: str | None, path: str) -> Rules:
    """Return the rules as the library reads them; `path` is that of the section.

    Raises:
        ConfigurationError: They cannot be read, or the country is not known.
    """
    text, normalised = read_rules(rules, path)
    if country is None and re.search(r"\bPH\b", normalised):
        raise ConfigurationError(
            f"{path}.country is missing, and PH stands in the rules. Write whose public holidays "
            "are meant, such as NL."
        )
    try:
        return Rules(text, country=country and country.upper())
    except UnknownCountryError:
        raise ConfigurationError(
            f"{path}.country is wrong: the public holidays of {country!r} are not known. "
            "Write a code of ISO 3166, such as NL."
        ) from None


def read_rules(rules: str, path: str) -> tuple[str, str]:
    """Return the rules on one line, and in the library's spelling without comments.

    Raises:
        ConfigurationError: They cannot be read, or mean something that is not known here.
    """
    # Longer texts in YAML contain line ends. `open "phone only"` is open, but the library drops
    # the word `open`: so the comment is removed here. Any comment that is left means "perhaps".
    text = _COMMENT.sub(lambda match: match[1] or match[0], " ".join(rules.split()))
    try:
        normalised = _COMMENT.sub("", str(Rules(text)))
    except ParserError:
        raise ConfigurationError(
            f"{path}.rules is wrong: {rules!r} is not how OpenStreetMap writes opening "
            "hours. Write such as Mo-Fr 09:00-17:00; PH off."
        ) from None
    for pattern, reason in _UNSUPPORTED.items():
        match = re.search(pattern, normalised)
        if match:
            raise ConfigurationError(
                f"{path}.rules is wrong: {match[0]} stands there, and {reason}."
            )
    return text, normalised
