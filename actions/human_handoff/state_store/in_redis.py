"""A state store in Redis or Valkey: for action servers and Rasa servers on several machines.

The package redis is not imported here: rasa-sdk imports every module, also where it is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from .store import StateStore, StateStoreError

# One key, one step: this also works on a cluster.
_REPLACE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then
    redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
    return 1
end
return 0
"""
_REMOVE = """
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
"""

# How many keys are read at a time.
SCANNED_KEYS = 500
# What means something in a pattern of SCAN.
_PATTERN_SIGN = re.compile(r"[*?\[\]^\\]")


class RedisStateStore(StateStore):
    """Keeps the values in Redis, which also ends them."""

    system = "redis"

    def __init__(
        self, client: Any, address: str, prefix: str, errors: tuple[type[Exception], ...]
    ) -> None:
        """Take a client of redis-py that decodes responses.

        Args:
            client: Repeats no command by itself: a claim that was repeated would find itself.
            address: Where the server is, for errors; without a password.
            prefix: Begins every key.
            errors: What the client raises.
        """
        self._client = client
        self._address = address
        self._prefix = prefix
        # The last one: another program has stored something under one of our keys.
        self._errors: tuple[type[Exception], ...] = (*errors, UnicodeDecodeError)

    def get(self, key: str) -> str | None:
        """Return the value, or None if there is none or it has expired."""
        with self._asking():
            value: str | None = self._client.get(self._prefix + key)
            return value

    def put(self, key: str, value: str, seconds: float) -> None:
        """Store a value for so many seconds, replacing any other."""
        with self._asking():
            self._client.set(self._prefix + key, value, px=_milliseconds(seconds))

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        """Store a value if the key has none, as one atomic step."""
        name, end = self._prefix + key, _milliseconds(seconds)
        with self._asking():
            while not self._client.set(name, value, px=end, nx=True):
                present: str | None = self._client.get(name)
                if present is not None:  # else it has expired between the two commands
                    return present
            return None

    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        """Store a value if the key has the expected one, as one atomic step."""
        with self._asking():
            arguments = (self._prefix + key, expected, value, _milliseconds(seconds))
            return bool(self._client.eval(_REPLACE, 1, *arguments))

    def remove(self, key: str, expected: str) -> bool:
        """Remove a key if it has the expected value, as one atomic step."""
        with self._asking():
            return bool(self._client.eval(_REMOVE, 1, self._prefix + key, expected))

    def scan(self, prefix: str) -> Iterator[tuple[str, str]]:
        """Yield the keys that begin so, each with its value; a key may come twice."""
        begin = _PATTERN_SIGN.sub(r"\\\g<0>", self._prefix + prefix)
        with self._asking():
            names = self._client.scan_iter(match=f"{begin}*", count=SCANNED_KEYS)
        while True:
            with self._asking():
                some = list(islice(names, SCANNED_KEYS))
                # Not MGET: the keys of a cluster are on several servers.
                pipeline = self._client.pipeline(transaction=False)
                for name in some:
                    pipeline.get(name)
                values = pipeline.execute()
            if not some:
                return
            for name, value in zip(some, values):
                if value is not None:  # else it has expired or was removed
                    yield name[len(self._prefix) :], value

    def check(self) -> None:
        """Check that the server answers, takes the password and can be written."""
        self.put("check", "", 1)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            # The text of the error may contain what was sent.
            raise StateStoreError(
                f"the state store {self._address} cannot be used ({type(error).__name__}). Check "
                "that the server runs, its address and password in `state.url`, and that it may "
                "be written."
            ) from None


def _milliseconds(seconds: float) -> int:
    return max(1, round(seconds * 1000))
