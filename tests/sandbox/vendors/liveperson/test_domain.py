"""The imitated Domain API."""

import pytest

from tests.sandbox.vendors.liveperson.driver import DIRECTORY, LivePerson

ALL = "baseURI.json"


@pytest.mark.parametrize(
    ("name", "service"),
    [("agentVep", "login"), ("shiftstatus", "shift_status"), ("asyncMessagingEnt", "shift_status")],
)
def test_one_service_is_an_object_with_a_bare_host(
    liveperson: LivePerson, name: str, service: str
) -> None:
    response = liveperson.directory(f"{name}/baseURI.json")

    host = liveperson.sandbox.urls[service].removeprefix("http://")
    expected = {"service": name, "account": "12345678", "baseURI": host}
    assert (response.status_code, response.json()) == (200, expected)


def test_all_services_are_listed_under_base_uris(liveperson: LivePerson) -> None:
    listed = liveperson.directory(ALL).json()["baseURIs"]

    names = [
        *("agentVep", "shiftstatus", "asyncMessagingEnt", "sentinel"),
        *("thirdPartyBots", "botConnectorsDomain", "leDataReporting"),
    ]
    assert [one["service"] for one in listed] == names


def test_the_host_is_the_one_by_which_the_sandbox_was_found(liveperson: LivePerson) -> None:
    path = f"{DIRECTORY}/agentVep/baseURI.json?version=1.0"

    response = liveperson.raw("domain", "GET", path, headers={"host": "sandbox.test:1"})

    assert response.json()["baseURI"].startswith("sandbox.test:")


@pytest.mark.parametrize("shape", ["list", "collection"])
def test_the_answer_can_be_a_list_or_a_collection(liveperson: LivePerson, shape: str) -> None:
    uri = liveperson.base_uri().json()
    liveperson.admin.set_domain(shape=shape)

    shapes = {"list": [uri], "collection": {"baseURIs": [uri]}}
    assert liveperson.base_uri().json() == shapes[shape]


def test_a_service_can_be_taken_away(liveperson: LivePerson) -> None:
    liveperson.admin.set_domain(services=["agentVep", "asyncMessagingEnt"])

    assert liveperson.directory("shiftstatus/baseURI.json").status_code == 404
    assert len(liveperson.directory(ALL).json()["baseURIs"]) == 2
    listed = liveperson.log_in().json()["csdsCollectionResponse"]["baseURIs"]
    assert [one["service"] for one in listed] == ["agentVep", "asyncMessagingEnt"]
