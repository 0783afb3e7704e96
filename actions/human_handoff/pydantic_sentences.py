"""What to write instead of a value that pydantic refuses, in the same words for both versions.

pydantic's own text names Python's types, and its first version is not the second.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_TEXT, _WHOLE, _NUMBER = "write a text", "write a whole number", "write a number"
_BOOLEAN = "write true or false"
_EMPTY = "write something; it is empty"
_SECTION = "write settings there, one `name: value` a line"
# pydantic's kind of error, in version 2 or else in version 1.
_SENTENCES = {
    **dict.fromkeys(("string_type", "type_error.str"), _TEXT),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "type_error.integer"), _WHOLE),
    **dict.fromkeys(("int_parsing_size", "value_error.number.not_finite_number"), _WHOLE),
    **dict.fromkeys(("finite_number", "float_type", "float_parsing", "type_error.float"), _NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), _BOOLEAN),
    **dict.fromkeys(("type_error.bool", "value_error.strictbool"), _BOOLEAN),
    **dict.fromkeys(("dict_type", "model_type", "model_attributes_type"), _SECTION),
    "type_error.dict": _SECTION,
    "type_error.none.not_allowed": "write a value, or take the line out",
    "type_error": "write one word, and no list or section",  # a list where a word is expected
    **dict.fromkeys(("string_too_short", "value_error.any_str.min_length"), _EMPTY),
}
# … and the words before the bound, which the error names.
_BOUNDS = {
    **dict.fromkeys(("greater_than", "value_error.number.not_gt"), "above"),
    **dict.fromkeys(("greater_than_equal", "value_error.number.not_ge"), "of at least"),
    **dict.fromkeys(("less_than", "value_error.number.not_lt"), "below"),
    **dict.fromkeys(("less_than_equal", "value_error.number.not_le"), "of at most"),
}


def what_to_write(problem: Mapping[str, Any]) -> str:
    """Return what to write, for one of the errors of a `ValidationError`."""
    kind, context = str(problem["type"]), problem.get("ctx", {})
    if kind in _BOUNDS:
        bound = next(iter(context.values()))
        return f"write a number {_BOUNDS[kind]} {bound:.15g}"
    if "permitted" in context:
        return f"write one of {', '.join(map(str, context['permitted']))}"
    if kind == "literal_error":
        return f"write one of {context['expected'].replace(' or ', ', ').replace(chr(39), '')}"
    return _SENTENCES.get(kind, str(problem["msg"]))
