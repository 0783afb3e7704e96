"""The services of the Compose file: little rights, and a start in the right order."""

from __future__ import annotations

from typing import Any

import pytest

from tests.deploy.files import DEPLOY, documents

COMPOSE = documents(DEPLOY / "compose.yaml")[0]
SERVICES: dict[str, Any] = COMPOSE["services"]
# They serve nobody, so there is nothing to ask.
WITHOUT_HEALTH = {"refresh"}
# Our own images, which have a user and a HEALTHCHECK.
BUILT = {
    name for name, service in SERVICES.items() if service["image"].startswith("human-handoff/")
}


def test_there_are_two_of_each_server() -> None:
    for kind in ("rasa", "action-server"):
        first, second = SERVICES[f"{kind}-1"], SERVICES[f"{kind}-2"]
        assert first == second


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_no_more_than_it_needs(name: str) -> None:
    service = SERVICES[name]

    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in service
    assert name in BUILT or int(service["user"].partition(":")[0]) > 0
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}
    assert service["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_has_a_health_check_and_waits_for_the_health_of_others(name: str) -> None:
    service = SERVICES[name]

    if name in WITHOUT_HEALTH:
        assert service["healthcheck"] == {"disable": True}
    else:
        assert name in BUILT or service["healthcheck"]["test"]
    for other, condition in service.get("depends_on", {}).items():
        assert condition == {"condition": "service_healthy"}
        assert other not in WITHOUT_HEALTH
        assert set(service["networks"]) & set(SERVICES[other]["networks"])


def test_the_stores_have_no_way_out_and_nothing_but_nginx_is_reached_from_outside() -> None:
    assert COMPOSE["networks"]["data"] == {"internal": True}
    for name in ("redis", "postgresql"):
        assert SERVICES[name]["networks"] == ["data"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["nginx"]["ports"])


def test_every_volume_and_every_file_that_is_mounted_exists() -> None:
    used = set()
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.partition(":")[0]
            if source.startswith("./"):
                assert (DEPLOY / source).is_file(), source
                assert volume.endswith(":ro")
            else:
                used.add(source)

    assert used == set(COMPOSE["volumes"])


def test_every_version_is_pinned() -> None:
    for service in SERVICES.values():
        assert service["image"].partition(":")[2].partition("-")[0].count(".") >= 1


def test_our_own_images_are_never_looked_for_on_docker_hub() -> None:
    own = {name for name, service in SERVICES.items() if service.get("pull_policy") == "never"}

    assert own == BUILT
    assert len(own) == 5
