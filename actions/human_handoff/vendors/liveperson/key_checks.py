"""What LivePerson's refusals say of the settings, for `human-handoff doctor`."""

from __future__ import annotations

from collections.abc import Mapping

from ...desk_checks import refused
from ...findings import Finding, error, not_checked, ok, warning

# The page lists 400 and 401 ("invalid site").
NO_SUCH_ACCOUNT = error(
    "LivePerson's directory does not know the account.",
    "Write the account's number; it is in the address bar of Conversational Cloud. If it is right, "
    "correct urls.domains.",
    "account",
)
SHIFT_STATUS_REFUSED = error(
    "LivePerson does not tell the bot user who is on shift.",
    "Ask LivePerson to enable the Shift Status API for the account.",
    "login.username",
)
QUEUE = refused(
    error(
        "LivePerson refuses the application that reads the queue.",
        "Compare both with the application in Conversational Cloud, and let it read the "
        "operational data.",
        "waiting_time.client_id",
        "waiting_time.client_secret",
    ),
    (400, 401, 403),
)
_NEW_KEY = (
    "Write the developer key: Conversation Orchestrator, Developer Key. A new one ends the old one."
)
_KEY_REFUSED = "The context service refuses the key."
CONTEXT_SERVICE = {
    401: error(_KEY_REFUSED, _NEW_KEY, "context_service.developer_key", "account"),
    403: error(_KEY_REFUSED, _NEW_KEY, "context_service.developer_key"),
    404: error(
        "Something else listens where the context service should be (404).",
        "Correct the address, or take the line out.",
        "urls.context_service",
    ),
}
_KEY_WORKS = ok(
    "LivePerson accepts the key: it refused only the request, which names no conversation.",
    "escalation.api_key",
)
# Assumption: the key is checked before the rest of the request. The page documents no answer.
ESCALATION = {
    **refused(
        error(
            "LivePerson refuses the key of the transfer call.",
            "Write the permanent API access key of a user of Conversation Builder (profile, API), "
            "and the region of the account.",
            "escalation.api_key",
            "region",
        )
    ),
    400: _KEY_WORKS,
    422: _KEY_WORKS,
    404: error(
        "Something else listens where the transfer call should be (404).",
        "Correct the address, or the region.",
        "urls.escalation",
        "region",
    ),
    500: not_checked(
        "LivePerson answers 500 to a request that names no conversation, which says nothing of "
        "the key.",
        "escalation.api_key",
    ),
}
ESCALATION_SAYS_NOTHING = not_checked(
    "LivePerson does not refuse a request that names no conversation, which says nothing of the "
    "key.",
    "escalation.api_key",
)


def login(section: str) -> Mapping[int, Finding]:
    """Return what a refused login means; `section` is where its settings are."""
    settings = [f"{section}.{name}" for name in ("secret", "app_key", "username")]
    wrong = error(
        "LivePerson refuses the login of the bot user.",
        "Compare the three with the bot user and its key in Conversational Cloud; the key must be "
        "allowed to log users in.",
        *settings,
    )
    running = error(
        "LivePerson refuses the login: this user belongs to a bot that is running.",
        "Write a user that does nothing else.",
        f"{section}.username",
    )
    blocked = error(
        "LivePerson has blocked this user, or the account.",
        "Ask LivePerson why.",
        f"{section}.username",
    )
    busy = warning(
        "This user has logged in too often; nothing can be said of its key.",
        "Run it again in a minute. If it is always so, something else logs in as this user.",
        f"{section}.username",
    )
    return {**refused(wrong, (400, 401, 403)), 409: running, 429: busy, 451: blocked}
