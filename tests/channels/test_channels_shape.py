"""The shape of the channels: who imports what, how long a module is."""

import ast
import re

from tests import ROOT

PACKAGE = ROOT / "human_handoff_channels"
MODULES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}


def test_only_one_module_knows_the_plugin_and_all_import_themselves_relatively():
    own = re.compile(r"^\s*(from|import) (sandbox|tests|rasa_sdk)\b", re.M)
    plugin = re.compile(r"\bimport_module\b|^\s*(from|import) actions\b|\"actions\.", re.M)

    assert len(MODULES) > 10
    assert {name for name, source in MODULES.items() if own.search(source)} == set()
    assert {name for name, source in MODULES.items() if plugin.search(source)} == {"plugin.py"}


def test_no_module_is_longer_than_200_lines():
    assert {name for name, source in MODULES.items() if len(source.splitlines()) > 200} == set()


def test_every_module_says_in_a_docstring_what_it_is():
    assert {n for n, source in MODULES.items() if not ast.get_docstring(ast.parse(source))} == set()


def test_only_the_keys_speak_http_and_off_the_loop():
    users = {
        name for name, source in MODULES.items() if re.search(r"^import requests", source, re.M)
    }

    assert users == {"liveperson/jwks.py"}
    assert "asyncio.to_thread(_keys_at" in MODULES["liveperson/jwks.py"]
