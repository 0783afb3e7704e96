"""What the Context Service stores: namespaces, which have sessions, which have properties."""

import copy
import json
import re
import time
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from ...serving.refusal import Refused

# The session of calls that name none.
DEFAULT_SESSION = "__default__"
# Documented in the getting-started page, and used by LivePerson itself.
RESERVED_NAMES = frozenset({"consumer", "operational", "conversation", "custom", "sde", "faas"})
MAX_CHARACTERS = 800_000
_NAME = re.compile(r"[A-Za-z0-9_]+")


class Namespace:
    """One namespace and its sessions."""

    def __init__(self, name: str, ttl_seconds: int | None = None) -> None:
        """`ttl_seconds` is reported, not enforced."""
        self.name = name
        self.ttl_seconds = ttl_seconds
        self.created_at = time.strftime("%Y-%m-%dT%H:%M:%S.000Z", time.gmtime())
        self.sessions: dict[str, dict[str, Any]] = {}

    def as_json(self) -> dict[str, Any]:
        """Return the namespace's item in the list of namespaces."""
        item: dict[str, Any] = {"name": self.name, "createdAt": self.created_at}
        if self.ttl_seconds is not None:
            item["ttlSecond"] = self.ttl_seconds
        return item


class Namespaces:
    """All namespaces of the account."""

    def __init__(self) -> None:
        """Start with none."""
        self._namespaces: dict[str, Namespace] = {}

    def names(self) -> list[str]:
        """Return the names of all namespaces."""
        return list(self._namespaces)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the list of namespaces."""
        return [namespace.as_json() for namespace in self._namespaces.values()]

    def create(self, name: str, ttl_seconds: int | None) -> None:
        """Create a namespace. Assumption: creating it again changes nothing."""
        _check_name(name)
        self._namespaces.setdefault(name, Namespace(name, ttl_seconds))

    def delete(self, name: str) -> None:
        """Delete a namespace with all its sessions."""
        self._find(name)
        del self._namespaces[name]

    def merge(self, name: str, session: str, properties: Mapping[str, Any]) -> None:
        """Set properties beside the present ones, after creating the namespace if necessary."""
        _check_name(name)
        namespace = self._namespaces.get(name) or Namespace(name)
        merged = {**namespace.sessions.get(session, {}), **properties}
        if len(json.dumps(merged, ensure_ascii=False)) > MAX_CHARACTERS:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "document too large")
        namespace.sessions[session] = merged
        self._namespaces[name] = namespace

    def properties(self, name: str, session: str) -> dict[str, Any]:
        """Return all properties of a session."""
        properties = self._find(name).sessions.get(session)
        if properties is None:
            raise Refused(HTTPStatus.NOT_FOUND, f"session '{session}' not found")
        return copy.deepcopy(properties)

    def property(self, name: str, session: str, key: str) -> Any:
        """Return the value of one property."""
        properties = self.properties(name, session)
        if key not in properties:
            raise Refused(HTTPStatus.NOT_FOUND, f"property '{key}' not found")
        return properties[key]

    def delete_property(self, name: str, session: str, key: str) -> None:
        """Delete one property."""
        self.property(name, session, key)
        del self._namespaces[name].sessions[session][key]

    def _find(self, name: str) -> Namespace:
        _check_name(name)
        if name not in self._namespaces:
            raise Refused(HTTPStatus.NOT_FOUND, f"namespace '{name}' not found")
        return self._namespaces[name]


def _check_name(name: str) -> None:
    if name in RESERVED_NAMES:
        raise Refused(HTTPStatus.BAD_REQUEST, f"namespace '{name}' is reserved")
    if not _NAME.fullmatch(name):
        reason = "a namespace may have letters, digits and underscores only"
        raise Refused(HTTPStatus.BAD_REQUEST, reason)
