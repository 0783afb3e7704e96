"""The bot under test: its servers, channels and tracker, and who gets its messages."""
