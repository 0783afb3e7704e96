"""What can be checked of CM.com without a chat: both addresses, both keys, the technical link."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from ...desk_checks import checked_address, checked_call, refused
from ...findings import Finding, error, not_checked, ok, warning
from .presence import PresenceAPI
from .routing import RoutingControlAPI
from .settings import CMSettings

_PRESENCE, _ROUTER = "urls.presence", "urls.router"
_KEY, _TOKEN, _LINK = "presence.api_key", "router.product_token", "router.technical_link_id"
# The presence page lists 400 and 404, and neither 401 nor 403.
_KEY_REFUSED = (400, 401, 403, 404)


def findings(
    settings: CMSettings, presence: PresenceAPI, routing: RoutingControlAPI
) -> Iterator[Finding]:
    """Yield what is found; nothing is changed at CM.com."""
    if (yield from checked_address(settings.urls.presence, _PRESENCE)):
        yield from _key(settings, presence)
    else:
        yield not_checked("Its address cannot be reached.", _KEY)
    if (yield from checked_address(settings.urls.router, _ROUTER)):
        yield from _token(routing)
    else:
        yield not_checked("Its address cannot be reached.", _TOKEN, _LINK)
    yield not_checked(
        "The adapters or mutations of the router, the keywords of the skills, and who gets a chat: "
        "CM.com tells only where a chat is handed over."
    )


def _key(settings: CMSettings, presence: PresenceAPI) -> Iterator[Finding]:
    channel, referrer = settings.presence.channel, settings.presence.referrer
    key_refused = error(
        "CM.com's presence refuses the request.",
        "Write the API key of the Agent Inbox, which is not the router's product token; and "
        f"compare {_PRESENCE}.",
        _KEY,
    )
    status = yield from checked_call(
        lambda: presence.status(channel, referrer),
        ok("CM.com's presence accepts the key.", _KEY),
        refused(key_refused, _KEY_REFUSED),
        _PRESENCE,
    )
    if status is not None:
        yield ok(f"Agents on {channel}: {status.value} now.", "presence.channel")
    if referrer or any(skill.referrer for skill in settings.skills.values()):
        yield not_checked(
            "A web store that CM.com does not know looks like one without agents.",
            "presence.referrer",
        )


def _token(routing: RoutingControlAPI) -> Iterator[Finding]:
    """Request no mutation at all, of a chat that nobody has: this changes nothing.

    Assumption: the token is checked before the rest of the request. The page documents no answer.
    """
    token_refused = error(
        "CM.com's router refuses the token.",
        "Write the product token of the account: Channels, API Access and Settings.",
        _TOKEN,
    )
    no_such_link = warning(
        "CM.com's router answered 404 to a request for a chat that nobody has. It may not know the "
        "technical link, it may look for the chat first, or something else listens there.",
        "Compare both with the settings of the Conversational Router.",
        _LINK,
        _ROUTER,
    )
    accepted = ok("CM.com's router accepts the token and the technical link.", _TOKEN, _LINK)
    yield from checked_call(
        lambda: routing.request_mutations(str(uuid.uuid4()), [], {}),
        accepted,
        {**refused(token_refused), 400: accepted, 404: no_such_link, 422: accepted},
        _ROUTER,
    )
