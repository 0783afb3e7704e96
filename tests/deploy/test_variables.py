"""Every environment variable that is set is read by somebody, and every one that is read is set."""

from __future__ import annotations

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests import ROOT
from tests.deploy.containers import CONFIGURATION, Container, all_containers
from tests.deploy.files import DEPLOY, names_in_env_file, variables_in

CONTAINERS = all_containers()
# The packages of the images that read variables of their own, and our own code.
READERS = ("rasa", "rasa_sdk", "matplotlib")
OURS = ("actions", "human_handoff_channels")
# https://hub.docker.com/_/postgres, "Environment Variables".
POSTGRES = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD", "PGDATA"}
# https://docs.python.org/3/using/cmdline.html#environment-variables, and the shell's own.
PYTHON = {"PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "PATH", "HOME"}
SECRETS = re.compile(r"PASSWORD|TOKEN|SECRET|KEY|LOGIN_NAME|STATE_URL")


@cache
def source_code() -> str:
    """Return the source of everything that might read a variable."""
    folders = [ROOT / name for name in OURS]
    for name in READERS:
        spec = find_spec(name)
        assert spec is not None, name
        folders.append(Path(str(spec.origin)).parent)
    paths = [path for folder in folders for path in folder.rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8", errors="replace") for path in paths)


def readers_of(name: str, container: Container) -> list[str]:
    """Return who reads a variable of a container."""
    files = [str(path.name) for path in container.files.values() if name in variables_in(path)]
    others = [key for key, value in container.variables.items() if f"$({name})" in value]
    shell = ["its command"] if f"${name}" in container.command else []
    image = ["PostgreSQL"] if container.image == "postgres" and name in POSTGRES else []
    python = ["Python"] if container.stage and name in PYTHON else []
    code = ["code"] if container.stage and f'"{name}"' in source_code() else []
    return [*files, *others, *shell, *image, *python, *code]


def test_containers_of_every_way_to_deploy_are_found() -> None:
    names = {container.name for container in CONTAINERS}

    assert {"compose/rasa-2", "compose/redis", "kubernetes/refresh", "chart/rasa"} <= names
    assert {container.stage for container in CONTAINERS} == {"action-server", "rasa", None}


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.name)
def test_every_variable_that_is_set_is_read(container: Container) -> None:
    unread = [name for name in container.all_variables if not readers_of(name, container)]

    assert unread == []


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.name)
def test_every_variable_that_a_mounted_file_refers_to_is_set(container: Container) -> None:
    referred = {name for path in container.files.values() for name in variables_in(path)}

    assert referred <= set(container.variables)


@pytest.mark.parametrize("container", CONTAINERS, ids=lambda container: container.name)
def test_no_secret_has_a_value(container: Container) -> None:
    # "" comes from a Secret or an *.env file; a reference in the value names another variable.
    for name, value in container.all_variables.items():
        if SECRETS.search(name):
            assert value == "" or "${" in value or "$(" in value, name


@pytest.mark.parametrize("name", ["action-server", "rasa"])
def test_the_example_of_an_env_file_has_no_values_and_no_more_than_is_needed(name: str) -> None:
    path = DEPLOY / f"{name}.env.example"
    configuration = {"action-server": "human_handoff.yml", "rasa": "credentials.yml"}[name]
    of_compose = {"HUMAN_HANDOFF_STATE_URL"}

    assert names_in_env_file(path) == variables_in(CONFIGURATION / configuration) - of_compose
    assert re.search(r"=.", path.read_text(encoding="utf-8")) is None


def test_git_ignores_the_files_with_the_secrets() -> None:
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()

    assert {"deploy/*.env", ".env"} <= set(ignored)
