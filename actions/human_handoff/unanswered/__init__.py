"""Transfers that no agent has answered yet: until when the bot waits, and who tells it."""
