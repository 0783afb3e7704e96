"""The published schema of the events."""

import json
from pathlib import Path

from jsonschema import Draft7Validator

from actions.human_handoff import handoff_events

FILE = Path(handoff_events.__file__).parent / "handoff_event.schema.json"
DOCUMENT = json.loads(FILE.read_text())
SCHEMA = Draft7Validator(DOCUMENT)
