"""The cases that are measured, and the targets that they should reach."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.slots import HANDED_OVER, SHIFT_STATUS, STATE
from actions.human_handoff.rasa_side.transfer import Escalate
from sandbox.vendor_base.manifest import Manifest
from sandbox.vendors import MANIFESTS

from .calls import ActionCall
from .compared_actions import BLOCKING, NO_CACHE, NOTHING, name_of
from .figures import CaseResult, Target, median_ratio
from .load import CUSTOMERS, Case
from .timeline import filled_form, request_for_a_person

VENDOR_SECONDS = 0.2
IDEAL_PER_SECOND = CUSTOMERS / VENDOR_SECONDS
# The vendor whose calls the blocking action makes, and at which one call hangs.
HANGING = MANIFESTS[0]

# The cases that ask no vendor are compared with each other, so they take turns several times in a
# round: the machine may be slower for some seconds.
FAST_TURNS = 6
FAST_SECONDS = 0.5

# A state that means that the vendor has accepted the transfer.
ACCEPTED = frozenset(state.value for state in HANDED_OVER)
ON_SHIFT = frozenset({"on_shift"})
_request = request_for_a_person()


def _live(vendor: Manifest) -> Case:
    call = ActionCall(name_of(Escalate, vendor.slug), filled_form(vendor.slug))
    return Case(f"live_{vendor.slug}", f"ours, asking {vendor.title}", call, 6.0, STATE, ACCEPTED)


def _cached(vendor: Manifest) -> Case:
    call = ActionCall(name_of(CheckShiftStatus, vendor.slug), _request)
    title = f"ours, {vendor.title} from the cache"
    return Case(
        f"cache_{vendor.slug}", title, call, FAST_SECONDS, SHIFT_STATUS, ON_SHIFT, lead_seconds=0.25
    )


def _with_hanging_call(case: Case) -> Case:
    """Return the case that is measured while one more customer waits for a vendor that hangs."""
    return replace(case, key=f"{case.key}_hang", title=f"{case.title}, one call hangs")


# A customer of the blocking action waits for the vendor's answers to all fifty: ten seconds.
BLOCKING_CASE = Case(
    "blocking",
    "a plain blocking action",
    ActionCall(BLOCKING, filled_form(HANGING.slug)),
    10.0,
    STATE,
    ACCEPTED,
    lead_seconds=10.0,
)
LIVE_CASES = [_live(vendor) for vendor in MANIFESTS]
WITHOUT_CACHE = Case(
    "without_cache",
    "ours, shift status without the cache",
    ActionCall(name_of(CheckShiftStatus, NO_CACHE), _request),
    3.0,
    SHIFT_STATUS,
    ON_SHIFT,
)
# The cached answers are compared with this case.
NOTHING_CASE = Case(
    "nothing",
    "an action that does nothing",
    ActionCall(NOTHING, _request),
    FAST_SECONDS,
    lead_seconds=0.25,
)
CACHE_CASES = [_cached(vendor) for vendor in MANIFESTS]
OTHERS_CACHE = replace(
    _cached(HANGING), key="others_cache", title="others, from the cache", seconds=3.0
)
OTHERS_LIVE = replace(
    _live(HANGING), key="others_live", title="others, asking the vendor", seconds=3.0
)
OTHERS = [OTHERS_CACHE, OTHERS_LIVE]
HANG_CASES = [_with_hanging_call(case) for case in OTHERS]
# The order of a round; a case is compared with its neighbours.
ROUND = [
    BLOCKING_CASE,
    *LIVE_CASES,
    WITHOUT_CACHE,
    *[NOTHING_CASE, *CACHE_CASES] * FAST_TURNS,
    *(case for pair in zip(OTHERS, HANG_CASES) for case in pair),
]
CASES = list(dict.fromkeys(ROUND))


def targets(results: list[CaseResult]) -> list[Target]:
    """Compare the results with their targets."""
    by_key = {result.key: result for result in results}
    compared = [target for each in MANIFESTS for target in _targets_of(each, by_key)]
    for others in OTHERS:
        key = f"{others.key}_hang"
        p99s, usual = ([one.p99_ms for one in by_key[name].rounds] for name in (key, others.key))
        ratio = median_ratio(p99s, usual)
        against = "the p99 without the hang"
        compared.append(Target(f"{others.key}_p99_of_hang", key, against, ratio, "<=", 1.25, "x"))
    return compared


def _targets_of(vendor: Manifest, results: Mapping[str, CaseResult]) -> list[Target]:
    live, cache = f"live_{vendor.slug}", f"cache_{vendor.slug}"
    rate = results[live].per_second
    ideal = rate / IDEAL_PER_SECOND
    blocking = rate / results["blocking"].per_second
    cached, nothing = (
        [one.per_second for one in results[key].rounds] for key in (cache, "nothing")
    )
    share = median_ratio(cached, nothing)
    does_nothing = "the action that does nothing"
    return [
        Target(f"{live}_of_ideal", live, "the ideal", ideal, ">=", 0.9, "%"),
        Target(f"{live}_of_blocking", live, "the blocking action", blocking, ">=", 40, "x"),
        Target(f"{cache}_of_nothing", cache, does_nothing, share, ">=", 0.8, "%"),
    ]
