"""What holds of every request, whatever the desks report and answer."""

from itertools import cycle

from hypothesis import given, settings
from hypothesis import strategies as st

from actions.human_handoff import VendorResponseError
from tests.unit import outcomes
from tests.unit.fake_desk import OFF, ON, UNKNOWN, Desk, handoff
from tests.unit.handoff_events.schema import SCHEMA
from tests.unit.outcomes import SILENT, UNREACHABLE
from tests.unit.rasa_side.chat import Chat

OUTCOMES = {
    "requested": outcomes.REQUESTED,
    "with_agent": outcomes.WITH_AGENT,
    "refused": outcomes.REFUSED,
    "silent": SILENT,
    "unreadable": VendorResponseError("Stand-in", "half a JSON"),
    "unreachable": UNREACHABLE,
    "no skill": outcomes.NO_SKILL,
}
UNCONFIRMED = {"silent", "unreadable"}
ACCEPTED = {"requested", "with_agent"}
REPORTED = {
    "requested": "accepted",
    "with_agent": "accepted",
    "refused": "refused",
    "silent": "unconfirmed",
    "unreadable": "unconfirmed",
    "unreachable": "unreachable",
    "no skill": "not_possible",
}
TRANSFER_MESSAGE = "utter_human_handoff_transfer"
LAST_RESPONSES = {
    "utter_human_handoff_failed",
    "utter_human_handoff_unconfirmed",
    "utter_human_handoff_gave_up",
    "utter_human_handoff_gave_up_unconfirmed",
}
SKILLS = ["billing", "human"]


class CyclicDesk(Desk):
    """A desk whose shifts and outcomes start again at their end; it records every call."""

    def __init__(self, name, calls, *, carries, outcomes, shifts, skills):
        super().__init__(carries=carries, skills=dict.fromkeys(skills, ON))
        self.name, self.calls = name, calls
        self.next_outcome, self.next_shift = cycle(outcomes), cycle(shifts)

    def shift_report(self, skill, max_age):
        self.calls.append(("shift", self.name, skill, None))
        shift = next(self.next_shift)
        if isinstance(shift, Exception):
            raise shift
        self.skills = dict.fromkeys(self.skills, shift)
        return super().shift_report(skill, max_age)

    def escalate(self, escalation):
        outcome = next(self.next_outcome)
        self.calls.append(("transfer", self.name, escalation.skill, outcome))
        self.outcomes.append(OUTCOMES[outcome])
        return super().escalate(escalation)


def desks_called(names):
    shifts = st.sampled_from([ON, ON, ON, OFF, UNKNOWN, SILENT, UNREACHABLE])
    desk = {
        "carries": st.booleans(),
        "outcomes": st.lists(st.sampled_from(sorted(OUTCOMES)), min_size=1, max_size=6),
        "shifts": st.lists(shifts, min_size=1, max_size=6),
        "skills": st.sampled_from([SKILLS, SKILLS, SKILLS[:1], SKILLS[1:]]),
    }
    return st.fixed_dictionaries(dict.fromkeys(names, st.fixed_dictionaries(desk)))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([["desk"], "ab", "abc"]).flatmap(desks_called),
    st.sampled_from([None, *SKILLS]),
    st.sampled_from([None, *SKILLS]),
    st.sampled_from(["on_shift", "off_shift"]),
    st.integers(0, 2),
    st.lists(st.integers(0, 4), min_size=4, max_size=4),
)
def test_every_request_ends_well_whatever_the_vendors_do(
    described, skill, fallback, unknown_means, announced, failing_later
):
    calls, failures = [], 0
    desks = {name: CyclicDesk(name, calls, **described[name]) for name in sorted(described)}
    policy = {"unknown_means": unknown_means, "failures_announced": announced}
    skills = {"default": "human", "fallback": fallback}
    chat = Chat(handoff(*desks.values(), skills=skills, **policy))
    chat.set_slots(skill=skill)
    for later in failing_later:
        gave_up = chat.slot("state") == "gave_up"
        calls.clear()
        chat.reports.clear()
        for desk in desks.values():
            desk.escalations.clear()
        responses = chat.request().responses
        check_reports(chat, calls)
        if gave_up:
            assert (responses, calls) == (["utter_human_handoff_gave_up"], [])
            assert failures == announced + 1
            continue
        if not any(call[0] == "transfer" for call in calls):
            assert len(responses) == 1, "one message says why nobody is available"
            assert not chat.slot("desk")
            continue
        for _ in range(later):
            if chat.slot("state") in ACCEPTED:
                responses += chat.fail_later().responses
        check_reports(chat, calls)
        failures += check_request(chat, desks, calls, responses)
        assert (chat.slot("attempts") or 0) == failures
        assert (chat.slot("state") == "gave_up") == (failures > announced)
        if chat.slot("state") in ACCEPTED:
            break  # an agent has the customer


def check_reports(chat, calls):
    """Check that each request and each attempt has exactly one outcome."""
    request, *others = chat.reports
    transfers = [call[1:] for call in calls if call[0] == "transfer"]
    attempts = [each for each in others if each["step"] == "attempted"]
    outcomes = [(each["desk"], each["skill"], each["outcome"]) for each in attempts]

    assert (request["step"], request["reason"]) == ("requested", "asked")
    assert (request["outcome"] is None) == bool(attempts)
    assert outcomes == [(*route, REPORTED[outcome]) for *route, outcome in transfers]
    assert {each["reason"] for each in others} <= {"asked"}
    assert len({each["request"] for each in chat.reports}) == 1
    assert len({each["id"] for each in chat.reports}) == len(chat.reports)
    for each in chat.reports:
        SCHEMA.validate(each)


def check_request(chat, desks, calls, responses):
    """Check what must hold of every request; return how many failures it was."""
    state = chat.slot("state")
    transfers = [call[1:] for call in calls if call[0] == "transfer"]
    routes = [(desk, skill) for desk, skill, _ in transfers]
    unsure = [number for number, transfer in enumerate(transfers) if transfer[2] in UNCONFIRMED]
    transfer_messages = responses.count(TRANSFER_MESSAGE) + sum(
        escalation.message is not None and outcome in ACCEPTED | UNCONFIRMED
        for name, desk in desks.items()
        for escalation, outcome in zip(desk.escalations, outcomes_at(name, transfers))
    )
    last = [response for response in responses if response in LAST_RESPONSES]
    accepted = state in ACCEPTED

    assert state in ACCEPTED | {"failed", "gave_up"}
    assert len(routes) == len(set(routes)), "a route was asked twice"
    assert unsure in ([], [len(transfers) - 1]), "a route was tried after an unconfirmed one"
    assert set(chat.slot("tried")) >= {f"{desk}/{skill}" for desk, skill in routes}
    assert len(last) == (0 if accepted else 1)
    assert set(responses) <= LAST_RESPONSES | {TRANSFER_MESSAGE}
    assert transfer_messages <= 1
    if accepted:
        assert transfer_messages == 1
        assert transfers[-1][2] == state
        assert chat.slot("desk") == routes[-1][0]
    else:
        assert chat.slot("desk") is None
    if unsure:
        gave_up = "gave_up_" if state == "gave_up" else ""
        assert last == [f"utter_human_handoff_{gave_up}unconfirmed"]
    return 0 if accepted else 1


def outcomes_at(name, transfers):
    return [outcome for desk, _, outcome in transfers if desk == name]
