"""The imitated Domain API."""

from typing import Any

import pytest

from sandbox import Control, RunningSandbox

LOGIN = "12345678/service/agentVep/baseURI.json"
ALL = "12345678/service/baseURI.json"


def host_of(sandbox: RunningSandbox, service: str) -> str:
    return sandbox.urls[service].removeprefix("http://")


def test_one_service_is_an_object_with_a_bare_host(account: Any, sandbox: RunningSandbox) -> None:
    answer = account.directory(LOGIN)

    expected = {
        "service": "agentVep",
        "account": "12345678",
        "baseURI": host_of(sandbox, "login"),
    }
    assert (200, expected) == (answer.status_code, answer.json())


@pytest.mark.parametrize("name", ["shiftstatus", "asyncMessagingEnt"])
def test_both_names_of_shift_status_lead_to_it(
    account: Any, sandbox: RunningSandbox, name: str
) -> None:
    answer = account.directory(f"12345678/service/{name}/baseURI.json").json()

    assert host_of(sandbox, "shift_status") == answer["baseURI"]


def test_all_services_are_listed_under_base_uris(account: Any) -> None:
    listed = account.directory(ALL).json()["baseURIs"]

    names = ["agentVep", "shiftstatus", "asyncMessagingEnt", "sentinel"]
    assert [one["service"] for one in listed] == names


def test_the_host_is_the_one_by_which_the_sandbox_was_found(
    account: Any, sandbox: RunningSandbox
) -> None:
    url = f"{sandbox.urls['domain']}/api/account/{LOGIN}?version=1.0"

    answer = account.http.get(url, headers={"host": "sandbox.test:1"}).json()

    assert answer["baseURI"].startswith("sandbox.test:")


@pytest.mark.parametrize("path", [LOGIN, ALL])
@pytest.mark.parametrize("query", ["", "?version=2.0", "?v=1.0"])
def test_the_version_is_mandatory(account: Any, path: str, query: str) -> None:
    assert account.directory(path, query).status_code == 400


@pytest.mark.parametrize("name", ["agentvep", "accountConfigReadOnly"])
def test_an_unknown_service_is_not_found(account: Any, name: str) -> None:
    """Names are case sensitive."""
    assert account.directory(f"12345678/service/{name}/baseURI.json").status_code == 404


def test_an_unknown_account_is_refused(account: Any) -> None:
    assert account.directory("999/service/agentVep/baseURI.json").status_code == 400


@pytest.mark.parametrize("path", ["12345678/service/agentVep/baseURI", f"{LOGIN}/", "12345678"])
def test_other_paths_are_not_found(account: Any, path: str) -> None:
    assert account.directory(path).status_code == 404


def test_other_methods_are_not_allowed(account: Any, sandbox: RunningSandbox) -> None:
    url = f"{sandbox.urls['domain']}/api/account/{LOGIN}?version=1.0"

    assert account.http.post(url).status_code == 405


def test_the_answer_can_be_a_list(account: Any, control: Control) -> None:
    control.liveperson.set_domain(shape="list")

    assert account.directory(LOGIN).json()[0]["service"] == "agentVep"


def test_the_answer_can_be_a_collection(account: Any, control: Control) -> None:
    control.liveperson.set_domain(shape="collection")

    assert account.directory(LOGIN).json()["baseURIs"][0]["service"] == "agentVep"


def test_a_service_can_be_taken_away(account: Any, control: Control) -> None:
    control.liveperson.set_domain(services=["agentVep", "asyncMessagingEnt"])

    assert account.directory("12345678/service/shiftstatus/baseURI.json").status_code == 404
    assert len(account.directory(ALL).json()["baseURIs"]) == 2
    listed = account.log_in().json()["csdsCollectionResponse"]["baseURIs"]
    assert [one["service"] for one in listed] == ["agentVep", "asyncMessagingEnt"]
