"""One account at Parley, and whatever Parley could answer.

`Says` is no mock, so that a hundred property tests run at once.
"""

import json
from datetime import datetime, timezone
from typing import Any

from hypothesis import strategies as st

from actions.human_handoff.pydantic_compat import SecretStr
from actions.human_handoff.vendor_http.client import Response, VendorAPI
from actions.human_handoff.vendors.parley.signature import Signature

BOT, AGENTS = "as272d6g2ds766fcdfgh", "Jlk9e7cSf9g3FFsaqe39"
ACCOUNT = "0W4qcE5aXoKq9OzvHxj2"
URL = "http://parley.test/serviceApi/v2.5"
NOW = datetime(2029, 12, 31, 23, 55, tzinfo=timezone.utc)
SIGNATURE = Signature(BOT, ACCOUNT, SecretStr("top-secret"), 300, lambda: NOW)
NAMES = st.sampled_from(
    [
        *("data", "status", "notifications", "metadata", "message", "type"),
        *("services", "identification", "name", "default", "owner", "newOwner"),
    ]
)
WORDS = st.sampled_from([BOT, AGENTS, "SUCCESS", "ERROR", "success", "Agent Service", "", "a_b"])
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS | WORDS | st.text(max_size=6)
)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=10,
)


class Says(VendorAPI):
    """A Parley that answers every call with one thing."""

    def __init__(self, said: Any) -> None:
        """Take what is answered: JSON, or the bytes of something else."""
        self.vendor = "Parley"
        self.body = said if isinstance(said, bytes) else json.dumps(said).encode()
        self.calls: list[tuple[str, str]] = []

    def call(self, method: str, url: str, **_: object) -> Response:
        """Answer."""
        self.calls.append((method, url))
        return Response(self.vendor, f"{method} /", 200, self.body)


def success(data: Any) -> dict[str, Any]:
    """Return the envelope of a success."""
    return {"data": data, "notifications": [], "status": "SUCCESS", "metadata": {}}
