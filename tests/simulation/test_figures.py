"""The figures: those that are counted are counted again, in the code."""

from __future__ import annotations

import ast
from datetime import timedelta

from actions.human_handoff.handoff_logic.transfer_records import RECORD_SECONDS, TransferRecords
from actions.human_handoff.vendor_http.blocking_calls import BlockingCalls
from actions.human_handoff.vendors.cm import CM
from human_handoff_channels.credentials import WebhookSettings
from human_handoff_channels.liveperson.conversations import CONVERSATION_SECONDS
from human_handoff_channels.liveperson.settings import LivePersonSettings
from simulation import figures
from tests import ROOT
from tests.state_stores.counting import CountingStore


def test_a_transfer_needs_so_many_commands() -> None:
    store = CountingStore()
    records = TransferRecords(store)
    assert records.claim("transfer/1", "request", "desk/human", 10).is_ours
    records.finish("transfer/1", "request", "desk/human", "requested")

    assert store.commands == figures.TRANSFER_COMMANDS.value


def test_a_desk_has_so_many_threads() -> None:
    assert BlockingCalls.__init__.__defaults__ == (int(figures.THREADS.value),)


def test_cms_presence_is_asked_so_often_however_many_customers_ask() -> None:
    assert CM.fresh_for is not None
    assert timedelta(minutes=1) / CM.fresh_for == figures.PRESENCE_CALLS.value


def test_records_and_results_are_kept_so_long() -> None:
    assert figures.KEPT_MINUTES.value == RECORD_SECONDS / 60
    assert figures.KEPT_MINUTES.value == CONVERSATION_SECONDS / 60
    kept = {
        WebhookSettings: figures.RESULT_MINUTES,
        LivePersonSettings: figures.LIVEPERSON_RESULT_MINUTES,
    }
    for model, figure in kept.items():
        assert model.__fields__["remember_minutes"].default == figure.value


def test_every_figure_is_used() -> None:
    names = set()
    for path in (ROOT / "simulation").glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        names |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}

    assert set(figures.all_figures()) <= names
