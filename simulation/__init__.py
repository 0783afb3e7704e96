"""`python -m simulation`: how many servers a bot with handoff needs, reckoned and simulated."""
