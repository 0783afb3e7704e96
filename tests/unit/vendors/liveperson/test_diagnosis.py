"""LivePerson's own checks."""

import json
import re

import pytest

from tests.unit.vendors.accounts import CONTEXT, DIRECTORY, ESCALATION, LOGIN, SHIFTS
from tests.unit.vendors.diagnosed import findings, reach

ALL_HOSTS = f"{DIRECTORY}/api/account/12345678/service/baseURI.json"
KEY = "escalation.api_key"
LOGIN_KEYS = "login.secret, login.app_key, login.username"
ACCEPTED = (
    "ok: LivePerson accepts the key: it refused only the request, which names no conversation."
)
BOT_ID = "not_checked: LivePerson tells only where a conversation is transferred whether the id of "
BOTH = [{"skillId": "1", "onShift": True}, {"skillId": "2", "onShift": False}]
QUEUE = {"waiting_time": {"client_id": "id", "client_secret": "s3cret"}}
TOKEN = "https://sentinel.test/sentinel/api/v2/account/12345678/app/token"
METRICS = "https://data.test/operations/api/account/12345678/msgqueuehealth/current/"
PUBLIC = {
    "escalation": None,
    "public_api": {"login": {"username": "bot2", "app_key": "k", "secret": "s3cret"}},
}
PUBLIC_LOGIN = "https://tpb.test/api/v1/account/12345678/login"
NAMESPACES = CONTEXT.rpartition("/")[0]


@pytest.fixture(autouse=True)
def _reached(monkeypatch):
    reach(monkeypatch)


@pytest.fixture
def account(http, lives):
    """Declare the account's hosts, and what the services answer."""

    def declare(hosts=("login.test",), login=200, shifts=200, skills=BOTH, transfer=400):
        uris = {"baseURIs": [{"service": each, "baseURI": each} for each in hosts]}
        http.get(ALL_HOSTS, json=uris)
        lives("agentVep", "login.test")
        http.post(LOGIN, status=login, json={"bearer": "b"})
        if login == 200:
            lives("shiftstatus", "shifts.test")
            http.get(SHIFTS, status=shifts, json=skills)
        if transfer:
            http.post(ESCALATION, status=transfer, json={})
        return http

    return declare


def test_an_account_in_which_all_is_right(account):
    http = account()

    found = findings("liveperson")

    assert found == {
        "account": ["ok: LivePerson's directory knows the account."],
        "login": ["ok: LivePerson accepts the login of bot."],
        "": [
            "ok: LivePerson tells who is on shift.",
            "ok: 1 of 2 skills are on shift now.",
        ],
        KEY: [ACCEPTED],
        "escalation.chat_bot_id": [f"{BOT_ID}the bot is right."],
    }
    (transfer,) = [each for each in http.calls if each.request.url == ESCALATION]
    assert json.loads(transfer.request.body) == {}, "it names no conversation"


@pytest.mark.parametrize("status", [400, 401, 404])
def test_an_account_that_the_directory_does_not_know(http, status):
    http.get(ALL_HOSTS, status=status)
    http.post(ESCALATION, status=401)

    found = findings("liveperson")

    assert found["account"] == ["error: LivePerson's directory does not know the account."]
    assert found["login, skills"] == ["not_checked: They need the account's hosts."]
    assert found[f"{KEY}, region"] == ["error: LivePerson refuses the key of the transfer call."]


@pytest.mark.parametrize("payload", [[], {"baseURIs": "none"}, {}])
def test_a_directory_of_another_shape_is_an_error_at_its_address(http, payload):
    http.get(ALL_HOSTS, json=payload)
    http.post(ESCALATION, status=422)

    found = findings("liveperson")

    assert found["urls.domains"] == ["error: LivePerson: the Domain API answered another shape."]
    assert found[KEY] == [ACCEPTED]


@pytest.mark.parametrize(
    ("hosts", "region"),
    [(["z1.etool.liveperson.net"], "us"), (["z3.a.test", "z3.b.test", "lo.c.test"], "apac")],
)
def test_hosts_of_another_region_are_a_warning(account, hosts, region):
    account(hosts=hosts)

    assert findings("liveperson")["region"] == [
        f"warning: The account's hosts are in the region {region}, and region is eu."
    ]


def test_hosts_of_the_same_region_are_no_warning(account):
    account(hosts=["z2.etool.liveperson.net", "z1.other.liveperson.net"])

    assert "region" not in findings("liveperson")


@pytest.mark.parametrize(
    ("status", "settings", "text"),
    [
        (401, LOGIN_KEYS, "error: LivePerson refuses the login of the bot user."),
        (400, LOGIN_KEYS, "error: LivePerson refuses the login of the bot user."),
        (429, "login.username", "warning: This user has logged in too often; "),
        (409, "login.username", "error: LivePerson refuses the login: this user belongs to a bot "),
        (451, "login.username", "error: LivePerson has blocked this user, or the account."),
    ],
)
def test_a_login_that_is_refused_says_what_may_be_wrong(account, status, settings, text):
    account(login=status)

    found = findings("liveperson")

    assert found[settings][0].startswith(text)
    assert found["skills"] == ["not_checked: The bot user must be logged in to see them."]


def test_a_skill_that_the_account_does_not_have(account):
    account(skills=BOTH[:1])

    assert findings("liveperson")["skills.human"] == [
        "error: LivePerson has no skill 2. Nobody is transferred there."
    ]


def test_a_bot_user_who_may_not_see_the_shifts(account, pauses_end):
    pauses_end()
    account(shifts=403)

    assert findings("liveperson")["login.username"] == [
        "error: LivePerson does not tell the bot user who is on shift."
    ]


def test_a_login_service_that_cannot_be_reached(http, lives, monkeypatch):
    http.get(ALL_HOSTS, json={"baseURIs": []})
    lives("agentVep", "login.test")
    http.post(ESCALATION, status=400)
    reach(monkeypatch, ["login.test"])

    found = findings("liveperson")

    assert found[""] == ["error: login.test: nothing listens there."]
    assert "login" not in found


def test_a_shift_status_service_that_cannot_be_reached(http, lives, monkeypatch):
    http.get(ALL_HOSTS, json={"baseURIs": []})
    lives("agentVep", "login.test")
    lives("shiftstatus", "shifts.test")
    http.post(LOGIN, json={"bearer": "b"})
    http.post(ESCALATION, status=400)
    reach(monkeypatch, ["shifts.test"])

    found = findings("liveperson")

    assert found[""] == ["error: shifts.test: nothing listens there."]
    assert found["login"] == ["ok: LivePerson accepts the login of bot."]


def test_a_directory_that_cannot_be_reached(http, monkeypatch):
    reach(monkeypatch, ["directory.test", "platformservice-eu.botcentralapi.com"])

    found = findings("liveperson")

    assert found["urls.domains"] == ["error: directory.test: nothing listens there."]
    assert found["urls.escalation, region"] == [
        "error: platformservice-eu.botcentralapi.com: nothing listens there."
    ]
    assert found[KEY] == ["not_checked: Its address cannot be reached."]


@pytest.mark.parametrize(
    ("status", "settings", "text"),
    [
        (200, KEY, "not_checked: LivePerson does not refuse a request that names no conversation"),
        (404, "urls.escalation, region", "error: Something else listens where the transfer call"),
        (500, KEY, "not_checked: LivePerson answers 500 to a request that names no conversation"),
    ],
)
def test_what_the_transfer_call_answers_without_a_conversation(account, status, settings, text):
    account(transfer=status)

    assert findings("liveperson")[settings][0].startswith(text)


def queue(http, lives, token=200, metrics=200):
    lives("sentinel", "sentinel.test")
    lives("leDataReporting", "data.test")
    http.post(TOKEN, status=token, json={"access_token": "t"})
    if token == 200:
        http.get(METRICS, status=metrics, json={"skillsMetrics": {}})


def test_an_application_that_may_read_the_queue(account, lives):
    queue(account(), lives)

    assert findings("liveperson", **QUEUE)["waiting_time"] == [
        "ok: LivePerson tells how long customers wait."
    ]


def test_an_application_that_is_refused(account, lives):
    queue(account(), lives, token=401)

    assert findings("liveperson", **QUEUE)[
        "waiting_time.client_id, waiting_time.client_secret"
    ] == ["error: LivePerson refuses the application that reads the queue."]


def test_a_service_that_the_account_does_not_have_is_an_error(account, lives):
    account()
    lives("sentinel", None)

    found = findings("liveperson", **QUEUE)

    assert found["account"][1:] == ["error: LivePerson: no domain for sentinel."]
    assert "waiting_time" not in found


@pytest.mark.parametrize(
    ("status", "settings", "text"),
    [
        (200, "context_service.developer_key", "ok: The context service accepts the key."),
        (403, "context_service.developer_key", "error: The context service refuses the key."),
        (
            401,
            "context_service.developer_key, account",
            "error: The context service refuses the key.",
        ),
        (404, "urls.context_service", "error: Something else listens where the context service"),
    ],
)
def test_the_key_of_the_context_service_is_checked_by_listing(account, status, settings, text):
    account().get(NAMESPACES, status=status, json=[])

    found = findings("liveperson", context_service={"developer_key": "d3veloper"})

    assert found[settings][0].startswith(text)


def test_a_context_service_that_cannot_be_reached(account, monkeypatch):
    account()
    reach(monkeypatch, ["z2.context.liveperson.net"])

    found = findings("liveperson", context_service={"developer_key": "d3veloper"})

    assert found["urls.context_service, region"] == [
        "error: z2.context.liveperson.net: nothing listens there."
    ]


@pytest.mark.parametrize(
    ("status", "settings", "text"),
    [
        (200, "public_api.login", "ok: Third-Party Bots accepts the login of its user."),
        (
            401,
            "public_api.login.secret, public_api.login.app_key, public_api.login.username",
            "error: LivePerson refuses the login of the bot user.",
        ),
    ],
)
def test_the_user_of_the_public_api_logs_in(account, lives, status, settings, text):
    http = account(transfer=None)
    lives("thirdPartyBots", "tpb.test")
    http.post(re.compile(re.escape(PUBLIC_LOGIN)), status=status, json={"bearer": "b"})

    found = findings("liveperson", **PUBLIC)

    assert found[settings] == [text]
    assert "escalation.chat_bot_id" not in found
    assert found["skills"][0].startswith("not_checked: There the agents are found by the names")


def test_where_livepersons_platform_calls_the_bot_that_is_said(account):
    account(transfer=None)

    found = findings(
        "liveperson", ["liveperson", "rest"], escalation=None, custom_endpoint={"agent_id": "7"}
    )

    assert found["custom_endpoint"] == [
        "not_checked: LivePerson calls the bot: start it in Conversational Cloud, under Bot "
        "Accounts."
    ]
    assert found["channels, escalation"] == [
        "error: On the channel rest nothing can be transferred."
    ]
