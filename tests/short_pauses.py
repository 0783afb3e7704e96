"""The bot's actions, with short pauses after failures: `rasa_sdk --actions tests.short_pauses`.

In a running bot a vendor that has failed is left alone for some seconds, and a waiting time is used
for a minute. The tests of a recovery, and of other figures, would have to wait as long.
"""

from datetime import timedelta

from actions.human_handoff import actions
from actions.human_handoff.availability import desk_reports, published_reports, waiting_times
from actions.human_handoff.vendor_http import host_limits
from actions.human_handoff.vendors.liveperson import bearer_session, desk, public_api, queue_health

__all__ = ["actions"]

SECONDS = 0.01
PAUSES = {
    host_limits: ["RECOVERY_SECONDS", "MAX_PAUSE_SECONDS"],
    bearer_session: ["LONG_PAUSE_SECONDS", "SHORT_LIFE_SECONDS"],
    public_api: ["FIRST_PAUSE_SECONDS", "LONGEST_PAUSE_SECONDS"],
    queue_health: ["PAUSE_SECONDS"],
}
waiting_times.ASKED_EVERY = timedelta(seconds=SECONDS)
desk_reports.RETRY_AFTER = timedelta(seconds=SECONDS)
published_reports.RETRY_SECONDS = SECONDS
bearer_session.PAUSES_SECONDS = (SECONDS, SECONDS, SECONDS)
for module, names in PAUSES.items():
    for name in names:
        assert hasattr(module, name)
        setattr(module, name, SECONDS)


class QueueHealth(queue_health.QueueHealth):
    """LivePerson's queue, asked anew for each customer."""

    _fresh_seconds = property(lambda _: SECONDS, lambda *_: None)


setattr(desk, "QueueHealth", QueueHealth)  # noqa: B010 - it is imported there
