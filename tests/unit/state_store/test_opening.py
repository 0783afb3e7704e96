"""`state.url`: which store it names, and a sentence for every URL that names none."""

import sys
from pathlib import Path

import pytest

from actions.human_handoff.errors import ConfigurationError
from actions.human_handoff.state_store import (
    MemoryStateStore,
    SQLiteStateStore,
    StateSettings,
    missing_file,
    open_state_store,
    store_address,
)

PATH = "human_handoff.yml: state"


def opened(url, folder):
    return open_state_store(StateSettings(url=url), folder, PATH)


def refused(url, folder):
    with pytest.raises(ConfigurationError) as caught:
        opened(url, folder)
    assert "hunter2" not in str(caught.value)
    return str(caught.value)


def test_without_a_setting_the_state_is_in_a_file_beside_the_configuration(tmp_path):
    store = open_state_store(StateSettings(), tmp_path, PATH)
    store.put("a", "text", 60)

    assert isinstance(store, SQLiteStateStore)
    assert (tmp_path / ".human_handoff" / "state.db").is_file()


def test_a_file_may_have_an_absolute_path_and_a_space_in_its_name(tmp_path):
    opened(f"sqlite:///{tmp_path}/my%20state/a.db", tmp_path / "elsewhere")

    assert (tmp_path / "my state" / "a.db").is_file()


def test_who_only_reads_can_ask_for_a_missing_file_without_making_it(tmp_path):
    settings = StateSettings(url="sqlite:///my%20state/a.db")

    assert missing_file(settings, tmp_path) == tmp_path / "my state" / "a.db"
    assert list(tmp_path.iterdir()) == []
    open_state_store(settings, tmp_path, PATH)
    assert missing_file(settings, tmp_path) is None


@pytest.mark.parametrize(
    "url", ["redis://host/0", "memory://", "sqlite:///", "sqlite://host/a.db", "redis://[::1"]
)
def test_what_names_no_file_misses_none(url, tmp_path):
    assert missing_file(StateSettings(url=url), tmp_path) is None


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("sqlite:////var/state.db", "/var/state.db"),
        ("sqlite:///my%20state/a.db", "/bot/my state/a.db"),
        ("rediss://bot:hunter2@host:6380/1", "rediss://host:6380"),
        ("redis+sentinel://:hunter2@a:26379,b:26379/service?sentinel_password=hunter2",
         "redis+sentinel://a:26379,b:26379"),
        ("memory://", "memory://"),
    ],
)  # fmt: skip
def test_an_address_is_shown_without_its_password(url, address):
    assert store_address(StateSettings(url=url), Path("/bot")) == address


def test_memory_is_for_tests(tmp_path):
    assert isinstance(opened("memory://", tmp_path), MemoryStateStore)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "redis",
        "sqlite://",
        "sqlite:///",
        "sqlite://host/a.db",
        "postgres://host/db",
        "redis://",
    ],
)
def test_a_url_that_names_no_store_is_refused_with_what_to_write(url, tmp_path):
    assert refused(url, tmp_path).startswith(
        f"{PATH}.url is wrong: it names no store. Write sqlite"
    )


@pytest.mark.parametrize(
    "url",
    [
        "redis://:hunter2@host:port/0",
        "redis+sentinel://:hunter2@host/service",
        "redis+sentinel://:hunter2@host:26379/service/zero",
    ],
)
def test_an_address_that_is_none_is_refused_without_its_password(url, tmp_path):
    assert "is not an address. Write" in refused(url, tmp_path)


@pytest.mark.parametrize(
    "url",
    [
        "redis://:hunter2/more@host:6379/0",
        "redis://:hunter2?more@host:6379/0",
        "redis://:hunter2#more@host:6379/0",
        "redis+sentinel://:hunter2/more@host:26379/service",
    ],
)
def test_a_password_that_ends_the_address_is_named_and_not_shown(url, tmp_path):
    assert "of the password as %2F %3F %23 %40" in refused(url, tmp_path)


@pytest.mark.parametrize("url", ["redis://:hunter2℀@host", "redis://[hunter2"])
def test_what_is_no_url_is_refused_without_being_shown(url, tmp_path):
    assert "it is not a URL. Write" in refused(url, tmp_path)


def test_an_option_that_redis_does_not_know_is_refused(tmp_path):
    assert "unknown option" in refused("redis://:hunter2@host:6379/0?colour=red", tmp_path)


@pytest.mark.parametrize(
    "scheme", ["redis", "rediss", "redis+sentinel", "rediss+sentinel", "redis+cluster"]
)
def test_a_server_that_is_not_there_is_named_without_its_password(scheme, tmp_path, closed_port):
    address = closed_port.removeprefix("http://").removesuffix("/way")
    sentence = refused(f"{scheme}://user:hunter2@{address}/service", tmp_path)

    assert f"{scheme}://{address} cannot be" in sentence


def test_redis_without_its_package_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "redis.exceptions", None)

    assert 'Run pip install "redis>=4.5"' in refused("redis://host:6379/0", tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")

    assert "file/state.db cannot be used" in refused("sqlite:///file/state.db", tmp_path)
