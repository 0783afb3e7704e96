"""`human-handoff doctor`: every check that a support engineer would make; nothing is changed."""
