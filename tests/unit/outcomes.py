"""How a transfer can end at a desk: with a state, or with the error that it raises."""

from __future__ import annotations

from actions.human_handoff import SkillError, Transfer, TransferState, errors

REQUESTED = Transfer(TransferState.REQUESTED)
WITH_AGENT = Transfer(TransferState.WITH_AGENT)
REFUSED = errors.VendorRefusedError("Stand-in", "no", 400)
SILENT = errors.VendorSilenceError("Stand-in", "no answer")
UNREACHABLE = errors.VendorConnectionError("Stand-in", "no connection")
NO_SKILL = SkillError("the skill cannot be transferred to")
