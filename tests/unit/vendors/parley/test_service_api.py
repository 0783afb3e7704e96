"""The Service API: what every call is sent with, and which answers are a success."""

import logging

import pytest
from hypothesis import example, given

from actions.human_handoff.errors import (
    VendorAuthenticationError,
    VendorBusyError,
    VendorError,
    VendorRefusedError,
    VendorResponseError,
)
from actions.human_handoff.vendor_http.client import VendorAPI
from actions.human_handoff.vendors.parley.service_api import ServiceAPI
from tests.unit.vendors.parley.parley_stage import JSON, NOW, SIGNATURE, URL, Says

SERVICES = f"{URL}/services"


def test_a_call_is_signed_and_its_data_returned(http, service_api, signed, documented):
    http.get(SERVICES, json=documented("services"), match=signed())

    assert service_api.call("GET", "services") == documented("services")["data"]


def test_the_signature_is_new_for_each_call_and_has_no_word_before_it(http, service_api, clock):
    http.get(SERVICES, json={"status": "SUCCESS"})

    service_api.call("GET", "services")
    clock.now = NOW.replace(second=1)
    service_api.call("GET", "services")

    first, second = (call.request.headers["Authorization"] for call in http.calls)
    assert first != second
    assert first.startswith("YXMyNzJkNmcyZHM3NjZmY2RmZ2h8MFc0")


# Not let in


def test_a_401_is_signed_anew_once(http, service_api, clock, signed, documented):
    def refuse_late(request):
        clock.now = NOW.replace(minute=59)
        return 401, {}, "{}"

    http.add_callback("GET", SERVICES, refuse_late, match=signed())
    http.get(SERVICES, json={"status": "SUCCESS", "data": 5}, match=signed(after=4 * 60))

    assert service_api.call("GET", "services") == 5


def test_a_second_401_is_the_answer_and_did_nothing(http, service_api, documented):
    asked = http.put(f"{URL}/users/20/owner", status=401, json=documented("refused"))
    with pytest.raises(VendorAuthenticationError) as caught:
        service_api.call("PUT", "users/20/owner", {}, log_label="the owner of a user")

    assert asked.call_count == 2
    assert str(caught.value) == "Parley: PUT the owner of a user answered 401"
    assert not caught.value.may_have_acted

    http.replace("PUT", f"{URL}/users/20/owner", json=documented("owner_changed"))
    assert service_api.call("PUT", "users/20/owner", {}) == {}


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, VendorRefusedError),
        (403, VendorAuthenticationError),
        (404, VendorRefusedError),
        (429, VendorBusyError),
        (500, VendorRefusedError),
        (502, VendorRefusedError),
    ],
)
def test_any_other_refusal_is_the_answer_at_once(http, service_api, documented, status, error):
    asked = http.put(SERVICES, status=status, json=documented("refused"))

    with pytest.raises(error, match=f"answered {status}"):
        service_api.call("PUT", "services", {})

    assert asked.call_count == 1


# The envelope


@pytest.mark.parametrize("data", [{}, {"a": 1}, [], "x", None])
def test_a_success_is_its_data(http, service_api, data):
    http.get(SERVICES, json={"data": data, "notifications": [], "status": "SUCCESS"})

    assert service_api.call("GET", "services") == data


@pytest.mark.parametrize("status", [200, 201, 202])
def test_an_envelope_without_data_is_nothing(http, service_api, status):
    http.get(SERVICES, json={"status": "SUCCESS"}, status=status)

    assert service_api.call("GET", "services") is None


@pytest.mark.parametrize("status", ["ERROR", "success", "Success", "SUCCESS ", "", "WARNING"])
def test_a_200_whose_status_is_not_success_is_a_certain_no(http, service_api, status):
    http.get(SERVICES, json={"data": {}, "notifications": [], "status": status})

    with pytest.raises(VendorRefusedError) as caught:
        service_api.call("GET", "services")

    assert caught.value.status == 200
    assert not caught.value.may_have_acted
    assert str(caught.value) == (
        "Parley: GET /serviceApi/v2.5/services answered 200 with a status that is no success"
    )


@pytest.mark.parametrize(
    ("notifications", "told"),
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
    http, service_api, notifications, told
):
    http.get(SERVICES, json={"notifications": notifications, "status": "ERROR"})

    with pytest.raises(VendorRefusedError) as caught:
        service_api.call("GET", "services")

    assert str(caught.value).endswith(f"answered 200 with a status that is no success{told}")


@pytest.mark.parametrize(
    "answer",
    [
        {"json": {}},
        {"json": {"data": {}}},
        {"json": {"status": None}},
        {"json": {"status": True}},
        {"json": {"status": 200}},
        {"json": {"status": ["SUCCESS"]}},
        {"json": []},
        {"json": "SUCCESS"},
        {"json": None},
        {"body": "<html>Sign in</html>", "content_type": "text/html"},
        {"body": '{"status": "SUCC'},
        {"body": "SUCCESS"},
        {"body": ""},
        {"body": "", "status": 204},
    ],
)
def test_an_answer_without_a_status_makes_no_sense_and_may_have_acted(http, service_api, answer):
    http.put(SERVICES, **answer)
    with pytest.raises(VendorResponseError) as caught:
        service_api.call("PUT", "services", {})
    assert caught.value.may_have_acted

    http.replace("PUT", SERVICES, json={"status": "SUCCESS"})
    assert service_api.call("PUT", "services", {}) is None


@given(JSON)
@example({"status": "SUCCESS", "data": 5})
@example({"status": "ERROR", "notifications": [{"message": "a_b"}]})
def test_any_answer_is_a_success_or_an_error(said):
    try:
        data = ServiceAPI(Says(said), URL, SIGNATURE).call("GET", "services")
    except VendorError as error:
        assert isinstance(error, (VendorRefusedError, VendorResponseError))  # noqa: PT017
        assert not isinstance(said, dict) or said.get("status") != "SUCCESS"
    else:
        assert said["status"] == "SUCCESS"
        # Written out: no number that is none equals itself.
        assert repr(data) == repr(said.get("data"))


# The version


def versioned(http, url, version):
    headers = {} if version is None else {"x-parley-api-version": version}
    http.get(f"{url}/services", json={"status": "SUCCESS"}, headers=headers)
    return ServiceAPI(VendorAPI("Parley"), url, SIGNATURE)


@pytest.mark.parametrize(
    ("url", "version"),
    [
        (URL, "20500"),
        (URL, "20501"),
        (URL, None),
        ("http://parley.test/serviceApi/v1.1", "10100"),
        ("http://parley.test/serviceApi/v2.12/", "21200"),
        ("http://reseller.test/communication/parley", "10100"),
    ],
)
def test_the_version_that_was_asked_for_is_no_news(http, caplog, url, version):
    versioned(http, url.rstrip("/"), version).call("GET", "services")

    assert caplog.messages == []


@pytest.mark.parametrize(
    ("version", "told"), [("20400", "20400"), ("10100", "10100"), ("2.5", "unreadable"),
                          ("²0500", "unreadable"), ("20500 Jane", "unreadable"),
                          ("9" * 10, "unreadable")]
)  # fmt: skip
def test_another_version_is_told_once(http, caplog, version, told):
    """Parley answers a version whose life is over with the oldest one alive."""
    api = versioned(http, URL, version.encode().decode("latin-1"))

    with caplog.at_level(logging.WARNING):
        api.call("GET", "services")
        api.call("GET", "services")

    assert caplog.messages == [
        f"Parley answered as version {told}, and urls.service_api asks for 20500"
    ]


def test_the_version_is_told_also_where_the_answer_is_a_refusal(http, caplog):
    headers = {"X-Parley-API-Version": "20400"}
    http.get(SERVICES, json={"status": "ERROR"}, headers=headers)

    with pytest.raises(VendorRefusedError):
        ServiceAPI(VendorAPI("Parley"), URL, SIGNATURE).call("GET", "services")

    assert len(caplog.messages) == 1
