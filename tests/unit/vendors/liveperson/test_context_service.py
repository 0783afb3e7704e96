"""The Conversation Context Service: shift status shared with other bots."""

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff import errors
from actions.human_handoff.vendors.liveperson.context_service import (
    ContextService,
    ContextServiceSettings,
    check_namespace,
)
from tests.unit.cases import cases
from tests.unit.vendors.accounts import CONTEXT, NOW, PROPERTIES
from tests.unit.vendors.fixed_vendor import FixedVendor
from tests.unit.vendors.liveperson.payloads import JSON

KEY = "d3veloper"
WITH_KEY = matchers.header_matcher({"maven-api-key": KEY, "Content-Type": "application/json"})
AS_OF = NOW.astimezone(timezone(timedelta(hours=1)))
SKILL = {"skillId": "1", "onShift": True}
PUBLISHED = {"1": SKILL, "timestamp": "2026-11-20T12:00:00.000Z"}


def service(api, use="read_and_publish"):
    settings = ContextServiceSettings(developer_key=KEY, use=use)
    return ContextService(api, "https://z2.context.liveperson.net/", "12345678", settings)


@pytest.fixture
def context(api):
    return service(api)


@pytest.mark.parametrize(
    ("use", "reads", "publishes"),
    [("read", True, False), ("publish", False, True), ("read_and_publish", True, True)],
)
def test_the_setting_says_what_it_is_used_for(api, use, reads, publishes):
    context = service(api, use)

    assert (context.reads, context.publishes) == (reads, publishes)


def test_what_the_sample_publishes_is_read(http, context, documented):
    properties = documented("context_service_properties")
    http.get(PROPERTIES, json=properties, match=[WITH_KEY])

    published = datetime(2021, 10, 5, 8, 15, tzinfo=timezone.utc)
    assert context.skills() == (published, [properties["2438093730"]])


@pytest.mark.parametrize(
    "stamp", ["2026-11-20T12:00:00.000Z", "2026-11-20T13:00:00+01:00", "2026-11-20T12:00:00"]
)
def test_a_time_without_a_zone_is_utc(http, context, stamp):
    http.get(PROPERTIES, json={"timestamp": stamp, "other": "word", "1": SKILL})

    assert context.skills() == (NOW, [SKILL])


def test_before_anybody_published_there_is_nothing(http, context):
    http.get(PROPERTIES, status=404, json={"message": "…"})
    assert context.skills() is None

    http.replace("GET", PROPERTIES, json={"1": SKILL})
    assert context.skills() is None

    # An account without skills does not exist, so an empty list was published by mistake.
    http.replace("GET", PROPERTIES, json={"timestamp": "2026-11-20T12:00:00Z"})
    assert context.skills() is None

    http.replace("GET", PROPERTIES, json=PUBLISHED)
    assert context.skills() is not None


@cases(
    "listed gone",
    {
        "nothing else is listed": (PUBLISHED, []),
        "a skill that is gone is taken away and the properties of others stay": (
            {"1": SKILL, "2": SKILL, "timestamp": "…", "campaign": "spring"},
            ["2"],
        ),
        "what comes back may be no object": ([], []),
    },
)
def test_skills_are_published_under_their_ids_with_the_time(http, context, listed, gone):
    sent = matchers.json_params_matcher(PUBLISHED)
    http.patch(PROPERTIES, status=204, match=[WITH_KEY, sent])
    http.get(PROPERTIES, json=listed, match=[WITH_KEY])
    for skill in gone:
        http.delete(f"{PROPERTIES}/{skill}", status=204, match=[WITH_KEY])

    context.publish(AS_OF, {"1": SKILL})


def test_what_cannot_be_published_is_an_error(http, context):
    http.patch(PROPERTIES, status=413)

    with pytest.raises(errors.VendorRefusedError) as caught:
        context.publish(AS_OF, {"1": SKILL})

    assert caught.value.status == 413


def test_what_is_published_can_be_read(http, context):
    sent = http.patch(PROPERTIES, status=204)
    http.get(PROPERTIES, json={})
    context.publish(AS_OF, {"1": SKILL})

    http.replace("GET", PROPERTIES, body=sent.calls[0].request.body)
    assert context.skills() == (AS_OF, [SKILL])


def test_properties_of_a_conversation_are_kept_under_its_id(http, context):
    sent = matchers.json_params_matcher({"intent": "billing"})
    url = f"{CONTEXT}/a%2F..%3Fb%40c/properties"
    http.patch(url, status=204, match=[WITH_KEY, sent])

    context.store_for_conversation("a/..?b@c", {"intent": "billing"})


def test_every_call_says_that_it_is_json_and_waits_two_seconds_at_most(http, context):
    http.get(PROPERTIES, json={"2": SKILL, "timestamp": "2026-11-20T12:00:00.000Z"})
    http.patch(PROPERTIES, status=204)
    http.delete(f"{PROPERTIES}/2", status=204)
    http.patch(f"{CONTEXT}/c-1/properties", status=204)

    context.skills()
    context.publish(AS_OF, {"1": SKILL})
    context.store_for_conversation("c-1", {"intent": "billing"})

    sent = [call.request for call in http.calls]
    assert [request.method for request in sent] == ["GET", "PATCH", "GET", "DELETE", "PATCH"]
    assert {request.headers["Content-Type"] for request in sent} == {"application/json"}
    for request in sent:
        assert request.req_kwargs["timeout"] == pytest.approx(2, abs=0.1)


@pytest.mark.parametrize("namespace", ["shift_status", "a", "A1", "_"])
def test_letters_digits_and_underscores_are_a_namespace(namespace):
    check_namespace(namespace, "f.yml: liveperson")


OBJECTS = st.fixed_dictionaries(
    {}, optional={"timestamp": st.datetimes().map(str) | JSON, "1": JSON, "²": JSON}
)


@given(JSON | OBJECTS)
def test_any_answer_is_skills_or_nothing_or_makes_no_sense(payload):
    try:
        published = service(FixedVendor(payload)).skills()
    except errors.VendorResponseError:
        return
    if published is not None:
        assert published[0].tzinfo
        assert all(isinstance(skill, dict) for skill in published[1])


@given(JSON)
def test_whatever_comes_back_publishing_is_done_or_fails_as_the_vendor_does(payload):
    api = FixedVendor(payload)

    try:
        service(api).publish(AS_OF, {"1": SKILL})
    except errors.VendorError:
        return
    assert [call["method"] for call in api.calls][:2] == ["PATCH", "GET"]
