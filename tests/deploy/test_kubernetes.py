"""What the manifests refer to exists: pods, ports, keys, files. And pods may do little."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.deploy.files import (
    DEPLOY,
    KUBERNETES,
    OVERLAYS,
    documents,
    kustomized,
    names_in_env_file,
    pod_templates,
)

KUSTOMIZATIONS = sorted(path.parent for path in DEPLOY.rglob("kustomization.yaml"))
EXAMPLE = kustomized(KUBERNETES / "example")
TEMPLATES = pod_templates(EXAMPLE)
CHART = documents(DEPLOY / "rasa-chart-values.yaml")[0]
# README's table of the Secrets: name, then the keys.
SECRETS = dict(
    re.findall(
        r"^\| `([\w-]+)` \| (.*?) \|", (DEPLOY / "README.md").read_text(encoding="utf-8"), re.M
    )
)


def labels_of(pods: dict[str, Any]) -> list[dict[str, str]]:
    return [template["metadata"]["labels"] for template in pods.values()]


def selects(selector: Any, labels: dict[str, str]) -> bool:
    wanted = selector.get("matchLabels", {})
    rules = selector.get("matchExpressions", ())
    assert all(rule["operator"] == "In" for rule in rules), "only In is understood here"
    return wanted.items() <= labels.items() and all(
        labels.get(rule["key"]) in rule["values"] for rule in rules
    )


def selected(selector: Any, pods: dict[str, Any] = TEMPLATES) -> list[str]:
    return [name for name, pod in pods.items() if selects(selector, pod["metadata"]["labels"])]


def container_ports(name: str) -> dict[str, int]:
    containers = TEMPLATES[name]["spec"]["containers"]
    return {port["name"]: port["containerPort"] for each in containers for port in each["ports"]}


def secret_keys(name: str) -> set[str]:
    """Return the keys that README tells to create; an env file's are those of its example."""
    keys = SECRETS[name]
    if f"`{name}.env`" in keys:
        return names_in_env_file(DEPLOY / f"{name}.env.example")
    return set(re.findall(r"`([\w.]+)`", keys))


# Kustomize


@pytest.mark.parametrize("folder", KUSTOMIZATIONS, ids=lambda path: path.name)
def test_a_kustomization_lists_every_file_of_its_folder(folder: Path) -> None:
    kustomization = documents(folder / "kustomization.yaml")[0]
    generated = kustomization.get("configMapGenerator", ())
    listed = [
        *kustomization.get("resources", ()),
        *(name for generator in generated for name in generator["files"]),
    ]
    files = {path.name for path in folder.iterdir()} - {"kustomization.yaml"}

    assert files <= set(listed)
    for name in listed:
        assert (folder / name).exists(), name
    assert set(kustomization) <= {
        *("apiVersion", "kind", "namespace", "resources", "configMapGenerator"),
        *("labels", "images", "patches"),
    }


@pytest.mark.parametrize("overlay", OVERLAYS)
def test_a_patch_is_for_an_object_that_exists(overlay: str) -> None:
    base = kustomized(KUBERNETES / "base").objects
    existing = {(each["kind"], each["metadata"]["name"]) for each in base}
    patches = documents(KUBERNETES / overlay / "kustomization.yaml")[0]["patches"]

    for patch in patches:
        found = re.findall(r"kind: (\w+).*?name: ([\w-]+)", str(patch).replace("'", ""))
        target = patch.get("target", {})
        assert {*found, (target.get("kind"), target.get("name"))} & existing, patch


def test_where_the_chart_runs_rasa_the_base_does_not() -> None:
    with_chart = kustomized(KUBERNETES / "with-rasa-chart")

    assert set(pod_templates(with_chart)) == {"action-server", "refresh"}
    assert [each["metadata"]["name"] for each in with_chart.of_kind("Service")] == ["action-server"]


def test_the_images_that_are_built_get_their_tag_from_the_kustomization() -> None:
    listed = documents(KUBERNETES / "base" / "kustomization.yaml")[0]["images"]
    used = {each["image"] for pod in TEMPLATES.values() for each in pod["spec"]["containers"]}

    assert {image["name"] for image in listed} == {image for image in used if ":" not in image}
    assert all(re.search(r":\d+(\.\d+)+", image) for image in used if ":" in image)


# Selectors, ports, names


def test_every_workload_selects_its_own_pods() -> None:
    for workload in EXAMPLE.of_kind("Deployment", "StatefulSet"):
        name = workload["metadata"]["name"]

        assert selected(workload["spec"]["selector"]) == [name]
        for spread in TEMPLATES[name]["spec"].get("topologySpreadConstraints", ()):
            assert selected(spread["labelSelector"]) == [name]


def test_every_service_finds_its_pods_and_their_port() -> None:
    for service in EXAMPLE.of_kind("Service"):
        name = service["metadata"]["name"]

        assert selected({"matchLabels": service["spec"]["selector"]}) == [name]
        for port in service["spec"]["ports"]:
            assert container_ports(name)[port["targetPort"]] == port["port"]


def test_the_ingress_names_a_service_and_its_port() -> None:
    services = {each["metadata"]["name"]: each["spec"] for each in EXAMPLE.of_kind("Service")}
    (ingress,) = EXAMPLE.of_kind("Ingress")

    for rule in ingress["spec"]["rules"]:
        for path in rule["http"]["paths"]:
            backend = path["backend"]["service"]
            ports = {port["name"] for port in services[backend["name"]]["ports"]}
            assert backend["port"]["name"] in ports


@pytest.mark.parametrize("kind", ["PodDisruptionBudget", "HorizontalPodAutoscaler"])
def test_every_deployment_has_a_budget_and_an_autoscaler(kind: str) -> None:
    deployments = EXAMPLE.of_kind("Deployment")
    names = {each["metadata"]["name"] for each in deployments}
    about = [each["spec"] for each in EXAMPLE.of_kind(kind)]

    if kind == "PodDisruptionBudget":
        found = [name for spec in about for name in selected(spec["selector"])]
    else:
        found = [spec["scaleTargetRef"]["name"] for spec in about]
        assert all(spec["minReplicas"] >= 2 for spec in about)
        # Each `kubectl apply` would set what the autoscaler has changed.
        assert all("replicas" not in each["spec"] for each in deployments)
    assert sorted(found) == sorted(names)


def network_rules(policy: Any) -> list[tuple[list[str], list[str], set[int]]]:
    """Return who may talk to whom on which ports, within the cluster, by one policy."""
    spec, found = policy["spec"], []
    for direction, peers in (("ingress", "from"), ("egress", "to")):
        for rule in spec.get(direction, ()):
            inside = [peer for peer in rule[peers] if set(peer) == {"podSelector"}]
            others = [name for peer in inside for name in selected(peer["podSelector"])]
            own = selected(spec["podSelector"])
            pair = (others, own) if direction == "ingress" else (own, others)
            ports = {port["port"] for port in rule["ports"]}
            if inside:
                assert all(pair), policy["metadata"]["name"]
                found.append((*pair, ports))
    return found


def test_every_connection_that_a_policy_names_has_pods_at_both_ends_and_a_port() -> None:
    policies = EXAMPLE.of_kind("NetworkPolicy")

    for policy in policies:
        for _, targets, ports in network_rules(policy):
            for name in targets:
                assert ports <= set(container_ports(name).values()), policy["metadata"]["name"]
    assert sum(len(network_rules(policy)) for policy in policies) == 6


def test_a_connection_is_allowed_at_both_ends_or_at_none() -> None:
    allowed: dict[str, set[tuple[str, str, int]]] = {"Ingress": set(), "Egress": set()}
    for policy in EXAMPLE.of_kind("NetworkPolicy"):
        types = policy["spec"]["policyTypes"]
        for sources, targets, ports in network_rules(policy):
            own = selected(policy["spec"]["podSelector"])
            ends = [end for end in types if own == (targets if end == "Ingress" else sources)]
            for end in ends:
                allowed[end] |= {(a, b, port) for a in sources for b in targets for port in ports}

    assert allowed["Ingress"] == allowed["Egress"]
    assert ("rasa", "action-server", 5055) in allowed["Ingress"]


def test_what_no_policy_allows_is_denied() -> None:
    (deny,) = (p for p in EXAMPLE.of_kind("NetworkPolicy") if p["metadata"]["name"] == "deny-all")

    assert deny["spec"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_the_policies_and_the_budget_find_the_pods_of_the_chart() -> None:
    pods = {"rasa": {"metadata": {"labels": CHART["podLabels"]}}}
    chart = kustomized(KUBERNETES / "with-rasa-chart")
    policies = {each["metadata"]["name"]: each for each in chart.of_kind("NetworkPolicy")}
    budgets = {each["metadata"]["name"]: each for each in chart.of_kind("PodDisruptionBudget")}

    for found in (policies["rasa"]["spec"]["podSelector"], budgets["rasa"]["spec"]["selector"]):
        assert selected(found, pods) == ["rasa"]


# Keys and volumes


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_secret_that_is_referred_to_is_one_that_readme_tells_to_create(name: str) -> None:
    for container in TEMPLATES[name]["spec"]["containers"]:
        for source in container.get("envFrom", ()):
            assert secret_keys(source["secretRef"]["name"])
        for variable in container.get("env", ()):
            if "valueFrom" in variable:  # else it is made of another one
                reference = variable["valueFrom"]["secretKeyRef"]
                assert reference["key"] in secret_keys(reference["name"])


def test_every_secret_of_the_chart_and_of_the_ingress_is_one_that_readme_tells_to_create() -> None:
    for variable in CHART["extraEnv"]:
        if "valueFrom" not in variable:  # it is made of another one
            continue
        reference = variable["valueFrom"]["secretKeyRef"]
        assert reference["key"] in secret_keys(reference["name"])
    for ingress in EXAMPLE.of_kind("Ingress"):
        for tls in ingress["spec"]["tls"]:
            assert secret_keys(tls["secretName"]) == {"tls.crt", "tls.key"}


def test_no_file_holds_a_secret() -> None:
    assert EXAMPLE.of_kind("Secret", "ConfigMap") == []
    for folder in KUSTOMIZATIONS:
        assert "secretGenerator" not in documents(folder / "kustomization.yaml")[0]


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_mount_is_a_volume_and_every_file_a_key_of_its_config_map(name: str) -> None:
    pod = TEMPLATES[name]["spec"]
    volumes = {volume["name"]: volume for volume in pod.get("volumes", ())}
    (maker,) = (
        each
        for each in EXAMPLE.of_kind("Deployment", "StatefulSet", "CronJob")
        if each["metadata"]["name"] == name
    )
    claims = {c["metadata"]["name"] for c in maker["spec"].get("volumeClaimTemplates", ())}
    mounted = {mount["name"] for each in pod["containers"] for mount in each["volumeMounts"]}

    assert mounted == {*volumes, *claims}
    for container in pod["containers"]:
        for mount in container["volumeMounts"]:
            volume = volumes.get(mount["name"], {})
            if "configMap" in volume:
                assert mount["subPath"] in EXAMPLE.config_maps[volume["configMap"]["name"]]
                assert mount["mountPath"].endswith(f"/{mount['subPath']}")
                assert mount["readOnly"]
            else:
                assert "emptyDir" in volume or mount["name"] in claims


def test_every_config_map_is_used() -> None:
    volumes = [volume for pod in TEMPLATES.values() for volume in pod["spec"]["volumes"]]
    used = {volume["configMap"]["name"] for volume in volumes if "configMap" in volume}

    assert used == set(EXAMPLE.config_maps)


# What a pod may do


@pytest.mark.parametrize("name", [*TEMPLATES, "chart"])
def test_a_pod_may_do_no_more_than_it_needs(name: str) -> None:
    if name == "chart":
        pod = {**CHART, "securityContext": CHART["podSecurityContext"], "containers": [CHART]}
    else:
        pod = TEMPLATES[name]["spec"]
        assert pod["automountServiceAccountToken"] is False
        # Else Kubernetes sets REDIS_PORT, POSTGRESQL_PORT and the like.
        assert pod["enableServiceLinks"] is False
    assert pod["securityContext"]["runAsNonRoot"]
    assert pod["securityContext"]["runAsUser"] > 0
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in pod["containers"]:
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        for kind in ("requests", "limits"):
            assert set(container["resources"][kind]) == {"cpu", "memory"}


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name != "refresh"])
def test_a_server_has_probes(name: str) -> None:
    for container in TEMPLATES[name]["spec"]["containers"]:
        assert container["readinessProbe"]
        assert container["livenessProbe"]


def test_who_is_on_shift_is_asked_before_the_last_answer_is_too_old() -> None:
    (job,) = EXAMPLE.of_kind("CronJob")
    (minutes,) = re.findall(r"^\*/(\d+) \* \* \* \*$", job["spec"]["schedule"])
    settings = documents(DEPLOY / "configuration" / "human_handoff.yml")[0]

    assert int(minutes) < settings["shift_cache"]["fresh_minutes"]
    assert job["spec"]["jobTemplate"]["spec"]["activeDeadlineSeconds"] < int(minutes) * 60
