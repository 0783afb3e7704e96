"""Addresses and secrets of `credentials.yml` that would go wrong later are refused at start."""

import pytest

from human_handoff_channels.credentials import ChannelSettingsError
from tests.channels.vendors import cases

URLS = dict.fromkeys(("router", "parley"), "http://127.0.0.1:9")
ADDRESS = {"cm": ["url"], "liveperson": ["jwks_url"], "parley": ["url"]}
SECRETS = {
    "cm": ["token", "return_token", "product_token"],
    "liveperson": ["return_token"],
    "parley": ["token", "return_token", "secret"],
}
PUBLIC = ["http://8.8.8.8", "http://134744072", "http://127.evil.example", "http://172.32.0.1"]
NO_ADDRESSES = ["https://a b", "https://a:99999/", "https://a.example\n", "https://\ud800"]
PRIVATE = ["http://10.1.2.3:8817", "http://192.168.0.7", "http://[::1]:9", "https://a.example"]


@pytest.fixture
def build(vendor):
    """Return a function that builds the channel with changes of its section."""

    def built(**changes):
        section = vendor.section(URLS) | changes
        if "jwks_url" in changes:
            del section["public_key"]
        return vendor.Input.from_credentials(section)

    return built


@pytest.mark.parametrize("url", [*PUBLIC, *NO_ADDRESSES])
@pytest.mark.parametrize(**cases("setting", ADDRESS))
def test_a_channel_sends_no_secret_over_a_public_network(build, setting, url):
    with pytest.raises(
        ChannelSettingsError, match=rf"{setting} is wrong: (write an address|it contains half)"
    ):
        build(**{setting: url})


@pytest.mark.parametrize("url", PRIVATE)
@pytest.mark.parametrize(**cases("setting", ADDRESS))
def test_a_channel_may_use_http_in_a_private_network(vendor, build, setting, url):
    assert isinstance(build(**{setting: url}), vendor.Input)


@pytest.mark.parametrize("end", ["\n", "\r\n", " "])
@pytest.mark.parametrize(**cases("setting", SECRETS))
def test_a_secret_of_a_channel_that_ends_in_a_line_break_is_refused(build, setting, end):
    with pytest.raises(ChannelSettingsError) as caught:
        build(**{setting: f"a long enough secret{end}".replace(" ", "-", 3)})

    assert f".{setting} is wrong: write " in str(caught.value)
    assert "long" not in str(caught.value).replace("longer", "")


def test_a_misspelt_setting_of_a_channel_is_named_with_what_it_may_mean(build):
    with pytest.raises(ChannelSettingsError, match=r"Did you mean return_token\?"):
        build(retrun_token="x" * 16)
