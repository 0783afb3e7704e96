"""The manifests say what the running sandbox does."""

import pytest

from sandbox import RunningSandbox
from sandbox.vendor_base.manifest import Manifest
from sandbox.vendors import MANIFESTS
from tests.sandbox.driver import Driver

each_manifest = pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda each: each.slug)


def test_control_serves_the_manifests_and_has_their_channels(control: Driver) -> None:
    assert [(manifest["slug"], manifest["title"]) for manifest in control.vendors()] == [
        (manifest.slug, manifest.title) for manifest in MANIFESTS
    ]
    assert {manifest.channel for manifest in MANIFESTS} <= {*control.setup()["channels"]}


@each_manifest
def test_faults_can_be_ordered_for_every_call_of_a_manifest(
    control: Driver, manifest: Manifest
) -> None:
    calls = {*manifest.handover_calls, *manifest.channel_calls}

    assert {manifest.shift_call, manifest.transfer_call} <= set(manifest.handover_calls)
    for call in calls:
        control.fault(call, "status")
    assert {fault["call"] for fault in control.faults()} == calls


@each_manifest
def test_the_sections_have_the_addresses_of_the_running_services(
    sandbox: RunningSandbox, manifest: Manifest
) -> None:
    addresses = tuple(sandbox.urls[service] for service in manifest.services)
    credentials = manifest.credentials_section(sandbox.urls)

    assert all(url.startswith(addresses) for url in manifest.urls_section(sandbox.urls).values())
    # A vendor whose customers write over Rasa's REST channel needs no credentials.
    assert not credentials or any(
        str(value).startswith(addresses) for value in credentials.values()
    )
