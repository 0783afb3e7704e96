"""The Compose file and the manifests, against their public schemas, without a network."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scripts.steps import SDK
from tests.deploy.files import DEPLOY, KUBERNETES, documents

PROGRAMS = Path(SDK).parent
MANIFESTS = sorted(path for path in KUBERNETES.rglob("*.yaml") if path.name != "kustomization.yaml")
# A program that wanted to download a schema would fail here.
OFFLINE = {**os.environ, "HTTPS_PROXY": "http://127.0.0.1:9", "HTTP_PROXY": "http://127.0.0.1:9"}


def checked(program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [PROGRAMS / program, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=OFFLINE)


def check_compose(path: Path) -> subprocess.CompletedProcess[str]:
    return checked("check-jsonschema", "--builtin-schema", "vendor.compose-spec", path)


def check_manifest(path: Path) -> subprocess.CompletedProcess[str]:
    return checked("kubernetes-validate", "--strict", path)


def test_the_compose_file_is_valid() -> None:
    result = check_compose(DEPLOY / "compose.yaml")

    assert result.returncode == 0, result.stdout


def test_a_compose_file_with_an_unknown_setting_would_be_refused(tmp_path: Path) -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "compose.yaml"
    wrong.write_text(text.replace("read_only:", "readonly:"), encoding="utf-8")

    assert check_compose(wrong).returncode != 0


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_manifest_is_valid(path: Path) -> None:
    result = check_manifest(path)

    assert result.returncode == 0, result.stdout
    assert result.stdout.count(" passed for resource ") == len(documents(path)), result.stdout


def test_a_manifest_with_an_unknown_setting_would_be_refused(tmp_path: Path) -> None:
    text = (KUBERNETES / "base" / "rasa.yaml").read_text(encoding="utf-8")
    wrong = tmp_path / "rasa.yaml"
    wrong.write_text(text.replace("readinessProbe:", "readynessProbe:"), encoding="utf-8")

    assert check_manifest(wrong).returncode != 0


def test_the_values_for_the_chart_make_a_valid_pod(tmp_path: Path) -> None:
    values = documents(DEPLOY / "rasa-chart-values.yaml")[0]
    same = ("args", "livenessProbe", "readinessProbe", "resources", "securityContext")
    container = {
        "name": "rasa-oss",
        "image": "{repository}:{tag}".format(**values["image"]),
        "env": values["extraEnv"],
        "ports": [{"name": "http", "containerPort": 5005}],
        "volumeMounts": values["volumeMounts"],
        **{name: values[name] for name in same},
    }
    pod = {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": "rasa", "labels": values["podLabels"]},
        "spec": {
            "securityContext": values["podSecurityContext"],
            "containers": [container],
            "volumes": values["volumes"],
        },
    }
    path = tmp_path / "pod.yaml"
    with path.open("w", encoding="utf-8") as file:
        YAML(typ="safe", pure=True).dump(pod, file)

    result = check_manifest(path)

    assert result.returncode == 0, result.stdout
