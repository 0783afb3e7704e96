"""The Messaging Operations API: how many customers wait for a skill, and for how long."""

from datetime import datetime, timezone
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from responses import matchers

from actions.human_handoff import SecretStr, Waiting, errors
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from actions.human_handoff.vendors.liveperson.application_session import ApplicationSession
from actions.human_handoff.vendors.liveperson.bearer_session import MAX_SESSION_SECONDS
from actions.human_handoff.vendors.liveperson.queue_health import QueueHealth
from tests.unit.vendors import accounts
from tests.unit.vendors.accounts import NOW
from tests.unit.vendors.fixed_vendor import FixedVendor, any_json
from tests.unit.vendors.liveperson.payloads import LOGGED_IN, ONE_HOST

TOKENS = "https://sentinel.test/sentinel/api/v2/account/12345678/app/token"
QUEUES = "https://data.test/operations/api/account/12345678/msgqueuehealth/current/"
MEASURED = datetime(2018, 1, 18, 12, 14, 6, 515000, tzinfo=timezone.utc)
SECRET = "hunter2"
STAMP = int(NOW.timestamp() * 1000)
AFTER_TRANSFER = "avgWaitTimeForAgentAssignment_AfterTransfer"
MEDIAN = "waitTimeForAgentAssignment_50thPercentile"
JSON = any_json(f"skillsMetrics 1 2 time unassignedConversations {AFTER_TRANSFER} {MEDIAN}", [-1])


@pytest.fixture
def session(api, domains, seconds):
    return ApplicationSession(api, domains, "app", SecretStr(SECRET), seconds)


@pytest.fixture
def queue(api, domains, session, seconds):
    return QueueHealth(api, domains, session, 60, lambda: NOW, seconds)


@pytest.fixture
def hosts(lives):
    lives("sentinel", "sentinel.test")
    lives("leDataReporting", "data.test")


def gives_token(http, *tokens, **more):
    for token in tokens or ("t",):
        http.post(TOKENS, json={"access_token": token, "token_type": "Bearer", **more})


def skill(**figures):
    return {"time": STAMP, **figures}


def waits(http, **figures):
    return http.get(QUEUES, json={"skillsMetrics": {"2": skill(**figures)}})


def test_an_application_gets_its_token_for_a_form(http, session, lives):
    lives("sentinel", "sentinel.test")
    gives_token(http)

    assert session.bearer() == "t"
    sent = http.calls[-1].request
    assert sent.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert parse_qs(sent.body.decode()) == {
        "client_id": ["app"],
        "client_secret": [SECRET],
        "grant_type": ["client_credentials"],
    }
    assert SECRET not in repr(vars(session))


@pytest.mark.parametrize(
    ("life", "lasts"),
    [("600", 600), (600, 600), *((life, 1800) for life in ("3600", None, "soon", -1, "NaN"))],
)
def test_a_token_is_used_as_long_as_it_lives_but_at_most_half_an_hour(seconds, life, lasts):
    assert lasts <= MAX_SESSION_SECONDS
    api = FixedVendor({"access_token": "t", "expires_in": life})
    session = ApplicationSession(api, ONE_HOST, "app", SecretStr(SECRET), seconds)

    session.bearer()
    seconds.now += lasts - 0.1
    session.bearer()
    assert len(api.calls) == 1
    seconds.now += 0.1
    session.bearer()
    assert len(api.calls) == 2


def test_one_call_of_version_2_asks_for_all_skills_of_the_last_day(http, queue, hosts, documented):
    gives_token(http)
    query = {"v": "2", "fromMillis": str(STAMP - 86_400_000), "toMillis": str(STAMP)}
    match = [
        matchers.query_param_matcher(query),
        matchers.header_matcher({"Authorization": "Bearer t"}),
    ]
    asked = http.get(QUEUES, json=documented("queue_health"), match=match)

    assert queue.waiting("12") == Waiting(MEASURED, seconds=0.171, people=34)
    assert queue.waiting("13") == Waiting(MEASURED, seconds=0.245, people=2)
    assert queue.waiting("77") is None
    assert asked.call_count == 1


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        ({AFTER_TRANSFER: -1, MEDIAN: 90_000}, Waiting(NOW, seconds=90)),
        ({AFTER_TRANSFER: 0, MEDIAN: 90_000}, Waiting(NOW, seconds=0)),
        ({"unassignedConversations": 0}, Waiting(NOW, people=0)),
        ({"unassignedConversations": -1, AFTER_TRANSFER: 1500}, Waiting(NOW, seconds=1.5)),
        ({"unassignedConversations": -1, AFTER_TRANSFER: -1, MEDIAN: -1}, None),
        ({}, None),
    ],
    ids=str,
)
def test_a_figure_without_data_is_not_known(http, queue, hosts, figures, expected):
    gives_token(http)
    waits(http, **figures)

    assert queue.waiting("2") == expected


def test_a_response_is_used_for_a_minute(http, queue, hosts, seconds):
    gives_token(http)
    asked = waits(http, unassignedConversations=1)
    queue.waiting("2")
    http.replace("GET", QUEUES, json={"skillsMetrics": {}})

    seconds.now += 59.9
    assert queue.waiting("2") == Waiting(NOW, people=1)
    assert asked.call_count == 1
    seconds.now += 0.1
    assert queue.waiting("2") is None


@pytest.mark.parametrize(
    "broken",
    [
        *({"status": status} for status in (400, 429, 500, 503)),
        {"body": "<html>"},
        *({"json": body} for body in ([], {}, {"skillsMetrics": []}, {"success": False})),
        *({"json": {"skillsMetrics": {"2": metrics}}} for metrics in (None, 5, {}, {"time": -1})),
        *(
            {"json": {"skillsMetrics": {"2": skill(**{name: value})}}}
            for name in (AFTER_TRANSFER, MEDIAN, "unassignedConversations")
            for value in ("3", None, True, 1e12, 10**400)
        ),
    ],
    ids=str,
)
def test_a_question_that_fails_is_not_repeated_for_each_customer(
    http, queue, hosts, seconds, broken
):
    gives_token(http)
    asked = http.get(QUEUES, **broken)
    with pytest.raises(errors.VendorError):
        queue.waiting("2")

    seconds.now += 14.9
    with pytest.raises(errors.VendorBusyError, match="not asked for again so soon"):
        queue.waiting("2")
    assert asked.call_count == 1
    seconds.now += 0.1
    http.replace("GET", QUEUES, json={"skillsMetrics": {"2": skill(unassignedConversations=1)}})
    assert queue.waiting("2") == Waiting(NOW, people=1)


def test_a_customer_whose_time_is_up_keeps_nobody_else_from_asking(http, queue, hosts):
    gives_token(http)
    waits(http, unassignedConversations=1)
    token = current_operation.set(Operation(0.0))
    try:
        with pytest.raises(errors.VendorNotAskedError):
            queue.waiting("2")
    finally:
        current_operation.reset(token)

    assert queue.waiting("2") == Waiting(NOW, people=1)


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_refused_is_replaced_once(http, queue, hosts, status):
    gives_token(http, "first", "second")
    first = matchers.header_matcher({"Authorization": "Bearer first"})
    second = matchers.header_matcher({"Authorization": "Bearer second"})
    http.get(QUEUES, status=status, match=[first])
    http.get(QUEUES, json={"skillsMetrics": {}}, match=[second])

    assert queue.waiting("2") is None


@given(JSON)
def test_any_answer_is_a_queue_or_makes_no_sense(payload):
    def clock():
        return 5000.0

    queue = QueueHealth(FixedVendor(payload), ONE_HOST, LOGGED_IN, 60, lambda: NOW, clock)
    try:
        waiting = queue.waiting("2")
    except errors.VendorResponseError:
        return
    if waiting is not None:
        assert waiting.seconds is None or waiting.seconds >= 0
        assert waiting.people is None or waiting.people >= 0


# The desk

APPLICATION = {"client_id": "app", "client_secret": SECRET}


def test_the_desk_tells_where_it_is_configured(http, hosts):
    gives_token(http)
    waits(http, unassignedConversations=3, **{AFTER_TRANSFER: 240_000})

    agents = accounts.desk("liveperson", waiting_time=APPLICATION)

    assert agents.tells_waiting_time
    assert agents.waiting("human") == Waiting(NOW, seconds=240, people=3)
    with pytest.raises(errors.SkillError):
        agents.waiting("no such skill")


def test_a_desk_that_is_not_configured_for_it_asks_nobody(http):
    agents = accounts.desk("liveperson")

    assert not agents.tells_waiting_time
    assert agents.waiting("human") is None


def test_the_shortest_and_the_longest_use_of_a_response():
    for fresh in (10, 900):
        assert accounts.desk("liveperson", waiting_time={**APPLICATION, "fresh_seconds": fresh})


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        *(({"fresh_seconds": value}, "fresh_seconds is wrong") for value in (9, 901, "soon")),
        *(
            ({key: value}, f"{key} is wrong: it is empty, or contains a space")
            for key in APPLICATION
            for value in ("", "hunter2\n", "hunter 2")
        ),
        *(({key: None}, f"{key} is ") for key in APPLICATION),
    ],
)
def test_a_setting_that_cannot_be_is_refused_at_start(changes, path):
    with pytest.raises(errors.ConfigurationError) as refused:
        accounts.desk("liveperson", waiting_time={**APPLICATION, **changes})

    assert str(refused.value).startswith(f"f.yml: liveperson.waiting_time.{path}")
    assert SECRET not in str(refused.value)
