"""Open the state store that `state.url` names."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from ..errors import ConfigurationError
from ..pydantic_compat import SecretStr, SettingsModel
from .in_memory import MemoryStateStore
from .in_redis import RedisStateStore
from .in_sqlite import SQLiteStateStore
from .sqlite_file import TABLE, tables
from .store import PREFIX, StateStore, StateStoreError

DEFAULT_URL = "sqlite:///.human_handoff/state.db"
# For one command of Redis. A customer waits meanwhile.
REDIS_SECONDS = 2.0
_REDIS_SCHEMES = ("redis", "rediss", "redis+sentinel", "rediss+sentinel", "redis+cluster")
_REMEDY = (
    "Write sqlite:///path/to/file.db, redis://host:6379/0, rediss://host:6379/0, "
    "redis+sentinel://host:26379,host:26379/service or redis+cluster://host:6379."
)


class StateSettings(SettingsModel):
    """`state`: where servers keep what they must know together.

    Attributes:
        url: The store. A relative path of a file begins at the folder of the configuration. Where
            servers do not have the same store, a message that is delivered to two of them can be
            transferred twice.
        prefix: Begins every key in Redis; different for bots that share a Redis.
    """

    url: SecretStr = SecretStr(DEFAULT_URL)
    prefix: str = ""


def open_state_store(settings: StateSettings, folder: Path, path: str) -> StateStore:
    """Return the store, after checking that it can be used.

    Args:
        settings: Names the store.
        folder: Where relative paths of files begin.
        path: Where the settings are, such as `human_handoff.yml: state`, for errors.

    Raises:
        ConfigurationError: The URL is wrong, or the store cannot be used.
    """
    try:
        store = _store(settings, folder)
        store.check()
    except (StateStoreError, ValueError) as error:
        raise ConfigurationError(f"{path}.url is wrong: {error}") from None
    except TypeError:
        raise ConfigurationError(f"{path}.url is wrong: it has an unknown option.") from None
    return store


def store_address(settings: StateSettings, folder: Path) -> str:
    """Return where the store is, without a password. The settings are those of a store that opens.

    Args:
        settings: Names the store.
        folder: Where relative paths of files begin.
    """
    parts = urlsplit(settings.url.get_secret_value())
    return str(_file(parts, folder) or _without_password(parts))


def missing_file(settings: StateSettings, folder: Path) -> Path | None:
    """Return the file that the store would be if it were there; None if it is, or is no file.

    Opening the store makes the file. What only reads can ask here before.
    """
    file = _named_file(settings, folder)
    try:
        return file if file is not None and not file.exists() else None
    except OSError:  # no file can have this name, or the folder cannot be read
        return None


def foreign_tables(settings: StateSettings, folder: Path) -> list[str] | None:
    """Return the tables of a file that has not the plugin's own; None for any other store.

    Opening the store would add the plugin's to them; this writes nothing.

    Raises:
        StateStoreError: The file is no SQLite file, or cannot be read.
    """
    file = _named_file(settings, folder)
    found = tables(file) if file is not None else [TABLE]
    return None if TABLE in found else found


def _named_file(settings: StateSettings, folder: Path) -> Path | None:
    try:
        return _file(urlsplit(settings.url.get_secret_value()), folder)
    except ValueError:  # `open_state_store` says what is wrong
        return None


def _file(parts: SplitResult, folder: Path) -> Path | None:
    """Return the SQLite file that an address names; None if it names something else."""
    is_file = parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1
    name = unquote(parts.path[1:])
    if is_file and "\0" in name:
        raise ValueError("no file can have this name.")
    return folder / name if is_file else None


def _without_password(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def _store(settings: StateSettings, folder: Path) -> StateStore:
    """Return the store that the settings name.

    Raises:
        StateStoreError: It cannot be reached.
        ValueError: The URL names none; the text says what to write.
    """
    try:
        parts = urlsplit(settings.url.get_secret_value())
    except ValueError:  # its text contains the URL, and so the password
        raise ValueError(f"it is not a URL. {_REMEDY}") from None
    if parts.scheme == "memory":
        return MemoryStateStore()
    file = _file(parts, folder)
    if file is not None:
        return SQLiteStateStore(file)
    if parts.scheme in _REDIS_SCHEMES and parts.netloc:
        return _redis_store(parts, settings.prefix)
    raise ValueError(f"it names no store. {_REMEDY}")


def _redis_store(parts: SplitResult, prefix: str) -> StateStore:
    try:
        from redis.exceptions import RedisClusterException, RedisError
    except ImportError:
        raise ValueError('it needs the package redis. Run pip install "redis>=4.5".') from None
    # The one about a cluster is no RedisError.
    errors = (RedisError, RedisClusterException, OSError)
    if any("@" in part for part in (parts.path, parts.query, parts.fragment)):
        # The address ends before the password does, so it cannot be shown.
        raise ValueError("write the characters / ? # @ of the password as %2F %3F %23 %40.")
    address = _without_password(parts)
    try:
        client = _redis_client(parts)
    except ValueError:
        raise ValueError(f"{address} is not an address. {_REMEDY}") from None
    except errors as error:
        raise StateStoreError(f"{address} cannot be reached ({type(error).__name__}).") from None
    keys = f"{prefix}:{PREFIX}" if prefix else PREFIX
    return RedisStateStore(client, address, keys, errors)


def _redis_client(parts: SplitResult) -> Any:
    from redis import Redis, RedisCluster
    from redis.backoff import NoBackoff
    from redis.retry import Retry
    from redis.sentinel import Sentinel

    options: dict[str, Any] = {
        "socket_timeout": REDIS_SECONDS,
        "socket_connect_timeout": REDIS_SECONDS,
        "decode_responses": True,
        "socket_keepalive": True,
        "retry": Retry(NoBackoff(), 0),
    }
    scheme, _, kind = parts.scheme.partition("+")
    if kind == "cluster":
        return RedisCluster.from_url(parts._replace(scheme=scheme).geturl(), **options)
    if not kind:
        return Redis.from_url(parts.geturl(), **options)
    credentials, _, hosts = parts.netloc.rpartition("@")
    user, _, password = credentials.partition(":")
    options["ssl"] = scheme == "rediss"
    # The sentinels have no password, or one of their own.
    of_sentinels = options | {"password": dict(parse_qsl(parts.query)).get("sentinel_password")}
    options |= {"username": unquote(user) or None, "password": unquote(password) or None}
    service, _, database = parts.path.strip("/").partition("/")
    addresses = [_host_and_port(host) for host in hosts.split(",")]
    sentinel = Sentinel(addresses, sentinel_kwargs=of_sentinels, **options)
    return sentinel.master_for(service, db=int(database or 0))


def _host_and_port(host: str) -> tuple[str, int]:
    name, _, port = host.rpartition(":")
    return name, int(port)
