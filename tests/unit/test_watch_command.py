"""`human-handoff watch`: Rasa is told over HTTP of customers to whom nobody has come."""

import json
import threading
from types import SimpleNamespace

import pytest
from pytest_httpserver import HTTPServer
from typer.testing import CliRunner
from werkzeug import Response

from actions.human_handoff import watch_command
from actions.human_handoff.cli import app
from actions.human_handoff.state_store import MemoryStateStore, SQLiteStateStore
from actions.human_handoff.unanswered.deadlines import Deadline, Deadlines, NotToldError
from actions.human_handoff.unanswered.records import UnansweredTransfers
from actions.human_handoff.watch_command import TOKEN, RasaTeller, watching
from tests.unit.handoff_events.test_settings import BASE

CHAT = "customer 1/a"
PATH = "/conversations/customer 1/a"
DEADLINE = Deadline(CHAT, "t1", 1.0)


@pytest.fixture
def rasa():
    with HTTPServer("127.0.0.1") as server:
        yield server


@pytest.fixture
def records():
    return UnansweredTransfers(MemoryStateStore())


@pytest.fixture
def teller(rasa, records):
    store = records._store
    return RasaTeller(store, "callback", rasa.url_for(""), {TOKEN: "a-token"})


def tracker(state):
    return {"slots": {"human_handoff_state": state}}


def answers(rasa, before, after="none", **more):
    """Let Rasa's tracker have these states before and after the bot's turn."""
    query = {"include_events": "NONE", "token": "a-token"}
    rasa.expect_request(f"{PATH}/tracker", query_string=query).respond_with_json(tracker(before))
    rasa.expect_request(
        f"{PATH}/trigger_intent",
        method="POST",
        query_string=query | {"output_channel": "callback"},
        json={"name": "human_handoff_nobody_came"},
    ).respond_with_json({"tracker": tracker(after), **more})


def asked(rasa):
    return [request.path.rpartition("/")[2] for request, _ in rasa.log]


@pytest.mark.parametrize("state", ["requested", "with_agent"])
def test_rasa_is_told_of_a_customer_who_waits(rasa, teller, state):
    answers(rasa, state)
    teller.tell(DEADLINE)
    assert asked(rasa) == ["tracker", "trigger_intent"]


@pytest.mark.parametrize("state", ["none", "failed", None, 7])
def test_rasa_is_not_told_where_the_bot_has_the_conversation(rasa, teller, state):
    answers(rasa, state)
    teller.tell(DEADLINE)
    assert asked(rasa) == ["tracker"]


def test_an_action_that_has_failed_is_tried_again(rasa, teller, records):
    answers(rasa, "requested", "requested")
    records.begin(CHAT, "t1", 1.0)
    with pytest.raises(NotToldError, match="the bot's action has failed"):
        teller.tell(DEADLINE)
    records.agent_wrote(CHAT)
    teller.tell(DEADLINE)


def test_rasa_that_is_away_is_told_later_and_nothing_of_the_customer_is_in_the_error(rasa, teller):
    rasa.expect_request(f"{PATH}/tracker").respond_with_data(status=500)
    with pytest.raises(NotToldError) as failure:
        teller.tell(DEADLINE)
    assert "customer 1" not in str(failure.value)
    assert "a-token" not in str(failure.value)


@pytest.mark.parametrize("body", ["[]", '{"slots": []}', "{}"])
def test_an_answer_of_another_shape_means_that_nobody_waits(rasa, teller, body):
    rasa.expect_request(f"{PATH}/tracker").respond_with_response(
        Response(body, content_type="application/json")
    )
    teller.tell(DEADLINE)
    assert asked(rasa) == ["tracker"]


def test_messages_that_rasa_cannot_send_are_not_passed_over_in_silence(rasa, teller, capsys):
    answers(rasa, "requested", messages=[{"text": "Sorry"}])
    teller.tell(DEADLINE)
    assert "Rasa cannot write to customers of callback by itself" in capsys.readouterr().err


def test_the_thread_tells_it_without_a_token_as_well(rasa):
    store, told = MemoryStateStore(), threading.Event()
    records = UnansweredTransfers(store)
    record = records.begin(CHAT, "t1", 1.0)
    Deadlines(store, "callback").add(Deadline(CHAT, record.transfer, record.due_at))

    def respond(_):
        told.set()
        return Response(json.dumps(tracker("none")), content_type="application/json")

    rasa.expect_request(
        f"{PATH}/tracker", query_string={"include_events": "NONE"}
    ).respond_with_handler(respond)
    thread = watching(store, "callback", rasa.url_for(""), {})
    thread.start()
    assert told.wait(10)
    thread.stop()


@pytest.fixture
def run(tmp_path):
    def command(*words, **settings):
        path = tmp_path / "human_handoff.yml"
        parley = BASE["parley"] | {"channels": ["*"]}
        path.write_text(json.dumps({**BASE, "parley": parley, **settings}))
        return CliRunner().invoke(app, ["watch", *words, "--config", str(path)])

    return command


HEARD = {"nobody_came_after": "3m", "agents_heard_on": ["callback", "cm"]}


def test_it_watches_every_channel_that_is_not_ours_until_it_is_stopped(run, tmp_path, monkeypatch):
    begun = []

    class Stopped(threading.Event):
        def wait(self, timeout=None):
            return True

    monkeypatch.setattr(watch_command.threading, "Event", Stopped)
    # Not the function of the module itself, which pytest calls, too.
    signals = SimpleNamespace(SIGINT=2, SIGTERM=15, signal=lambda number, stop: stop())
    monkeypatch.setattr(watch_command, "signal", signals)
    monkeypatch.setattr(
        watch_command, "watching", lambda store, channel, rasa: _Thread(begun, channel, rasa)
    )
    result = run("--rasa", "http://rasa:5005", unanswered=HEARD)
    assert (result.exit_code, result.output) == (0, "watching callback\n")
    assert begun == ["callback at http://rasa:5005", "started", "stopped"]
    assert SQLiteStateStore(tmp_path / ".human_handoff" / "state.db").get("x") is None


class _Thread:
    def __init__(self, begun, channel, rasa):
        self._begun = begun
        begun.append(f"{channel} at {rasa}")

    def start(self):
        self._begun.append("started")

    def stop(self):
        self._begun.append("stopped")


@pytest.mark.parametrize(
    "unanswered",
    [
        {"nobody_came_after": "3m", "agents_heard_on": ["cm", "parley", "liveperson"]},
        {"agents_heard_on": ["callback"]},
        {},
    ],
)
def test_it_says_so_where_there_is_nothing_to_watch(run, unanswered):
    result = run(unanswered=unanswered)
    assert result.exit_code == 2
    assert "There is nothing to watch" in result.output


def test_an_address_that_is_none(run):
    result = run("--rasa", "http://rasa.example.com", unanswered=HEARD)
    assert result.exit_code == 2
    assert "--rasa is wrong" in result.output
