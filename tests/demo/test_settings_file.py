"""The settings file for a running sandbox."""

from pathlib import Path

import pytest
from ruamel.yaml import YAML

from actions.human_handoff.handoff_settings.loader import load
from actions.human_handoff.vendors import DESKS
from demo.settings_file import desks_in, write_settings
from sandbox.vendors import MANIFESTS
from tests import ROOT

SERVICES = [*(service for each in MANIFESTS for service in each.services)]
SERVICES += ["actions", "tickets"]
URLS = {service: f"http://127.0.0.1:{port}" for port, service in enumerate(SERVICES, 1)}


def test_only_the_addresses_differ_from_the_bots_own(tmp_path: Path) -> None:
    target = write_settings(tmp_path / "written.yml", ROOT, URLS)

    yaml = YAML(typ="safe", pure=True)
    written, own = (yaml.load(path.read_text()) for path in (target, ROOT / "human_handoff.yml"))
    assert written["liveperson"].pop("urls") == {
        "domains": URLS["domain"],
        "escalation": URLS["escalation"],
        "context_service": URLS["context"],
    }
    assert written["cm"].pop("urls") == {"presence": URLS["presence"], "router": URLS["router"]}
    assert written["parley"].pop("urls") == {"service_api": f"{URLS['parley']}/serviceApi/v2.5"}
    for manifest in MANIFESTS:
        written[manifest.slug].pop("urls", None)
        del own[manifest.slug]["urls"]
    assert written == own
    assert load(target, {}).settings.desks == ["liveperson"]


def test_overrides_reach_into_sections(tmp_path: Path) -> None:
    target = write_settings(
        tmp_path / "written.yml",
        ROOT,
        URLS,
        shift_cache={"fresh_minutes": 0},
        liveperson={"urls": {"domains": "http://127.0.0.1:10"}},
        desks=[],
        new={"setting": "1"},
    )

    written = YAML(typ="safe", pure=True).load(target.read_text())
    assert written["shift_cache"] == {"fresh_minutes": 0, "usable_minutes": 60}
    assert written["liveperson"]["urls"]["domains"] == "http://127.0.0.1:10"
    assert written["liveperson"]["urls"]["escalation"] == URLS["escalation"]
    assert written["liveperson"]["account"] == "12345678"
    assert written["desks"] == []
    assert written["new"] == {"setting": "1"}


@pytest.mark.parametrize("desks", [["cm"], ["parley", "liveperson"], []])
def test_the_bots_desks_are_read_from_what_was_written(tmp_path: Path, desks: list[str]) -> None:
    assert desks_in(write_settings(tmp_path / "its.yml", ROOT, URLS, desks=desks)) == desks


@pytest.mark.parametrize("desk", sorted(DESKS))
def test_any_of_the_desks_can_be_the_demos(tmp_path: Path, desk: str) -> None:
    target = write_settings(tmp_path / "written.yml", ROOT, URLS, desks=[desk])

    assert list(load(target, {}).desks) == [desk]
