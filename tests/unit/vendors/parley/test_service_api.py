"""The Service API: what every call is sent with, and which responses are a success."""

import pytest
from hypothesis import example, given

from actions.human_handoff import VendorAPI, errors
from actions.human_handoff.vendors.parley.service_api import ServiceAPI
from tests.unit.vendors.accounts import NOW, SERVICE_API, SERVICES
from tests.unit.vendors.parley.payloads import JSON, answering

SUCCESS = {"status": "SUCCESS"}
NO_SUCCESS = "answered 200 with a status that is no success"


def test_a_call_is_signed_and_its_data_returned(http, service_api, signed, documented):
    http.get(SERVICES, json=documented("services"), match=signed())

    assert service_api.call("GET", "services") == documented("services")["data"]


def test_the_signature_is_new_for_each_call_and_has_no_word_before_it(http, service_api, clock):
    http.get(SERVICES, json=SUCCESS)

    service_api.call("GET", "services")
    clock.now = NOW.replace(second=1)
    service_api.call("GET", "services")

    first, second = (call.request.headers["Authorization"] for call in http.calls)
    assert first != second
    assert first.startswith("YXMyNzJkNmcyZHM3NjZmY2RmZ2h8MFc0")


def test_a_401_is_signed_anew_once(http, service_api, clock, signed):
    def refuse_late(request):
        clock.now = NOW.replace(minute=4)
        return 401, {}, "{}"

    http.add_callback("GET", SERVICES, refuse_late, match=signed())
    http.get(SERVICES, json={**SUCCESS, "data": 5}, match=signed(after=4 * 60))

    assert service_api.call("GET", "services") == 5


# The envelope


@pytest.mark.parametrize(
    ("envelope", "status"),
    [
        *(({"data": data, "notifications": []}, 200) for data in ({}, {"a": 1}, [], "x", None)),
        *(({}, status) for status in (200, 201, 202)),
    ],
)
def test_a_success_is_its_data(http, service_api, envelope, status):
    http.get(SERVICES, json=SUCCESS | envelope, status=status)

    assert service_api.call("GET", "services") == envelope.get("data")


@pytest.mark.parametrize(
    ("notifications", "codes"),
    [
        ([{"type": "error", "message": "owner_not_found"}], ": owner_not_found"),
        ([{"message": "a_b"}, {"message": "service_2_gone"}], ": a_b, service_2_gone"),
        ([{"message": f"number_{each}"} for each in range(9)], ": number_0, number_1, number_2"),
        ([{"message": "Could not reach the service"}], ""),
        ([{"message": "jane"}], ""),
        ([{"message": "jane@example.org"}], ""),
        ([{"message": "Jane_Doe"}], ""),
        ([{"message": "0612345678"}], ""),
        ([{"message": "owner_not_found\n"}], ""),
        ([{"message": "a_" + "b" * 59}], ""),
        ([{"message": None}, {}, "owner_not_found", None, ["a_b"]], ""),
        ({"message": "owner_not_found"}, ""),
        ("owner_not_found", ""),
        (None, ""),
    ],
)
def test_only_codes_are_repeated_for_a_sentence_may_hold_a_name(
    http, service_api, notifications, codes
):
    http.get(SERVICES, json={"notifications": notifications, "status": "ERROR"})

    with pytest.raises(errors.VendorRefusedError) as caught:
        service_api.call("GET", "services")

    assert str(caught.value).endswith(NO_SUCCESS + codes)


@given(JSON)
@example({"status": "SUCCESS", "data": 5})
@example({"status": "ERROR", "notifications": [{"message": "a_b"}]})
def test_any_answer_is_a_success_or_an_error(payload):
    try:
        data = answering(payload).call("GET", "services")
    except (errors.VendorRefusedError, errors.VendorResponseError):
        assert not isinstance(payload, dict) or payload.get("status") != "SUCCESS"
    else:
        assert payload["status"] == "SUCCESS"
        # Compared as text, because a NaN in the payload does not equal itself.
        assert repr(data) == repr(payload.get("data"))


# The version


def ask(service_api, http, version, url=SERVICE_API, payload=SUCCESS):
    """Call a Service API at a URL, whose response names its version."""
    headers = {} if version is None else {"x-parley-api-version": version}
    http.get(f"{url}/services", json=payload, headers=headers)
    api = ServiceAPI(VendorAPI("Parley"), url, service_api._signature)
    api.call("GET", "services")
    api.call("GET", "services")


@pytest.mark.parametrize(
    ("url", "version", "logged"),
    [
        # The version that was asked for is no news.
        (SERVICE_API, "20500", []),
        (SERVICE_API, "20501", []),
        (SERVICE_API, None, []),
        ("https://parley.test/serviceApi/v1.1", "10100", []),
        ("https://parley.test/serviceApi/v2.12/", "21200", []),
        ("https://reseller.test/communication/parley", "10100", []),
        # Parley answers a version whose life is over with the oldest one alive.
        (SERVICE_API, "20400", ["20400"]),
        (SERVICE_API, "10100", ["10100"]),
        (SERVICE_API, "2.5", ["unreadable"]),
        (SERVICE_API, "²0500".encode().decode("latin-1"), ["unreadable"]),
        (SERVICE_API, "20500 Jane", ["unreadable"]),
        (SERVICE_API, "9" * 10, ["unreadable"]),
    ],
)
def test_another_version_than_was_asked_for_is_logged_once(
    http, service_api, caplog, url, version, logged
):
    ask(service_api, http, version, url.rstrip("/"))

    assert caplog.messages == [
        f"Parley answered as version {answered}, and urls.service_api asks for 20500"
        for answered in logged
    ]


def test_the_version_is_logged_also_where_the_answer_is_a_refusal(http, service_api, caplog):
    with pytest.raises(errors.VendorRefusedError):
        ask(service_api, http, "20400", payload={"status": "ERROR"})

    assert len(caplog.messages) == 1
