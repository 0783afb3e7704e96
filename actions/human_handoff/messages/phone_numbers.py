"""Telephone numbers that customers write: found in a text, checked, and written for people.

phonenumbers is an optional package, so it is imported where it is used.
https://github.com/daviddrysdale/python-phonenumbers
"""

from __future__ import annotations

from importlib.util import find_spec

from ..errors import ConfigurationError

PACKAGE = "phonenumbers"


def number_in(text: str, region: str) -> str | None:
    """Return the first telephone number in a text as E.164 has it, such as +31612345678.

    None if there is none, or if calling it costs the caller more than a call: anyone can write a
    number at which they earn by it.

    Args:
        text: What the customer wrote.
        region: The country of numbers without `+` (ISO 3166).
    """
    import phonenumbers as library

    paid = {
        library.PhoneNumberType.PREMIUM_RATE,
        library.PhoneNumberType.SHARED_COST,
        library.PhoneNumberType.PERSONAL_NUMBER,
    }
    for match in library.PhoneNumberMatcher(text, region.upper()):
        if library.number_type(match.number) not in paid:
            return str(library.format_number(match.number, library.PhoneNumberFormat.E164))
    return None


def shown(number: str, region: str) -> str:
    """Return a number of E.164 as people of its country write it: 06 12345678.

    That of another country begins with `+`.
    """
    import phonenumbers as library

    parsed = library.parse(number)
    is_from_here = library.region_code_for_number(parsed) == region.upper()
    formats = library.PhoneNumberFormat
    style = formats.NATIONAL if is_from_here else formats.INTERNATIONAL
    return str(library.format_number(parsed, style))


def check_region(region: str, path: str) -> None:
    """Check that a country is known, and that the package is there.

    Raises:
        ConfigurationError: Names the setting and what to write, or what to install.
    """
    if find_spec(PACKAGE) is None:
        raise ConfigurationError(
            f"{path} is set, but the package phonenumbers is missing. Run "
            "pip install 'rasa-human-handoff[callbacks]', or take `callback` out."
        )
    import phonenumbers as library

    if region.upper() not in library.SUPPORTED_REGIONS:
        raise ConfigurationError(
            f"{path} is wrong: no telephone numbers of {region!r} are known. Write a code of "
            "ISO 3166, such as NL."
        )
