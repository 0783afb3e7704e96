"""What became of every request: the closed lists of words, the events, and where they are sent."""
