"""Read the files of `deploy/`: YAML, kustomizations with what they list, and the Dockerfile."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor

from tests import ROOT

DEPLOY = ROOT / "deploy"
KUBERNETES = DEPLOY / "kubernetes"
OVERLAYS = ("example", "with-rasa-chart")
PATCH_DELETES = "$patch"

_VARIABLE = re.compile(r"\$\{(\w+)\}")


class _References(SafeConstructor):
    """Leaves `${NAME}` as it is; Rasa makes every reader in its process replace it."""


_References.add_constructor("!env_var", SafeConstructor.construct_yaml_str)


def documents(path: Path) -> list[Any]:
    """Return the YAML documents of a file."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _References
    return list(yaml.load_all(path.read_text(encoding="utf-8")))


def variables_in(path: Path) -> set[str]:
    """Return the environment variables that a file of settings refers to as `${NAME}`."""
    if path.suffix != ".yml":  # nginx has variables of its own
        return set()
    lines = path.read_text(encoding="utf-8").splitlines()
    return {name for line in lines for name in _VARIABLE.findall(line.partition(" #")[0])}


def names_in_env_file(path: Path) -> set[str]:
    """Return the names of the variables in a file of lines `NAME=value`."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.partition("=")[0] for line in lines if line and not line.startswith("#")}


@dataclass(frozen=True)
class Manifests:
    """What a kustomization makes.

    Attributes:
        objects: The Kubernetes objects, after the patches that delete some of them.
        config_maps: The keys of each generated ConfigMap, with the file of each.
    """

    objects: list[Any] = field(default_factory=list)
    config_maps: dict[str, dict[str, Path]] = field(default_factory=dict)

    def of_kind(self, *kinds: str) -> list[Any]:
        """Return the objects of these kinds."""
        return [each for each in self.objects if each["kind"] in kinds]


@cache
def kustomized(folder: Path) -> Manifests:
    """Return the objects of a kustomization and of all that it lists."""
    kustomization = documents(folder / "kustomization.yaml")[0]
    made = Manifests()
    for name in kustomization.get("resources", ()):
        path = (folder / name).resolve()
        if path.is_dir():
            listed = kustomized(path)
            made.objects.extend(listed.objects)
            made.config_maps.update(listed.config_maps)
        else:
            made.objects.extend(documents(path))
    for generator in kustomization.get("configMapGenerator", ()):
        made.config_maps[generator["name"]] = {
            Path(name).name: folder / name for name in generator["files"]
        }
    deleted = [_identity(patch) for patch in _patches(kustomization) if PATCH_DELETES in patch]
    made.objects[:] = [each for each in made.objects if _identity(each) not in deleted]
    return made


def _patches(kustomization: Any) -> list[Any]:
    texts = [patch["patch"] for patch in kustomization.get("patches", ())]
    parsed = [YAML(typ="safe", pure=True).load(text) for text in texts]
    return [patch for patch in parsed if isinstance(patch, dict)]


def _identity(manifest: Any) -> tuple[str, str]:
    return manifest["kind"], manifest["metadata"]["name"]


def pod_template(manifest: Any) -> Any:
    """Return the pod template of a Deployment, a StatefulSet or a CronJob."""
    spec = manifest["spec"]
    return (spec["jobTemplate"]["spec"] if manifest["kind"] == "CronJob" else spec)["template"]


def pod_templates(manifests: Manifests) -> dict[str, Any]:
    """Return the pod templates by the names of what makes the pods."""
    makers = manifests.of_kind("Deployment", "StatefulSet", "CronJob")
    return {each["metadata"]["name"]: pod_template(each) for each in makers}


@cache
def dockerfile() -> dict[str, list[tuple[str, str]]]:
    """Return the Dockerfile's instructions by stage; those before the first stage are under ""."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), flags=re.M)
    stages: dict[str, list[tuple[str, str]]] = {"": []}
    stage = ""
    for line in text.replace("\\\n", " ").splitlines():
        instruction, _, arguments = line.strip().partition(" ")
        if instruction == "FROM":
            stage = arguments.rpartition(" AS ")[2]
            stages[stage] = []
        if instruction:
            stages[stage].append((instruction, arguments.strip()))
    return stages
