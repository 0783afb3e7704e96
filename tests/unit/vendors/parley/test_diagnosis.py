"""Parley's own checks."""

import pytest

from tests.unit.vendors.accounts import AGENTS, SERVICES
from tests.unit.vendors.diagnosed import findings, reach

SIGNED = "secret, account, service"
NOT_CHECKED = [
    "not_checked: Whether agents are at work, and whether Parley lets the bot's Service change an "
    "owner: Parley tells only with a user."
]


@pytest.fixture(autouse=True)
def _reached(monkeypatch):
    reach(monkeypatch)


def listed(http, *services):
    data = {"services": [{"identification": each} for each in services]}
    http.get(SERVICES, json={"status": "SUCCESS", "data": data})


def test_a_signature_that_is_accepted_and_a_service_that_is_there(http):
    listed(http, AGENTS)

    assert findings("parley") == {
        SIGNED: ["ok: Parley accepts the signature of the bot's Service."],
        "": ["ok: 1 of 1 skills are on shift now.", *NOT_CHECKED],
    }


def test_a_service_that_is_not_there_is_an_error(http):
    listed(http, "another")

    assert findings("parley")["skills.human"] == [
        f"error: Parley has no Service {AGENTS}. Nobody is transferred there."
    ]


def test_a_signature_that_is_refused_names_all_that_may_be_wrong(http):
    http.get(SERVICES, status=401)

    assert findings("parley") == {
        SIGNED: ["error: Parley refuses the signature."],
        "": NOT_CHECKED,
    }


def test_an_address_that_cannot_be_reached_is_one_error(monkeypatch):
    reach(monkeypatch, ["parley.test"])

    assert findings("parley") == {
        "urls.service_api": ["error: parley.test: nothing listens there."],
        f"{SIGNED}, skills": ["not_checked: Parley cannot be reached."],
    }
