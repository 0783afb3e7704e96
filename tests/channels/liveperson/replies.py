"""What a bot may reply, in Rasa's format: right, nearly right and wrong."""

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
