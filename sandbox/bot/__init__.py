"""The bot under test: its address, the ways to reach it, and what its tracker says."""
