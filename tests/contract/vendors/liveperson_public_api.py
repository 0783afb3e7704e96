"""LivePerson's data where the transfer is a command of the Public API."""

from __future__ import annotations

from typing import Any

from actions.human_handoff import Escalation

from . import liveperson

LOGIN = {
    "username": "rasa-transfers",
    "app_key": "sandbox-transfers-id",
    "secret": "sandbox-transfers-secret",
}


class Data(liveperson.Data):
    changes = {"escalation": None, "public_api": {"login": LOGIN}}
    transfer_calls = ["domain", "public_login", "transfer_command", "command"]
    transfer_call = "transfer_command"
    still_accepted = frozenset[str]()
    secrets = [*liveperson.Data.secrets, "sandbox-transfers-secret"]

    addresses = ["urls.domains"]
    wrong_keys = {
        "account": "999",
        "login.secret": "wrong",
        "public_api.login.secret": "wrong",
        "skills.human": {"id": "7", "name": "Human"},
    }

    def sent(self, escalation: Escalation) -> dict[str, Any]:
        return {"skill": liveperson.SKILLS[escalation.skill][1]}
