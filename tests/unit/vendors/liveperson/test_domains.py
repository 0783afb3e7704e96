"""The Domain API: on which host an account's services live."""

import pytest
from hypothesis import given
from responses import matchers

from actions.human_handoff.errors import VendorRefusedError, VendorResponseError
from actions.human_handoff.vendors.liveperson.domains import DomainAPI
from tests.unit.vendors.fixed_vendor import FixedVendor
from tests.unit.vendors.liveperson.payloads import JSON

URL = "https://directory.test/api/account/12345678/service/agentVep/baseURI.json"
A_TEST = {"service": "agentVep", "baseURI": "a.test"}


def test_one_service_is_asked_for_and_its_host_reached_with_the_directorys_scheme(
    http, domains, documented
):
    version = matchers.query_param_matcher({"version": "1.0"})
    http.get(URL, json=documented("domains_service"), match=[version])

    assert domains.base_url("agentVep") == "https://va.agentvep.liveperson.net"


def test_a_list_of_all_services_will_do(http, api, documented):
    url = "https://api.liveperson.net"
    path = "/api/account/EXAMPLE123/service/etool/baseURI.json"
    http.get(url + path, json=documented("domains_all"))

    domains = DomainAPI(api, url, "EXAMPLE123")
    assert domains.base_url("etool") == "https://z2.etool.liveperson.net"


@pytest.mark.parametrize(
    ("payload", "host"),
    [
        ([A_TEST], "a.test"),
        ({"baseURI": "a.test:8443"}, "a.test:8443"),
        ({"baseURI": "https://a.test/"}, "a.test"),
        ({"baseURIs": ["x", {"service": "b"}, A_TEST]}, "a.test"),
    ],
)
def test_every_shape_that_a_page_or_a_client_shows_is_read(http, domains, payload, host):
    http.get(URL, json=payload)

    assert domains.base_url("agentVep") == f"https://{host}"


def test_an_account_that_has_none_of_them_names_them_in_the_error(lives, domains):
    lives("shiftstatus", None)
    lives("asyncMessagingEnt", None)

    with pytest.raises(VendorResponseError, match="no domain for shiftstatus or asyncMessagingEnt"):
        domains.base_url("shiftstatus", "asyncMessagingEnt")


@pytest.mark.parametrize("status", [400, 401, 404])
def test_a_service_that_an_account_does_not_have_is_looked_up_by_its_other_name(
    http, domains, status
):
    """The page documents 400 and 401 ("invalid site"), and no 404."""
    http.get(URL.replace("agentVep", "newName"), status=status)
    http.get(URL, json={"baseURI": "a.test"})

    assert domains.base_url("newName", "agentVep") == "https://a.test"


@pytest.mark.parametrize("host", ["evil.test", "liveperson.net.evil.test", "notliveperson.net"])
def test_livepersons_directory_cannot_send_the_credentials_elsewhere(http, api, host):
    directory = "https://api.liveperson.net"
    url = URL.replace("https://directory.test", directory)
    http.get(url, json={"baseURI": host})
    domains = DomainAPI(api, directory, "12345678")

    with pytest.raises(VendorResponseError, match="the Domain API names a foreign host"):
        domains.base_url("agentVep")

    http.replace("GET", url, json={"baseURI": "va.agentvep.liveperson.net"})
    assert domains.base_url("agentVep") == "https://va.agentvep.liveperson.net"


def test_a_directory_that_fails_is_not_a_service_that_is_missing(http, domains):
    http.get(URL, status=500)
    with pytest.raises(VendorRefusedError) as caught:
        domains.base_url("agentVep", "other")
    assert caught.value.status == 500

    http.replace("GET", URL, json={"baseURI": "a.test"})
    assert domains.base_url("agentVep", "other") == "https://a.test"


def test_a_host_is_kept_for_ten_minutes(http, domains, seconds):
    asked = http.get(URL, json={"baseURI": "a.test"})

    domains.base_url("agentVep")
    seconds.now += 599.9
    domains.base_url("agentVep")
    assert asked.call_count == 1

    seconds.now += 0.1
    domains.base_url("agentVep")
    assert asked.call_count == 2


def test_an_account_cannot_leave_its_place_in_the_address(http, api):
    url = "http://directory.test/api/account/..%2F1%3F/service/agentVep/baseURI.json"
    http.get(url, json={"baseURI": "a.test"})

    domains = DomainAPI(api, "http://directory.test", "../1?")
    assert domains.base_url("agentVep") == "http://a.test"


@given(JSON)
def test_any_answer_is_a_host_or_makes_no_sense(payload):
    domains = DomainAPI(FixedVendor(payload), "https://directory.test", "1")

    try:
        url = domains.base_url("agentVep")
    except VendorResponseError:
        return
    assert url.startswith("https://")
    assert set(url[8:]).isdisjoint("/?#@ \n")
