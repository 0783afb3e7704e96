"""The shape of the channels: what neither import-linter nor ruff can tell."""

import ast

from tests import ROOT

PACKAGE = ROOT / "human_handoff_channels"
MODULES = {
    path.relative_to(PACKAGE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(PACKAGE.rglob("*.py"))
}


def test_only_one_module_knows_the_plugin_and_all_import_themselves_relatively():
    """import-linter does not see what is imported by its name."""
    by_name = {name for name, source in MODULES.items() if "import_module" in source}

    assert by_name == {"plugin.py"}
    assert not any("human_handoff_channels import" in source for source in MODULES.values())


def test_no_module_is_longer_than_200_lines():
    assert {name for name, source in MODULES.items() if len(source.splitlines()) > 200} == set()


def test_every_module_says_in_a_docstring_what_it_is():
    assert {n for n, source in MODULES.items() if not ast.get_docstring(ast.parse(source))} == set()
