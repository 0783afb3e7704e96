"""The bot's actions, with short pauses after failures: `rasa_sdk --actions tests.short_pauses`.

In a running bot a vendor that has failed is left alone for some seconds. The tests of a recovery
would have to wait as long.
"""

from datetime import timedelta

from actions.human_handoff import actions
from actions.human_handoff.availability import published_reports, shift_cache
from actions.human_handoff.vendor_http import host_limits
from actions.human_handoff.vendors.liveperson import login

__all__ = ["actions"]

SECONDS = 0.01
PAUSES = {
    host_limits: ["RECOVERY_SECONDS", "MAX_PAUSE_SECONDS"],
    login: ["LONG_PAUSE_SECONDS", "SHORT_LIFE_SECONDS"],
}
shift_cache.RETRY_AFTER = timedelta(seconds=SECONDS)
published_reports.RETRY_SECONDS = SECONDS
login.PAUSES_SECONDS = (SECONDS, SECONDS, SECONDS)
for module, names in PAUSES.items():
    for name in names:
        assert hasattr(module, name)
        setattr(module, name, SECONDS)
