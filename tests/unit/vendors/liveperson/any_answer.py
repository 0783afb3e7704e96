"""Whatever a vendor could answer, for property tests; no mock, so that a hundred run at once."""

import json
from typing import Any

from hypothesis import strategies as st

from actions.human_handoff.vendor_http.client import Response, VendorAPI

NAMES = st.sampled_from(
    [
        *("skillId", "skill", "onShift", "nextOn", "nextOff", "bearer", "sessionTTl"),
        *("service", "baseURI", "baseURIs", "timestamp", "123", "error", "errors", "status"),
        *("success", "result"),
    ]
)
WORDS = st.sampled_from(
    ["agentVep", "a.test", "a.test:1", "http://x", "-1", "28800000", "NaN", "failed", "²", "b\n"]
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(-2, 260_000_000_000_000)
    | st.floats()
    | WORDS
    | st.text(max_size=6)
    | st.datetimes().map(lambda moment: f"{moment:%Y-%m-%dT%H:%M:%S.000}Z")
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=10,
)


class Says(VendorAPI):
    """A vendor that answers every call with one thing."""

    def __init__(self, said: Any, kind: str = "application/json") -> None:
        """Take what is answered: JSON, or the bytes of something else."""
        self.vendor = "LivePerson"
        self.body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.kind = kind
        self.calls: list[tuple[str, str]] = []

    def call(self, method: str, url: str, **_: object) -> Response:
        """Answer."""
        self.calls.append((method, url))
        return Response(self.vendor, f"{method} /", 200, self.body, {"Content-Type": self.kind})
