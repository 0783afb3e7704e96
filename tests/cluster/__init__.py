"""`make cluster`, and its servers when they fail."""
