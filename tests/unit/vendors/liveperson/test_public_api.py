"""The Public API of Third-Party Bots: the transfer as a command, and the question how it ended."""

import pytest
import requests
from hypothesis import given
from responses import matchers

from actions.human_handoff import SecretStr, Transfer, TransferState, errors
from actions.human_handoff.state_store import MemoryStateStore
from actions.human_handoff.vendor_http.deadline import Operation, current_operation
from actions.human_handoff.vendors.liveperson import public_api
from actions.human_handoff.vendors.liveperson.login_settings import LoginSettings
from actions.human_handoff.vendors.liveperson.public_api import PublicAPI, PublicLogin
from actions.human_handoff.vendors.liveperson.public_api_settings import PublicAPISettings
from tests.unit.printed import printed
from tests.unit.vendors import accounts
from tests.unit.vendors.accounts import CHAT, JANE
from tests.unit.vendors.fixed_vendor import FixedVendor
from tests.unit.vendors.liveperson.payloads import JSON, LOGGED_IN, ONE_HOST

BOTS = "https://bots.test/api/v1/account/12345678"
LOGIN = f"{BOTS}/login"
TRANSFER = f"{BOTS}/conversation/{CHAT}/transfer"
COMMAND = f"{BOTS}/conversation/{CHAT}/command/7"
SECRET = "hunter2"
USER = LoginSettings(username="transfers", app_key="id", secret=SecretStr(SECRET))


@pytest.fixture
def hosts(lives):
    lives("thirdPartyBots", "bots.test")


@pytest.fixture
def slept():
    return []


@pytest.fixture
def in_time():
    """Run the test as one operation of this many seconds."""
    token = current_operation.set(Operation(10.0))
    yield
    current_operation.reset(token)


@pytest.fixture
def build(api, domains, seconds, slept):
    def built(**settings):
        chosen = PublicAPISettings(login=USER, **settings)
        login = PublicLogin(api, domains, USER, seconds)
        return PublicAPI(api, domains, chosen, login, slept.append)

    return built


@pytest.fixture
def public(build, hosts, in_time):
    return build()


def request(**values):
    return accounts.escalation(contact=JANE, question="my private bill", **values)


def pauses_until_the_end(slept, number):
    """Return a sleep that is noted only; after so many the operation has no time left."""

    def sleep(seconds):
        slept.append(seconds)
        if len(slept) == number:
            current_operation.set(Operation(0.0))

    return sleep


def with_bearer(bearer):
    return matchers.header_matcher({"Authorization": f"Bearer {bearer}"})


def logs_in(http, *bearers):
    for bearer in bearers or ("b",):
        http.post(LOGIN, json={"bearer": bearer})


def takes(http, **response):
    """Let the command be taken."""
    return http.post(TRANSFER, **(response or {"json": {"commandId": "7"}}))


def ends(http, state="completed", **more):
    return http.get(COMMAND, json={"id": "7", "state": state, "result": None, **more})


def test_the_user_of_this_api_logs_in_where_the_bots_are(http, api, domains, hosts, documented):
    body = matchers.json_params_matcher(documented("public_login_request"))
    query = matchers.query_param_matcher({"v": "1.3"})
    http.post(LOGIN, json={"bearer": "b"}, match=[body, query])
    settings = LoginSettings(
        username="someusername",
        app_key="1234562ff0464127894f0",
        secret="1233f5bf456",
        access_token="1233743ad8726e27456",
        access_token_secret="76d05123456",
    )

    assert PublicLogin(api, domains, settings).bearer() == "b"


@pytest.mark.parametrize("zone", public_api.HOSTS_BEFORE_2025)
def test_the_host_of_the_older_pages_is_translated(http, domains, lives, zone):
    lives("thirdPartyBots", None)
    lives("botConnectorsDomain", zone)

    expected = f"https://{public_api.HOSTS_BEFORE_2025[zone]}"
    assert public_api.service_url(domains) == expected


def test_another_host_of_the_older_name_is_taken_as_it_is(http, domains, lives):
    lives("thirdPartyBots", None)
    lives("botConnectorsDomain", "bots.test")

    assert public_api.service_url(domains) == "https://bots.test"


@pytest.mark.parametrize("agent", [None, "4129463410"])
def test_a_command_is_sent_once_with_the_skills_name_and_lives_ten_seconds(
    http, build, hosts, in_time, slept, documented, agent
):
    logs_in(http)
    body = {"skill": "Human", **({"agentId": agent} if agent else {})}
    match = [
        matchers.query_param_matcher({"ttl": "10"}),
        matchers.json_params_matcher(body),
        with_bearer("b"),
    ]
    sent = http.post(TRANSFER, json={"commandId": "7"}, match=match)
    asked = http.get(COMMAND, json=documented("command_completed"), match=[with_bearer("b")])

    build(agent_id=agent).transfer(request(), "Human")

    assert (sent.call_count, asked.call_count) == (1, 1)
    assert slept == [0.25]


def test_the_pauses_between_the_questions_grow_a_little(http, public, slept, documented):
    logs_in(http)
    takes(http)
    for _ in range(7):
        http.get(COMMAND, json=documented("command_waiting"))
    ends(http)

    public.transfer(request(), "Human")

    assert slept == pytest.approx([0.25, 0.375, 0.5625, 0.84375, 1.265625, 1.8984375, 2.0, 2.0])


def test_a_command_that_failed_is_a_refusal_with_the_name_of_its_error(http, public, documented):
    logs_in(http)
    takes(http)
    failed = documented("command_failed")
    http.get(COMMAND, json=failed)

    with pytest.raises(errors.VendorRefusedError) as refused:
        public.transfer(request(), "Human")

    name = failed["result"]["error"]["name"]
    assert str(refused.value) == f"LivePerson: the transfer has failed ({name})"
    assert not refused.value.may_have_acted


@pytest.mark.parametrize(
    "result",
    [None, [], {}, {"error": "x"}, {"error": {"name": 5}}, {"error": {"name": "Jane Doe"}}],
)
def test_a_reason_that_is_no_name_of_an_error_is_not_repeated(http, public, result):
    logs_in(http)
    takes(http)
    ends(http, "failed", result=result)

    with pytest.raises(errors.VendorRefusedError) as refused:
        public.transfer(request(), "Human")

    assert str(refused.value) == "LivePerson: the transfer has failed"


@pytest.mark.parametrize(
    "broken",
    [
        *({"status": status} for status in (400, 403, 404, 500, 503)),
        {"body": requests.ConnectionError()},
        {"body": "<html>"},
        {"json": []},
        {"json": {"error": "x"}},
        {"json": {"state": "begun"}},
        {"json": {"state": None}},
    ],
    ids=str,
)
def test_a_question_that_fails_says_nothing_and_the_next_one_is_answered(http, public, broken):
    logs_in(http)
    sent = takes(http)
    http.get(COMMAND, **broken)
    ends(http)

    public.transfer(request(), "Human")

    assert sent.call_count == 1


def test_a_pause_that_is_asked_for_is_kept(http, public, slept):
    logs_in(http)
    takes(http)
    http.get(COMMAND, status=429, headers={"Retry-After": "5"})

    public._sleep = pauses_until_the_end(slept, 2)
    with pytest.raises(errors.VendorSilenceError):
        public.transfer(request(), "Human")

    assert slept == [0.25, 5.0]


def test_a_pause_beyond_the_time_leaves_the_transfer_unconfirmed_at_once(http, public, slept):
    logs_in(http)
    takes(http)
    http.get(COMMAND, status=429, headers={"Retry-After": "60"})

    with pytest.raises(errors.VendorSilenceError) as unknown:
        public.transfer(request(), "Human")

    assert unknown.value.may_have_acted
    assert slept == [0.25]


def test_without_time_for_an_answer_nothing_more_is_asked(http, build, hosts, in_time, slept):
    logs_in(http)
    takes(http)

    public = build()
    public._sleep = pauses_until_the_end(slept, 1)
    with pytest.raises(errors.VendorSilenceError, match="not known in time"):
        public.transfer(request(), "Human")

    assert slept == [0.25]


def test_without_a_deadline_the_questions_end_all_the_same(http, build, hosts, monkeypatch):
    logs_in(http)
    takes(http)
    monkeypatch.setattr(public_api, "REQUEST_SECONDS", 0.0)

    with pytest.raises(errors.VendorSilenceError):
        build().transfer(request(), "Human")


def test_a_command_is_sent_again_only_where_its_session_was_refused(http, public):
    logs_in(http, "first", "second")
    http.post(TRANSFER, status=401, match=[with_bearer("first")])
    sent = http.post(TRANSFER, json={"commandId": 7}, match=[with_bearer("second")])
    ends(http)

    public.transfer(request(), "Human")

    assert sent.call_count == 1


def test_a_session_that_ends_between_the_questions_is_replaced(http, public):
    logs_in(http, "first", "second")
    sent = takes(http)
    http.get(COMMAND, status=401, match=[with_bearer("first")])
    http.get(COMMAND, json={"state": "completed"}, match=[with_bearer("second")])

    public.transfer(request(), "Human")

    assert sent.call_count == 1


@pytest.mark.parametrize(
    ("broken", "error", "may_have_acted"),
    [
        ({"status": 403}, errors.VendorAuthenticationError, False),
        ({"status": 404}, errors.VendorRefusedError, False),
        ({"status": 500}, errors.VendorRefusedError, True),
        ({"body": requests.ConnectionError()}, errors.VendorSilenceError, True),
        ({"body": requests.ReadTimeout()}, errors.VendorSilenceError, True),
        ({"body": "<html>Jane Doe</html>"}, errors.VendorResponseError, True),
        ({"body": ""}, errors.VendorResponseError, True),
        ({"body": '{"commandId": "7'}, errors.VendorResponseError, True),
        *(
            ({"json": body}, errors.VendorResponseError, True)
            for body in ([], {}, {"commandId": None}, {"commandId": True}, {"commandId": "a/../b"})
        ),
        ({"json": {"success": False}}, errors.VendorRefusedError, False),
        ({"json": {"error": "no such conversation"}}, errors.VendorRefusedError, False),
    ],
    ids=str,
)
def test_a_command_whose_answer_is_lost_or_no_command_is_never_sent_again(
    http, public, broken, error, may_have_acted
):
    logs_in(http)
    sent = takes(http, **broken)

    with pytest.raises(errors.VendorError) as failed:
        public.transfer(request(), "Human")

    assert type(failed.value) is error
    assert failed.value.may_have_acted is may_have_acted
    assert sent.call_count == 1
    shown = printed(failed.value) + repr(vars(public)) + repr(USER)
    assert not [word for word in (SECRET, "Jane", CHAT, "private") if word in printed(failed.value)]
    assert SECRET not in shown


@given(JSON)
def test_any_answer_to_the_command_is_a_command_or_an_error(payload):
    settings = PublicAPISettings(login=USER)
    public = PublicAPI(FixedVendor(payload), ONE_HOST, settings, LOGGED_IN, lambda _: None)
    token = current_operation.set(Operation(0.0))
    try:
        with pytest.raises(errors.VendorError):
            public.transfer(request(), "Human")
    finally:
        current_operation.reset(token)


# The desk

PUBLIC = {"login": {"username": "transfers", "app_key": "id", "secret": SECRET}}


def desk(**changes):
    return accounts.desk("liveperson", **{"escalation": None, "public_api": PUBLIC, **changes})


def test_the_desk_transfers_by_command_and_an_agent_is_not_promised(http, hosts, in_time):
    logs_in(http)
    takes(http)
    ends(http)

    agents = desk()

    assert agents.escalate(request()) == Transfer(TransferState.REQUESTED)
    assert not agents.carries_message("rest")
    assert not agents.transfers_in_reply("rest")
    assert not agents.tells_of_failures


def test_a_custom_endpoint_beside_it_still_reads_the_reply():
    agents = desk(custom_endpoint={})

    transfer = agents.escalate(request(channel="liveperson"))

    assert transfer.channel_payload["human_handoff"]["transfer"] == {"skill": "Human"}


def test_on_channels_that_are_not_named_the_escalation_transfers(http, hosts, in_time):
    logs_in(http)
    takes(http)
    ends(http)
    http.post(accounts.ESCALATION, json={})
    both = accounts.desk("liveperson", public_api={**PUBLIC, "channels": ["functions"]})

    assert both.escalate(request(channel="functions")) == Transfer(TransferState.REQUESTED)
    assert both.escalate(request(channel="mine")) == Transfer(TransferState.REQUESTED)
    assert [both.carries_message(channel) for channel in ("functions", "mine")] == [False, True]
    assert both.tells_of_failures


def test_without_an_escalation_other_channels_have_no_way():
    agents = desk(public_api={**PUBLIC, "channels": ["functions"]})

    with pytest.raises(errors.SkillError, match="no escalation section"):
        agents.escalate(request(channel="mine"))


def test_a_skill_without_a_name_sends_nothing():
    with pytest.raises(errors.SkillError, match="needs a skill's name"):
        desk().escalate(request(skill="77"))


def test_servers_that_share_the_user_know_of_each_others_logins(http, hosts, in_time):
    logins = http.post(LOGIN, json={"bearer": "b"})
    takes(http)
    ends(http)
    store = MemoryStateStore()
    first, second = desk(), desk()
    for agents in (first, second):
        agents.share_state(store)

    for agents in (first, first, second, first):
        agents.escalate(request())

    assert logins.call_count == 3, "the second server's login has ended the first one's session"


@pytest.mark.parametrize(
    ("changes", "path", "remedy"),
    [
        ({"username": "bot"}, "login.username is wrong: it is the user of login", "does nothing"),
        ({"username": " "}, "login.username is empty", "Write the bot user's name"),
        *(
            ({key: value}, f"login.{key} is ", "Write it as LivePerson shows it")
            for key in ("app_key", "secret", "access_token", "access_token_secret")
            for value in ("", "hunter2\n")
        ),
    ],
)
def test_a_login_that_cannot_be_is_refused_at_start(changes, path, remedy):
    with pytest.raises(errors.ConfigurationError) as refused:
        desk(public_api={"login": {**PUBLIC["login"], **changes}})

    text = str(refused.value)
    assert text.startswith(f"f.yml: liveperson.public_api.{path}")
    assert remedy in text
    assert SECRET not in text


@pytest.mark.parametrize("agent", ["", " ", "77\n"])
def test_an_agent_that_cannot_be_is_refused_at_start(agent):
    with pytest.raises(errors.ConfigurationError, match=r"liveperson\.public_api\.agent_id is "):
        desk(public_api={**PUBLIC, "agent_id": agent})
