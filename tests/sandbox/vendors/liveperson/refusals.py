"""Requests that the imitated LivePerson refuses."""

from tests.sandbox.vendors.liveperson.driver import (
    ACCOUNT,
    BOT_API,
    DIRECTORY,
    ESCALATION,
    LOGIN,
    QUEUES,
    SHIFTS,
    TOKEN,
    LivePerson,
)
from tests.sandbox.vendors.refusals import not_json, raw, refused

ONE, ALL = "agentVep/baseURI.json", "baseURI.json"
OAUTH1 = LivePerson.credentials
OLD_KEYS = {key: OAUTH1[key] for key in ("username", "appKey", "secret")}
OAUTH2 = {
    "username": "rasa-bot",
    "appKey": "sandbox-client-id",
    "secret": "sandbox-client-secret",
}
WRONG_SHAPES: list[object] = [[], "text", {}, {"username": "x"}, {**OAUTH2, "secret": 1}]
DEVELOPER_KEY = {"maven-api-key": "sandbox-developer-key"}
NAMESPACE = "/shift_status_api"
PROPERTIES = f"{NAMESPACE}/properties"
# Reserved names, and names with other characters than letters, digits and underscores.
NO_NAMESPACES = (
    *("consumer", "operational", "conversation", "custom", "sde"),
    *("shift-status-api", "shift.status", "é"),
)
JSON, FORM = "application/json", "application/x-www-form-urlencoded"

REFUSALS = [
    # The Domain API: its version is mandatory, names are case-sensitive.
    *(
        refused(400, "directory", path=path, query=query)
        for query in ("", "?version=2.0", "?v=1.0")
        for path in (ONE, ALL)
    ),
    refused(404, "directory", path="agentvep/baseURI.json"),
    refused(404, "directory", path="accountConfigReadOnly/baseURI.json"),
    raw(401, "domain", f"GET /api/account/999/service/{ONE}?version=1.0"),
    raw(401, "domain", f"GET /api/account/999/service/{ALL}?version=1.0"),
    raw(404, "domain", f"GET {DIRECTORY}/{ONE}/?version=1.0"),
    raw(404, "domain", f"GET /api/account/{ACCOUNT}?version=1.0"),
    raw(405, "domain", f"POST {DIRECTORY}/{ONE}?version=1.0"),
    # The Login Service.
    *(
        refused(401, "log_in", '"UNAUTHORIZED"', credentials={**OAUTH1, key: "wrong"})
        for key in ("username", "appKey", "secret", "accessToken")
    ),
    *(
        refused(401, "log_in", credentials={**OAUTH2, "accessToken": token})
        for token in ("real-looking", 7, None)
    ),
    refused(401, "log_in", credentials=OLD_KEYS),
    refused(401, "log_in", credentials={"username": "rasa-bot", "password": "x"}),
    raw(401, "login", "POST /api/account/999/login?v=1.3", json=OAUTH1),
    *(refused(400, "log_in", query=query) for query in ("", "?v=1.2", "?version=1.3")),
    *(refused(400, "log_in", credentials=credentials) for credentials in WRONG_SHAPES),
    *not_json(
        *("login", f"POST {LOGIN}", {}),
        [
            (b"username=rasa-bot", FORM),
            (b'{"username"', JSON),
            (b"\xff", JSON),
            (b'{"username": NaN}', JSON),
            (b"{}", "text/plain"),
        ],
    ),
    raw(405, "login", f"GET {LOGIN}"),
    # Shift status.
    refused(401, "shifts", bearer="unknown"),
    raw(405, "shift_status", f"POST {SHIFTS}"),
    # The Context Service.
    *(refused(400, "context", method="POST", path="", body={"name": n}) for n in NO_NAMESPACES),
    *(
        refused(400, "context", method="PATCH", path=f"/{name}/properties", body={})
        for name in NO_NAMESPACES
    ),
    *(
        refused(403, "context", '"message"', method=method, path=path, body={"name": "x"}, key=key)
        for method, path in [
            ("GET", ""),
            ("POST", ""),
            ("DELETE", NAMESPACE),
            ("PATCH", PROPERTIES),
        ]
        for key in ("", "wrong")
    ),
    raw(401, "context", "GET /v1/account/999", headers=DEVELOPER_KEY),
    refused(400, "context", method="PATCH", path=PROPERTIES, body=[1]),
    refused(400, "context", method="POST", path="", body={}),
    refused(400, "context", method="POST", path="?ttlSecond=soon", body={"name": "mine"}),
    *not_json(
        *("context", f"PATCH /v1/account/{ACCOUNT}/mine/properties", DEVELOPER_KEY),
        [(b"{}", "text/plain")],
    ),
    refused(405, "context", method="POST", path=PROPERTIES, body={}),
    refused(404, "context", method="GET", path=f"{NAMESPACE}/a/b/c/d"),
    # The escalation: only the raw key is authorised.
    *(
        refused(401, "escalate", key=key)
        for key in ("", "wrong", "Bearer sandbox-api-key", "bearer sandbox-api-key")
    ),
    refused(400, "escalate", message=""),
    refused(400, "escalate", message="One moment,\nplease."),
    refused(400, "escalate", message="One moment,\rplease."),
    refused(400, "escalate", agentSkillId="Human"),
    refused(400, "escalate", agentSkillId="-1"),
    refused(400, "escalate", agentSkillId="12"),
    refused(400, "escalate", agentSkillId=2438093750),
    refused(400, "escalate", agentId=4129463410),
    refused(400, "escalate", chatBotId="another"),
    refused(400, "escalate", conversationId=""),
    refused(400, "escalate", transferBotContext="true"),
    *(
        refused(400, "escalate", f"missing key '{key}'", **{key: None})
        for key in LivePerson.escalation
    ),
    *not_json(
        *("escalation", f"POST {ESCALATION}", {"authorization": "sandbox-api-key"}),
        [
            (b"[]", JSON),
            (b"{", JSON),
            (b'{"message": "One moment,\nplease."}', JSON),
            (b"{}", "text/plain"),
        ],
    ),
    raw(405, "escalation", f"GET {ESCALATION}"),
    raw(404, "escalation", f"POST {ESCALATION}/", json={}),
    # The Public API of Third-Party Bots.
    *(refused(400, "public_log_in", query=query) for query in ("", "?v=1.2")),
    refused(401, "public_log_in", kind="USER_PASS"),
    refused(409, "public_log_in", username="rasa-bot"),
    *(
        refused(401, "public_log_in", **{key: "wrong"})
        for key in ("username", "appKey", "secret", "accessToken")
    ),
    raw(400, "public_api", f"POST {BOT_API}/login?v=1.3", json={"credentials": {}}),
    raw(405, "public_api", f"GET {BOT_API}/login"),
    refused(401, "command", bearer="unknown"),
    refused(401, "outcome", command="1", bearer="unknown"),
    refused(401, "outcome", command="", bearer="unknown"),
    raw(405, "public_api", f"GET {BOT_API}/conversation/c1/transfer"),
    # Sentinel's access token, and the queue's health.
    *(refused(401, "app_token", **{key: "wrong"}) for key in ("client_id", "client_secret")),
    *(refused(400, "app_token", grant_type=kind) for kind in ("password", None)),
    raw(405, "login", f"GET {TOKEN}"),
    refused(401, "queue_health", token="unknown"),
    raw(405, "queue_health", f"POST {QUEUES}"),
]
