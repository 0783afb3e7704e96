"""JSON that is nearly right: good payloads of a vendor, some parts of which are exchanged."""

import copy
import json
from typing import Any

from hypothesis import strategies as st

ANYTHING = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\ud800", "", " ", "/restart"])
)


def json_like(*examples: Any) -> st.SearchStrategy[Any]:
    """Any JSON with the names and texts of the examples."""
    parts = [part for example in examples for part in parts_of(example)]
    names = sorted({name for part in parts if isinstance(part, dict) for name in part})
    texts = st.sampled_from(sorted({part for part in parts if isinstance(part, str)}))
    return st.recursive(
        ANYTHING | texts,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(names), inner, max_size=6)
        ),
        max_leaves=20,
    )


@st.composite
def nearly(draw: st.DrawFn, *examples: Any) -> Any:
    """An example in which up to three parts are exchanged for any JSON, or any JSON at all."""
    values = json_like(*examples)
    if draw(st.integers(0, 3)) == 0:
        return draw(values)
    body = copy.deepcopy(draw(st.sampled_from(examples)))
    for _ in range(draw(st.integers(0, 3))):
        part = draw(st.sampled_from([part for part in parts_of(body) if is_exchangeable(part)]))
        place = draw(st.sampled_from(sorted(part) if isinstance(part, dict) else range(len(part))))
        part[place] = draw(values)
    return body


def bodies_like(*examples: Any) -> st.SearchStrategy[bytes]:
    """The bytes of such JSON."""
    return nearly(*examples).map(lambda body: json.dumps(body).encode())


def bytes_like(*examples: Any) -> st.SearchStrategy[bytes]:
    """Any bytes, or the beginning of an example."""
    whole = st.sampled_from([json.dumps(example).encode() for example in examples])
    return st.binary(max_size=5000) | st.builds(lambda b, n: b[:n], whole, st.integers(0, 200))


def parts_of(value: Any) -> list[Any]:
    """The value, and every value in it."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value, *(part for each in inner for part in parts_of(each))]


def is_exchangeable(part: Any) -> bool:
    return isinstance(part, (dict, list)) and bool(part)
