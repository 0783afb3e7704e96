"""A vendor whose responses are all the same, and any JSON that it could send.

It is no mock of HTTP, so that a property test can try a hundred responses at once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st

from actions.human_handoff import Response, VendorAPI


class FixedVendor(VendorAPI):
    """Answers every call with one payload, and records what it was asked.

    Attributes:
        calls: The arguments of every call, in order.
    """

    def __init__(self, payload: Any = b"", content_type: str = "application/json") -> None:
        """Take the payload: bytes, or what is sent as JSON."""
        self.vendor = "Vendor"
        self.body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
        self.content_type = content_type
        self.calls: list[dict[str, Any]] = []

    def call(self, method: str, url: str, **request: Any) -> Response:
        self.calls.append({"method": method, "url": url, **request})
        headers = {"Content-Type": self.content_type}
        return Response(self.vendor, f"{method} /", 200, self.body, headers)


def any_json(names: str, values: Sequence[Any], *others: st.SearchStrategy[Any]) -> Any:
    """Return a strategy for JSON.

    Args:
        names: The names of fields that the vendor's objects have, between blanks.
        values: Texts that the vendor could send.
        others: Further strategies for a value.
    """
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6)
    known = st.sampled_from(list(values))
    return st.recursive(
        st.one_of(scalars, known, known, *others),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(names.split()), inner, max_size=5)
        ),
        max_leaves=10,
    )
