"""The Conversation Context Service: shift status shared with other bots."""

from datetime import datetime, timedelta, timezone

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st
from responses import matchers

from actions.human_handoff.errors import (
    ConfigurationError,
    VendorAuthenticationError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
)
from actions.human_handoff.vendors.liveperson.context_service import (
    ContextService,
    ContextServiceSettings,
    check_namespace,
)
from tests.unit.vendors.liveperson.any_answer import JSON, Says

KEY = "d3veloper"
BASE = "https://z2.context.liveperson.net/v1/account/12345678/shift_status"
URL = f"{BASE}/properties"
WITH_KEY = matchers.header_matcher({"maven-api-key": KEY, "Content-Type": "application/json"})
AS_OF = datetime(2026, 11, 20, 13, 0, tzinfo=timezone(timedelta(hours=1)))
SKILL = {"skillId": "1", "onShift": True}


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
    http.get(URL, json=documented("context_service_properties"), match=[WITH_KEY])

    assert context.skills() == (
        datetime(2021, 10, 5, 8, 15, tzinfo=timezone.utc),
        [documented("context_service_properties")["2438093730"]],
    )


@pytest.mark.parametrize(
    ("stamp", "moment"),
    [
        ("2026-11-20T12:00:00.000Z", datetime(2026, 11, 20, 12, tzinfo=timezone.utc)),
        ("2026-11-20T13:00:00+01:00", datetime(2026, 11, 20, 12, tzinfo=timezone.utc)),
        ("2026-11-20T12:00:00", datetime(2026, 11, 20, 12, tzinfo=timezone.utc)),
    ],
)
def test_a_time_without_a_zone_is_utc(http, context, stamp, moment):
    http.get(URL, json={"timestamp": stamp, "other": "word"})

    assert context.skills() == (moment, [])


def test_before_anybody_published_there_is_nothing(http, context):
    http.get(URL, status=404, json={"message": "…"})
    assert context.skills() is None

    http.replace("GET", URL, json={"1": SKILL})
    assert context.skills() is None

    http.replace("GET", URL, json={"1": SKILL, "timestamp": "2026-11-20T12:00:00.000Z"})
    assert context.skills() is not None


@pytest.mark.parametrize(
    ("status", "error"), [(401, VendorAuthenticationError), (500, VendorRefusedError)]
)
def test_a_service_that_refuses_is_an_error(http, context, status, error):
    http.get(URL, status=status)

    with pytest.raises(error) as caught:
        context.skills()

    assert caught.value.status == status
    assert KEY not in repr(caught.value)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ([], "CCS properties are not an object"),
        ("text", "CCS properties are not an object"),
        ({"timestamp": "2026-11-20T12:00:00Z", "1": True}, "a skill in the CCS is not an object"),
        ({"timestamp": "yesterday"}, "CCS timestamp is not a time"),
        ({"timestamp": None}, "CCS timestamp is not a time"),
    ],
)
def test_what_is_not_as_we_publish_it_makes_no_sense(http, context, answer, problem):
    http.get(URL, json=answer)

    with pytest.raises(VendorResponseError, match=problem):
        context.skills()


def test_skills_are_published_under_their_ids_with_the_time(http, context):
    http.patch(
        URL,
        status=204,
        match=[
            WITH_KEY,
            matchers.json_params_matcher({"1": SKILL, "timestamp": "2026-11-20T12:00:00.000Z"}),
        ],
    )
    http.get(URL, json={"1": SKILL, "timestamp": "2026-11-20T12:00:00.000Z"}, match=[WITH_KEY])

    context.publish(AS_OF, {"1": SKILL})


def test_a_skill_that_is_gone_is_taken_away_and_the_words_of_others_stay(http, context):
    http.patch(URL, status=204)
    http.get(URL, json={"1": SKILL, "2": SKILL, "timestamp": "…", "campaign": "spring"})
    http.delete(f"{URL}/2", status=204, match=[WITH_KEY])

    context.publish(AS_OF, {"1": SKILL})


def test_what_comes_back_after_publishing_may_be_no_object(http, context):
    http.patch(URL, status=204)
    http.get(URL, json=[])

    context.publish(AS_OF, {"1": SKILL})


def test_what_cannot_be_published_is_an_error(http, context):
    http.patch(URL, status=413)

    with pytest.raises(VendorRefusedError) as caught:
        context.publish(AS_OF, {"1": SKILL})

    assert caught.value.status == 413


def test_what_is_published_can_be_read(http, context):
    sent = http.patch(URL, status=204)
    http.get(URL, json={})
    context.publish(AS_OF, {"1": SKILL})

    http.replace("GET", URL, body=sent.calls[0].request.body)
    assert context.skills() == (AS_OF, [SKILL])


def test_words_of_a_conversation_are_kept_under_its_id(http, context):
    http.patch(
        f"{BASE}/a%2F..%3Fb%40c/properties",
        status=204,
        match=[WITH_KEY, matchers.json_params_matcher({"intent": "billing"})],
    )

    context.store_for_conversation("a/..?b@c", {"intent": "billing"})


def test_every_call_says_that_it_is_json_and_waits_two_seconds_at_most(http, context):
    http.get(URL, json={"2": SKILL, "timestamp": "2026-11-20T12:00:00.000Z"})
    http.patch(URL, status=204)
    http.delete(f"{URL}/2", status=204)
    http.patch(f"{BASE}/c-1/properties", status=204)

    context.skills()
    context.publish(AS_OF, {"1": SKILL})
    context.store_for_conversation("c-1", {"intent": "billing"})

    sent = [call.request for call in http.calls]
    assert [each.method for each in sent] == ["GET", "PATCH", "GET", "DELETE", "PATCH"]
    assert {each.headers["Content-Type"] for each in sent} == {"application/json"}
    for each in sent:
        assert each.req_kwargs["timeout"] == (pytest.approx(2, abs=0.1),) * 2


@pytest.mark.parametrize(
    "answer", [{"status": 500}, {"status": 401}, {"body": requests.ConnectTimeout()}]
)
def test_a_conversation_that_cannot_be_noted_is_not_named(http, context, answer):
    http.patch(f"{BASE}/conv-77/properties", **answer)

    with pytest.raises(VendorError) as caught:
        context.store_for_conversation("conv-77", {"intent": "billing"})

    assert str(caught.value).startswith("LivePerson: PATCH a conversation's properties ")
    assert "conv-77" not in repr(caught.value)
    http.replace("PATCH", f"{BASE}/conv-77/properties", status=204)
    context.store_for_conversation("conv-77", {"intent": "billing"})


@pytest.mark.parametrize("namespace", ["shift_status", "a", "A1", "_"])
def test_letters_digits_and_underscores_are_a_namespace(namespace):
    check_namespace(namespace, "f.yml: liveperson")


@pytest.mark.parametrize("namespace", ["", "shift-status-api", "é", "a b", "a/b", "a\n", "sde"])
def test_what_the_service_would_refuse_is_no_namespace(namespace):
    with pytest.raises(ConfigurationError) as caught:
        check_namespace(namespace, "f.yml: liveperson")

    assert str(caught.value) == (
        "f.yml: liveperson.context_service.namespace is wrong: write letters, digits and "
        "underscores, and none of consumer, conversation, custom, faas, operational, sde."
    )


def test_the_developer_key_is_in_no_repr(api):
    settings = ContextServiceSettings(developer_key=KEY)

    assert KEY not in repr(settings) + str(settings) + repr(service(api)) + repr(vars(service(api)))


PROPERTIES = st.fixed_dictionaries(
    {}, optional={"timestamp": st.datetimes().map(str) | JSON, "1": JSON, "²": JSON}
)


@given(JSON | PROPERTIES)
def test_any_answer_is_skills_or_nothing_or_makes_no_sense(said):
    try:
        published = service(Says(said)).skills()
    except VendorResponseError:
        return
    if published is not None:
        assert published[0].tzinfo
        assert all(isinstance(skill, dict) for skill in published[1])


@given(JSON)
def test_whatever_comes_back_publishing_is_done_or_fails_as_the_vendor_does(said):
    api = Says(said)

    try:
        service(api).publish(AS_OF, {"1": SKILL})
    except VendorError:
        return
    assert [method for method, _ in api.calls][:2] == ["PATCH", "GET"]
