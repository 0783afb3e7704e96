"""What is missing on the machine is said in one sentence with the command that installs it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cluster import programs
from tests import ROOT
from tests.unit.cases import cases

COMMAND = "apt install nginx postgresql redis-server"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(programs, "SYSTEM", str(tmp_path))
    monkeypatch.setattr(programs, "POSTGRESQL", tmp_path / "postgresql")
    return tmp_path


def install(folder: Path, *names: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch(mode=0o755)


@cases(
    "names sentence",
    {
        "all": ([], f"nginx, PostgreSQL and Redis are missing: {COMMAND}"),
        "two": (["nginx"], f"PostgreSQL and Redis are missing: {COMMAND}"),
        "one": (["nginx", "redis-server", "initdb"], f"PostgreSQL is missing: {COMMAND}"),
        "none": (["nginx", "redis-server", "initdb", "postgres", "pg_isready"], None),
    },
)
def test_everything_that_is_missing_is_named(
    installed: Path, names: list[str], sentence: str | None
) -> None:
    install(installed, *names)

    assert programs.missing_programs() == sentence


def test_who_needs_only_some_of_them_hears_only_of_these(installed: Path) -> None:
    assert programs.missing_programs("Redis") == "Redis is missing: apt install redis-server"
    sentence = "nginx and Redis are missing: apt install nginx redis-server"
    assert programs.missing_programs("nginx", "Redis") == sentence

    install(installed, "nginx", "redis-server")
    assert programs.missing_programs("nginx", "Redis") is None


def test_the_newest_postgresql_is_taken_before_any_other(installed: Path) -> None:
    install(installed, "initdb")
    for version in ("9.6", "15", "17"):
        install(installed / "postgresql" / version / "bin", "initdb")

    assert programs.program("initdb") == str(installed / "postgresql/17/bin/initdb")


def test_a_program_that_is_missing_later_is_named_too(installed: Path) -> None:
    with pytest.raises(programs.MissingProgramsError, match="nginx, PostgreSQL and Redis are"):
        programs.program("nginx")


def test_without_the_programs_the_command_ends_with_one_sentence(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from cluster import programs, __main__; "
        f"programs.SYSTEM = {str(tmp_path)!r}; programs.POSTGRESQL = Path({str(tmp_path)!r}); "
        "sys.exit(__main__.main())"
    )
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    sentence = f"nginx, PostgreSQL and Redis are missing: {COMMAND}\n"
    assert (result.returncode, result.stdout, result.stderr) == (1, "", sentence)
