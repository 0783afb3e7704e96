"""A state store that counts the commands that Redis would get."""

from __future__ import annotations

from actions.human_handoff.state_store import MemoryStateStore


class CountingStore(MemoryStateStore):
    """In memory; each of the five basic operations is one command of Redis.

    `set_if_absent` is two if there is a value already.
    """

    def __init__(self) -> None:
        super().__init__()
        self.commands = 0

    def get(self, key: str) -> str | None:
        self.commands += 1
        return super().get(key)

    def put(self, key: str, value: str, seconds: float) -> None:
        self.commands += 1
        super().put(key, value, seconds)

    def set_if_absent(self, key: str, value: str, seconds: float) -> str | None:
        present = super().set_if_absent(key, value, seconds)
        self.commands += 1 if present is None else 2
        return present

    def replace(self, key: str, expected: str, value: str, seconds: float) -> bool:
        self.commands += 1
        return super().replace(key, expected, value, seconds)

    def remove(self, key: str, expected: str) -> bool:
        self.commands += 1
        return super().remove(key, expected)
