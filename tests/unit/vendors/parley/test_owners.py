"""PUT owner and GET owner: which Service a user belongs to."""

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from requests import Request

from actions.human_handoff.errors import VendorConnectionError
from actions.human_handoff.vendors.parley.owners import Owners
from tests.unit.vendors.accounts import SERVICE_API
from tests.unit.vendors.parley.payloads import JSON, answering, success

USERS = f"{SERVICE_API}/users"


@pytest.mark.parametrize(
    ("data", "owner"),
    [
        ({"owner": "s1"}, "s1"),
        ({"owner": {"identification": "s1", "name": "Agent Service"}}, "s1"),
        ({"identification": "s1", "name": "Agent Service"}, "s1"),
        ({"owner": "s1", "identification": "s2"}, "s1"),
        ({"owner": None, "identification": "s2"}, None),
        ({"owner": {"name": "Agent Service"}, "identification": "s2"}, None),
        ({"owner": {"owner": "s1"}}, None),
        ({"owner": ["s1"]}, None),
        ({"owner": ""}, None),
        ({"owner": 5}, None),
        ({"identification": 5}, None),
        ({"service": "s1"}, None),
        ({}, None),
        ([], None),
        ("s1", None),
        (None, None),
    ],
)
def test_an_owner_is_read_where_it_would_stand_and_nowhere_else(
    http, service_api, signed, data, owner
):
    http.get(f"{USERS}/20/owner", json=success(data), match=signed())

    assert Owners(service_api).owner("20") == owner


@pytest.mark.parametrize(
    ("user_id", "path"),
    [
        ("20", "20"),
        ("a b/c?d#e", "a%20b%2Fc%3Fd%23e"),
        ("../services", "..%2Fservices"),
        ("%2E%2E", "%252E%252E"),
        ("jané", "jan%C3%A9"),
    ],
)
def test_a_users_id_is_one_part_of_the_address(http, service_api, user_id, path):
    http.get(f"{USERS}/{path}/owner", json=success({"owner": "s1"}))

    assert Owners(service_api).owner(user_id) == "s1"
    assert http.calls[0].request.url == f"{USERS}/{path}/owner"


@given(st.text())
@example("%2e%2e")
@example("..;")
def test_whatever_the_id_no_other_call_is_made(user_id):
    parley = answering(success({"owner": "s1"}))
    try:
        Owners(parley).owner(user_id)
    except VendorConnectionError:
        assert user_id in ("", ".", "..") or not parley._api.calls
        return

    (call,) = parley._api.calls
    path = urlsplit(str(Request("GET", call["url"]).prepare().url)).path
    assert path.startswith("/serviceApi/v2.5/users/")
    assert path.endswith("/owner")
    assert unquote(path.split("/")[4]) == user_id
    assert path.count("/") == 5


def texts(data):
    """Return every text that stands in some JSON, names of fields left out."""
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return {data} if isinstance(data, str) else {text for each in inner for text in texts(each)}


@given(JSON)
@example({"owner": "\n"})
def test_any_answer_names_an_owner_that_stands_in_it_or_none(data):
    owner = Owners(answering(success(data))).owner("20")

    assert owner is None or owner in texts(data)
