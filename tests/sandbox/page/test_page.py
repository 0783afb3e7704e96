"""The page that control serves: its files, and nothing else."""

from pathlib import Path

import pytest

from sandbox import page
from tests.sandbox.driver import Driver


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The page's folder, with a file of each kind and some that are none of its."""
    folder = tmp_path / "page"
    folder.mkdir()
    for name in ("index.html", "main.js", "page.css", "mark.svg", "secret.py", ".hidden"):
        (folder / name).write_text(f"this is {name}")
    (folder / "inner.js").mkdir()
    (tmp_path / "outside.js").write_text("outside")
    monkeypatch.setattr(page, "FOLDER", folder)
    return folder


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page/index.html", "index.html", "text/html; charset=utf-8"),
        ("/page/main.js", "main.js", "text/javascript; charset=utf-8"),
        ("/page/page.css", "page.css", "text/css; charset=utf-8"),
        ("/page/mark.svg", "mark.svg", "image/svg+xml"),
    ],
)
def test_each_file_has_its_kind_and_may_load_nothing_from_elsewhere(
    control: Driver, folder: Path, path: str, name: str, kind: str
) -> None:
    answer = control.raw("control", "GET", path)

    assert (answer.status_code, answer.text) == (200, f"this is {name}")
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-cache"
    assert answer.headers["x-content-type-options"] == "nosniff"
    policy = answer.headers["content-security-policy"]
    allowed = {word for rule in policy.split("; ") for word in rule.split()[1:]}
    assert policy.startswith("default-src 'self'; ")
    assert allowed == {"'self'", "'none'"}


@pytest.mark.parametrize(
    "path",
    [
        "/page/secret.py",
        "/page/.hidden",
        "/page/none.js",
        "/page/inner.js",
        "/page/",
        "/page/../outside.js",
        "/page/%2e%2e/outside.js",
        "/page/..%2foutside.js",
        "/page/%2e%2e%2foutside.js",
        "/page/..%5coutside.js",
        "/page//etc/passwd",
        "/page/main.js%00",
    ],
)
def test_no_path_leads_to_anything_else(control: Driver, folder: Path, path: str) -> None:
    assert control.raw("control", "GET", path).status_code == 404


def test_a_file_that_has_changed_is_served_as_it_is_now(control: Driver, folder: Path) -> None:
    control.raw("control", "GET", "/page/main.js")
    (folder / "main.js").write_text("new")

    assert control.raw("control", "GET", "/page/main.js").text == "new"


def test_a_page_that_is_not_there_is_a_404_and_control_goes_on(
    control: Driver, folder: Path
) -> None:
    (folder / "index.html").unlink()

    assert control.raw("control", "GET", "/").status_code == 404
    assert control.raw("control", "GET", "/urls").status_code == 200
