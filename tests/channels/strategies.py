"""JSON that is nearly right: any shape, with the names and words that a vendor uses."""

from hypothesis import strategies as st


def json_of(names, words):
    """Any JSON whose objects have some of these names, and whose texts are some of these words."""
    words = st.sampled_from([*words, "\ud800", ""])
    leaves = st.none() | st.booleans() | st.integers() | st.floats() | words | st.text(max_size=8)
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(names), inner, max_size=6)
        ),
        max_leaves=20,
    )


def objects(required=None, **optional):
    """Objects with these fields; those that are optional may be missing."""
    return st.fixed_dictionaries(required or {}, optional=optional)
