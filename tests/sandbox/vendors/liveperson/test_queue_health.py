"""The imitated queue of the Messaging Operations API."""

import time
from typing import Any

import pytest

from tests.sandbox.vendors.liveperson.driver import HOUR_MS, HUMAN, LivePerson

BILLING = "2438093710"
AFTER_TRANSFER = "avgWaitTimeForAgentAssignment_AfterTransfer"
MEDIAN = "waitTimeForAgentAssignment_50thPercentile"


@pytest.fixture
def token(liveperson: LivePerson) -> str:
    return str(liveperson.app_token().json()["access_token"])


def queues(liveperson: LivePerson, token: str, **query: Any) -> Any:
    return liveperson.queue_health(token, **query).json()["skillsMetrics"]


def test_an_access_token_lives_for_an_hour_as_text(liveperson: LivePerson) -> None:
    response = liveperson.app_token().json()

    assert (response["token_type"], response["expires_in"]) == ("Bearer", "3600")


def test_nobody_waits_and_no_wait_is_known_until_control_says_so(
    liveperson: LivePerson, token: str
) -> None:
    human = queues(liveperson, token)[HUMAN]

    assert len(queues(liveperson, token)) == 4
    assert (human["unassignedConversations"], human[AFTER_TRANSFER], human[MEDIAN]) == (0, -1, -1)
    assert abs(human["time"] - time.time() * 1000) < 5000


def test_who_waits_in_the_sandbox_counts_until_the_queue_is_set_and_afterwards_again(
    liveperson: LivePerson, token: str
) -> None:
    def people() -> tuple[int, int]:
        found = queues(liveperson, token)
        told = [found[skill]["unassignedConversations"] for skill in (HUMAN, BILLING)]
        shown = liveperson.setup()["vendors"]["liveperson"]["queues"]
        assert told == [shown[name]["people"] for name in ("Human", "Billing")]
        return told[0], told[1]

    liveperson.set_agents("wait")
    for conversation in ("c1", "c1", "c2"):  # one has asked twice
        liveperson.escalate(conversationId=conversation)
    assert people() == (2, 0)

    liveperson.set_queues("liveperson", people=7, seconds=60)
    assert people() == (7, 7)
    assert liveperson.setup()["vendors"]["liveperson"]["queues_are_set"]
    liveperson.set_queues("liveperson")
    assert people() == (2, 0)
    assert not liveperson.setup()["vendors"]["liveperson"]["queues_are_set"]

    liveperson.accept_transfer(1)
    assert people() == (1, 0)
    liveperson.refuse_transfer(3)
    assert people() == (0, 0)


def test_a_queue_and_its_waits_can_be_set(liveperson: LivePerson, token: str) -> None:
    liveperson.admin.set_queue(HUMAN, people=3, wait_ms=240_000)
    liveperson.admin.set_queue(HUMAN, median_ms=90_000)
    liveperson.admin.set_queue(BILLING, people=2)
    liveperson.admin.set_queue_health(age_seconds=600)

    response = liveperson.queue_health(token).json()

    human = response["skillsMetrics"][HUMAN]
    assert (human["unassignedConversations"], human[AFTER_TRANSFER]) == (3, 240_000)
    assert (human[MEDIAN], human["maxWaitTimeForAgentAssignment"]) == (90_000, 240_000)
    assert abs(time.time() * 1000 - 600_000 - human["time"]) < 5000
    assert response["metricsTotal"]["unassignedConversations"] == 5
    assert set(liveperson.admin.queues()) == {HUMAN, BILLING}


@pytest.mark.parametrize(
    ("wanted", "found"),
    [(HUMAN, [HUMAN]), (f"{HUMAN},{BILLING}", [HUMAN, BILLING]), (f"{HUMAN},77", [HUMAN])],
)
def test_the_skills_can_be_chosen(
    liveperson: LivePerson, token: str, wanted: str, found: list[str]
) -> None:
    assert list(queues(liveperson, token, skillIds=wanted)) == found


def test_without_data_there_is_no_skill(liveperson: LivePerson, token: str) -> None:
    liveperson.admin.set_queue_health(has_data=False)

    assert queues(liveperson, token) == {}
    liveperson.admin.set_queue_health()
    assert len(queues(liveperson, token)) == 4


@pytest.mark.parametrize(
    "query",
    [
        {"v": "1"},
        {"v": None},
        {"fromMillis": None},
        {"toMillis": "soon"},
        {"fromMillis": 1},
        {"toMillis": 1},
        {"toMillis": 10**15},
        {"skillIds": "Human"},
    ],
    ids=str,
)
def test_version_2_needs_a_time_span_of_the_last_72_hours(
    liveperson: LivePerson, token: str, query: dict[str, Any]
) -> None:
    assert liveperson.queue_health(token, **query).status_code == 400


def test_the_longest_time_span_will_do(liveperson: LivePerson, token: str) -> None:
    begins = int(time.time() * 1000) - 72 * HOUR_MS + 5000

    assert liveperson.queue_health(token, fromMillis=begins).status_code == 200


def test_calls_that_come_too_soon_are_refused(liveperson: LivePerson, token: str) -> None:
    liveperson.admin.set_queue_health(interval_seconds=60)

    assert [liveperson.queue_health(token).status_code for _ in range(2)] == [200, 429]
    liveperson.admin.set_queue_health()
    assert liveperson.queue_health(token).status_code == 200


def test_a_token_that_has_ended_is_refused(liveperson: LivePerson, token: str) -> None:
    liveperson.admin.expire_logins()

    assert liveperson.queue_health(token).status_code == 401
    assert liveperson.queue_health(liveperson.bearer()).status_code == 401


def test_the_applications_secret_is_masked_in_its_form(liveperson: LivePerson) -> None:
    liveperson.app_token()

    (call,) = liveperson.calls("app_token")
    assert call["body"] == "client_id=***&client_secret=***&grant_type=client_credentials"
