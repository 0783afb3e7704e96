"""What the plugin logs while the doctor is at work."""

from __future__ import annotations

import logging

from actions.human_handoff.doctor.logged import logged_warnings
from actions.human_handoff.findings import Finding, Level

PLUGIN = logging.getLogger("actions.human_handoff.somewhere")


def test_a_warning_is_a_finding_once_and_what_is_no_warning_is_none(caplog):
    with logged_warnings() as findings:
        PLUGIN.warning("%s is old", "shift_board")
        PLUGIN.warning("shift_board is old")
        PLUGIN.info("all is well")
        logging.getLogger("another").warning("not ours")

    assert findings == [Finding(Level.WARNING, "shift_board is old")]
    assert [record.getMessage() for record in caplog.records] == ["not ours"]
    PLUGIN.warning("later")
    assert len(findings) == 1
    assert caplog.records[-1].getMessage() == "later"
