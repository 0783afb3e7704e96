"""One action server: the cases that are measured, and the targets that they should reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import chain

from actions.human_handoff.rasa_side.before_transfer import CheckShiftStatus
from actions.human_handoff.rasa_side.forms import ValidateHandoffForm
from actions.human_handoff.rasa_side.slots import BAD_ANSWERS, HANDED_OVER, SHIFT_STATUS, STATE
from actions.human_handoff.rasa_side.transfer import Escalate
from sandbox.vendor_base.manifest import Manifest
from sandbox.vendors import MANIFESTS

from .calls import ActionCall
from .compared_actions import BLOCKING, NO_CACHE, NOTHING, TWO_DESKS, name_of
from .disturbances import Comparison, HangingCalls, LongMessages
from .figures import CaseResult, Target, median_difference, median_ratio
from .load import CUSTOMERS, Case
from .runner import VENDOR_SECONDS, Plan
from .timeline import Timeline, answered_form, filled_form, request_for_a_person

ROUNDS = 5
IDEAL_PER_SECOND = CUSTOMERS / VENDOR_SECONDS
# The vendor whose calls the blocking action makes, and whose calls hang; and the other desk of the
# bot with two desks.
HANGING, ANSWERING = MANIFESTS[:2]
LONG_MESSAGE = "x" * 256 * 1024

# The cases that ask no vendor are compared with each other, so they take turns several times in a
# round: the machine may be slower for some seconds.
FAST_TURNS = 6
FAST_SECONDS = 0.5
# A call hangs for ten seconds at most, and the few slow calls of such a short time vary a lot.
DESK_TURNS = 3

# A state that means that the vendor has accepted the transfer.
ACCEPTED = frozenset(state.value for state in HANDED_OVER)
ON_SHIFT = frozenset({"on_shift"})
_request = request_for_a_person()


def transfer(key: str, title: str, configuration: str, timeline: Timeline) -> Case:
    """Return the case of a transfer with one of the configurations."""
    call = ActionCall(name_of(Escalate, configuration), timeline)
    return Case(key, title, call, 6.0, STATE, ACCEPTED)


def _live(vendor: Manifest) -> Case:
    title = f"ours, asking {vendor.title}"
    return transfer(f"live_{vendor.slug}", title, vendor.slug, filled_form(vendor.slug))


def _cached(vendor: Manifest) -> Case:
    call = ActionCall(name_of(CheckShiftStatus, vendor.slug), _request)
    title = f"ours, {vendor.title} from the cache"
    return Case(
        f"cache_{vendor.slug}", title, call, FAST_SECONDS, SHIFT_STATUS, ON_SHIFT, lead_seconds=0.25
    )


def _with_disturbances(usual: Case) -> list[Case]:
    return [usual, *(each.case for each in COMPARISONS if each.usual is usual)]


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
# The bot has two desks, and these customers are at the one that answers.
OTHERS_DESK = replace(
    transfer("others_desk", "others, at another desk", TWO_DESKS, filled_form(ANSWERING.slug)),
    seconds=4.0,
)
HANGING_DESK = transfer("hanging", "a desk that hangs", TWO_DESKS, filled_form(HANGING.slug))
LONG_ANSWER = Case(
    "long_answer",
    "256 KB in the form",
    ActionCall(
        name_of(ValidateHandoffForm, HANGING.slug), answered_form(HANGING.slug, LONG_MESSAGE)
    ),
    0.0,
    BAD_ANSWERS,
    frozenset({1}),
)
LONG_REQUEST = transfer(
    "long_request",
    "256 KB in the request",
    HANGING.slug,
    filled_form(HANGING.slug, request=LONG_MESSAGE),
)
_WITHOUT_HANG, _WITHOUT_MESSAGE = "the p99 without the hang", "the p99 without the message"
_ONE_CALL = HangingCalls(OTHERS_LIVE, HANGING, 1)
_MANY_CALLS = HangingCalls(HANGING_DESK, HANGING, 80)
# The calls without a vendor's delay vary least, so these show what a message costs the others.
COMPARISONS = [
    Comparison(OTHERS_CACHE, _ONE_CALL, "hang", "one call hangs", _WITHOUT_HANG, 1.25),
    Comparison(
        OTHERS_CACHE,
        LongMessages(LONG_ANSWER),
        "long_answer",
        "a 256 KB message in the form",
        _WITHOUT_MESSAGE,
        50,
    ),
    Comparison(
        OTHERS_CACHE,
        LongMessages(LONG_REQUEST),
        "long_request",
        "a 256 KB message is transferred",
        _WITHOUT_MESSAGE,
        50,
    ),
    Comparison(OTHERS_LIVE, _ONE_CALL, "hang", "one call hangs", _WITHOUT_HANG, 1.25),
    Comparison(OTHERS_DESK, _MANY_CALLS, "hang", "80 calls hang at one desk", _WITHOUT_HANG, 1.2),
]
OTHERS = list(dict.fromkeys(each.usual for each in COMPARISONS))
DISTURBANCES = {each.case.key: each.disturbance for each in COMPARISONS}
# The order of a round; a case is compared with its neighbours.
ROUND = [
    BLOCKING_CASE,
    *LIVE_CASES,
    WITHOUT_CACHE,
    *[NOTHING_CASE, *CACHE_CASES] * FAST_TURNS,
    *chain.from_iterable(_with_disturbances(case) for case in OTHERS),
    *_with_disturbances(OTHERS_DESK) * (DESK_TURNS - 1),
]
# One round is enough where each customer waits ten seconds: it hardly varies.
PLAN = Plan(ROUND, ROUNDS, DISTURBANCES, measured_once=[BLOCKING_CASE])
CASES = PLAN.cases


def targets(results: Sequence[CaseResult]) -> list[Target]:
    """Compare the results with their targets."""
    by_key = {result.key: result for result in results}
    compared = [target for each in MANIFESTS for target in _targets_of(each, by_key)]
    return compared + [_target_of(each, by_key) for each in COMPARISONS]


def _target_of(comparison: Comparison, results: Mapping[str, CaseResult]) -> Target:
    usual, row = comparison.usual.key, comparison.case.key
    p99s, references = ([one.p99_ms for one in results[key].rounds] for key in (row, usual))
    key, against, limit = f"{usual}_p99_of_{comparison.key}", comparison.against, comparison.limit
    if isinstance(comparison.disturbance, LongMessages):
        difference = median_difference(p99s, references)
        return Target(key, row, against, difference, "<=", limit, "ms")
    return Target(key, row, against, median_ratio(p99s, references), "<=", limit, "x")


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
