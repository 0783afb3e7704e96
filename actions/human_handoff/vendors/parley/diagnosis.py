"""What can be checked of Parley without a user: the address, the signature, the Services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from ...desk import AgentDesk
from ...desk_checks import checked_address, checked_call, checked_skills, refused
from ...findings import Finding, error, not_checked, ok
from .settings import ParleySettings

_URL = "urls.service_api"
_SIGNED = ("secret", "account", "service")


def findings(settings: ParleySettings, desk: AgentDesk) -> Iterator[Finding]:
    """Yield what is found; `GET services` changes nothing at Parley."""
    if not (yield from checked_address(settings.urls.service_api, _URL)):
        yield not_checked("Parley cannot be reached.", *_SIGNED, "skills")
        return
    refusal = error(
        "Parley refuses the signature.",
        "Compare the identifications of the bot's Service and of the account, and the secret that "
        "Parley shares with this Service. A signature is refused as well where this machine's "
        f"clock differs by more than {settings.signature_seconds} s (signature_seconds).",
        *_SIGNED,
    )
    report = yield from checked_call(
        lambda: desk.shift_report("", timedelta(0)),
        ok("Parley accepts the signature of the bot's Service.", *_SIGNED),
        refused(refusal),
        _URL,
    )
    if report is not None:
        yield from checked_skills(desk, report)
    yield not_checked(
        "Whether agents are at work, and whether Parley lets the bot's Service change an owner: "
        "Parley tells only with a user."
    )
