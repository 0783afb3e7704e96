"""What a bot may reply, in Rasa's format: right, nearly right and wrong."""

from typing import Any

from hypothesis import strategies as st

from tests.channels.liveperson.bot import CONTEXT, text_event
from tests.channels.strategies import json_like

JSON = json_like(
    text_event("Hello", metadata=[{"type": "ExternalId", "id": "/affirm"}]),
    {"type": "STRUCTURED_CONTENT", "data": {"structuredContent": {"elements": [{"text": "Hi"}]}}},
    {"type": "ACTION", "data": {"name": "TRANSFER", "parameters": {"skillName": "Human"}}},
    {"transfer": {"skill": "Human", "agent": "1"}, "summary": ["Name: A"], "context": CONTEXT},
)
REPLIES = st.fixed_dictionaries(
    {},
    optional={
        "text": st.text(max_size=9) | st.none(),
        "custom": st.dictionaries(
            st.sampled_from(["liveperson", "human_handoff"]),
            JSON | st.fixed_dictionaries({"transfer": JSON, "summary": JSON}),
        ),
        "image": st.text(max_size=9),
        "attachment": JSON,
    },
)
# LivePerson's own items, right and nearly right, which a bot may say as custom messages.
NEEDED: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "TEXT": {"message": st.text(max_size=9)},
    "STRUCTURED_CONTENT": {"structuredContent": st.just({"type": "vertical"}) | JSON},
    "DELAY": {"seconds": st.integers(-1, 3) | JSON},
    "ACTION": {"name": st.sampled_from(["TRANSFER", "CLOSE_CONVERSATION", "CHANGE_TTR", "DANCE"])},
    "SONG": {},
}
OPTIONAL = {
    "messageAudience": st.sampled_from(["ALL", "AGENTS_AND_MANAGERS", "CUSTOMERS", None]),
    **dict.fromkeys(("metadata", "encodedMetadata", "typing", "parameters"), JSON),
}
ITEMS = st.one_of(
    *(
        st.fixed_dictionaries(
            {"type": st.just(kind), "data": st.fixed_dictionaries(needed, optional=OPTIONAL)}
        )
        for kind, needed in NEEDED.items()
    )
)
RAW = st.fixed_dictionaries({"custom": st.fixed_dictionaries({"liveperson": ITEMS})})
# What Rasa recognises in a message.
INTENT = {
    "name": st.text(max_size=9) | st.sampled_from(["a b", "\ufeff", None]),
    "confidence": st.floats() | st.none(),
}
INTENTS = st.fixed_dictionaries(INTENT) | st.fixed_dictionaries({}, optional=INTENT)
