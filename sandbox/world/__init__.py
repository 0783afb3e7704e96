"""The state that all vendors share: conversations, transfers, events."""
