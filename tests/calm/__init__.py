"""The bot of flows in examples/calm: its files, and its flows played with the real actions."""
