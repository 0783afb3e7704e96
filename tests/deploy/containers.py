"""The containers of the Compose file, of the manifests and of the chart, in one form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from tempfile import gettempdir
from typing import Any

from tests.deploy.files import (
    DEPLOY,
    KUBERNETES,
    Manifests,
    dockerfile,
    documents,
    kustomized,
    names_in_env_file,
    pod_templates,
)

CONFIGURATION = DEPLOY / "configuration"
# Rasa opens it, and there is no Redis.
STATE_URL = f"sqlite:///{gettempdir()}/human_handoff_of_a_deployment.db"
# The images of the Dockerfile, by the end of their names.
STAGES = {"human-handoff/action-server": "action-server", "human-handoff/rasa": "rasa"}


@dataclass(frozen=True)
class Container:
    """One container.

    Attributes:
        name: Where it is from, and its name there.
        image: The image without its tag.
        variables: The environment variables that are set, with their values; an unknown one is "".
        files: Path in the container → the file in `deploy/` that is mounted there.
        command: Everything that is run in it, as one text: the command and its checks.
    """

    name: str
    image: str
    variables: dict[str, str]
    files: dict[str, Path]
    command: str

    @property
    def stage(self) -> str | None:
        """The stage of the Dockerfile that makes the image; None for an image of others."""
        return STAGES.get(self.image)

    @property
    def all_variables(self) -> dict[str, str]:
        """The variables with those of the image."""
        return {**image_variables(self.stage), **self.variables} if self.stage else self.variables


def value_for_a_test(name: str) -> str:
    """Return a value that the readers of the settings accept for a variable."""
    known = {"HUMAN_HANDOFF_STATE_URL": STATE_URL, "LIVEPERSON_ACCOUNT": "12345678"}
    return known.get(name) or f"{name.lower().replace('_', '-')}-of-a-test"


def image_variables(stage: str) -> dict[str, str]:
    """Return the variables that a stage of the Dockerfile sets."""
    texts = [text for instruction, text in dockerfile()[stage] if instruction == "ENV"]
    return {name: value for text in texts for name, value in re.findall(r"(\w+)=(\S+)", text)}


def all_containers() -> list[Container]:
    """Return every container of every way to deploy."""
    kubernetes = [*kustomized(KUBERNETES / "example").objects]
    assert kubernetes
    example = kubernetes_containers(kustomized(KUBERNETES / "example"))
    return [*compose_containers(), *example, chart_container()]


def compose_containers() -> list[Container]:
    """Return the containers of the Compose file."""
    services = documents(DEPLOY / "compose.yaml")[0]["services"]
    return [_of_compose(name, service) for name, service in services.items()]


def _of_compose(name: str, service: Any) -> Container:
    variables = {key: str(value) for key, value in service.get("environment", {}).items()}
    for file in service.get("env_file", ()):
        variables |= dict.fromkeys(names_in_env_file(DEPLOY / f"{file}.example"), "")
    mounts = [volume.split(":") for volume in service.get("volumes", ())]
    files = {where: DEPLOY / what for what, where, *_ in mounts if what.startswith("./")}
    run = [*_words(service.get("command")), *_words(service["healthcheck"].get("test"))
           ] if "healthcheck" in service else _words(service.get("command"))  # fmt: skip
    image = service["image"].partition(":")[0]
    # In the Compose file a variable of the container's shell is written with two dollar signs.
    return Container(f"compose/{name}", image, variables, files, " ".join(run).replace("$$", "$"))


def kubernetes_containers(manifests: Manifests) -> list[Container]:
    """Return the containers of a kustomization."""
    return [
        _of_pod(f"kubernetes/{name}", template["spec"], container, manifests)
        for name, template in pod_templates(manifests).items()
        for container in template["spec"]["containers"]
    ]


def _of_pod(name: str, pod: Any, container: Any, manifests: Manifests) -> Container:
    variables = {each["name"]: str(each.get("value", "")) for each in container.get("env", ())}
    for source in container.get("envFrom", ()):
        file = DEPLOY / f"{source['secretRef']['name']}.env.example"
        variables |= dict.fromkeys(names_in_env_file(file), "")
    of_volume = {
        volume["name"]: manifests.config_maps[volume["configMap"]["name"]]
        for volume in pod["volumes"]
        if "configMap" in volume
    }
    files = {
        mount["mountPath"]: of_volume[mount["name"]][mount["subPath"]]
        for mount in container["volumeMounts"]
        if mount["name"] in of_volume
    }
    probes = [container.get(f"{kind}Probe", {}) for kind in ("startup", "readiness", "liveness")]
    run = [*_words(container.get("command")), *(
        word for probe in probes for word in _words(probe.get("exec", {}).get("command"))
    )]  # fmt: skip
    return Container(name, container["image"].partition(":")[0], variables, files, " ".join(run))


def chart_container() -> Container:
    """Return the Rasa server of the chart; what the chart writes is the same as our files."""
    values = documents(DEPLOY / "rasa-chart-values.yaml")[0]
    variables = {each["name"]: str(each.get("value", "")) for each in values["extraEnv"]}
    files = {f"/app/{name}": CONFIGURATION / name for name in ("credentials.yml", "endpoints.yml")}
    return Container("chart/rasa", values["image"]["repository"], variables, files, "")


def _words(command: Any) -> list[str]:
    return [] if command is None else [str(word) for word in command]
