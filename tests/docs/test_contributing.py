"""CONTRIBUTING's tree, drawings and tables, compared with the repository."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import tomli

from actions.human_handoff.vendors import DESKS
from tests import ROOT
from tests.docs.documents import blocks, read, rows, section

DOCUMENT = "CONTRIBUTING.md"
PLUGIN = "actions/human_handoff"
ROOTS = (
    *("actions", "human_handoff_channels", "human_handoff_nlu", "sandbox", "demo", "benchmarks"),
    *("understanding", "scripts", "tests"),
)


def layout() -> dict[str, list[str]]:
    """Return the lines about each folder in the tree, by path; the first is its role."""
    found: dict[str, list[str]] = {}
    parents: list[str] = []
    for indent, name, text in re.findall(
        r"^( *)(?:([\w./-]+)/ +)?(\S.*)$", blocks(DOCUMENT)[0].text, re.M
    ):
        if name:
            parents[len(indent) // 2 :] = [name]
        found.setdefault("/".join(parents), []).append(text)
    return found


def is_shown(package: Path) -> bool:
    """Tell whether the tree shows a package: not one vendor's, and of the tests only the areas."""
    parts = package.relative_to(ROOT).parts
    deepest = 2 if parts[0] == "tests" else 3
    return not set(parts) & set(DESKS) and len(parts) <= deepest and package != ROOT / "actions"


def test_the_layout_in_contributing_has_every_module() -> None:
    existing = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / PLUGIN).rglob("*.py")
        if path.name != "__init__.py" and "vendors" not in path.parts
    }
    shown = {
        f"{folder}/{name}"
        for folder, lines in layout().items()
        if folder.startswith(PLUGIN)
        for name in re.findall(r"\b\w+\.py\b", " ".join(lines))
    }

    assert shown == existing


def test_the_layout_has_every_folder_with_its_role() -> None:
    packages = {init.parent for root in ROOTS for init in (ROOT / root).rglob("__init__.py")}
    expected = {path.relative_to(ROOT).as_posix() for path in packages if is_shown(path)}
    ignored = {line.strip("/") for line in read(".gitignore").splitlines() if line.endswith("/")}
    tops = {path.name for path in ROOT.iterdir() if path.is_dir()} - ignored - {"actions"}
    roles = {path: role for path, (role, *_) in layout().items()}

    assert set(roles) >= expected | {name for name in tops if not name.startswith(".")}
    for path, role in roles.items():
        init = ROOT / path / "__init__.py"
        doc = ast.get_docstring(ast.parse(read(f"{path}/__init__.py"))) if init.exists() else None
        assert (ROOT / path).is_dir(), path
        assert doc is None or role == doc.splitlines()[0].rstrip("."), path


def title(contract: dict[str, Any]) -> str:
    """Return what a contract is about: one package, or the same package of every vendor."""
    first, *others = contract["containers"]
    return f"{first.rpartition('.')[0]}.<vendor>" if others else str(first)


def drawing(contract: dict[str, Any]) -> str:
    """Return the drawing of a contract's layers, as CONTRIBUTING must show it."""
    boxes = [re.sub(r" [:|] ", " · ", layer) for layer in contract["layers"]]
    first, *others = [f'layer{number}["{box}"]' for number, box in enumerate(boxes)]
    arrows = [f"  layer{number} --> {box}" for number, box in enumerate(others)]
    return "\n".join(["flowchart TD", f"  {first}", *arrows])


def test_the_drawings_of_the_imports_are_the_contracts_of_import_linter() -> None:
    contracts = tomli.loads(read("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    layered = [contract for contract in contracts if contract["type"] == "layers"]
    text = section(DOCUMENT, "Imports")
    shown = dict(re.findall(r"^`([\w.<>]+)`:\n\n```mermaid\n(.*?)\n```$", text, re.M | re.S))

    assert shown == {title(contract): drawing(contract) for contract in layered}
    assert {"actions.human_handoff", "human_handoff_channels", "sandbox"} <= set(shown)


@pytest.mark.parametrize("heading", ["Where a vendor lives", "Where do I put …"])
def test_every_path_of_the_tables_exists(heading: str) -> None:
    places = [place for _, *cells in rows(section(DOCUMENT, heading)) for place in cells]
    paths = [path for place in places for path in re.findall(r"`([\w<>./-]+/[\w<>./-]*)`", place)]

    assert len(paths) > len(DESKS)
    for path in paths:
        for vendor in DESKS:
            assert (ROOT / path.replace("<vendor>", vendor)).exists(), path


def test_the_files_with_the_same_role_have_the_same_name_at_every_vendor() -> None:
    for _, folder, files in rows(section(DOCUMENT, "Where a vendor lives"))[1:5]:
        always, _, sometimes = files.partition("where the vendor needs them")
        for vendor in DESKS:
            home = ROOT / folder.strip("`").replace("<vendor>", vendor)
            for name in re.findall(r"`(\w+\.(?:py|md))`", always):
                assert (home / name).is_file(), home / name
        for name in re.findall(r"`(\w+\.\w+)`", sometimes):
            assert list(ROOT.glob(f"{folder.strip('`').replace('<vendor>', '*')}{name}")), name
