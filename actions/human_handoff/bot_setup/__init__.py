"""`human-handoff init` and `remove`: what is written into a bot's folder, and taken out again."""
