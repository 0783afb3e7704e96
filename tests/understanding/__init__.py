"""The yardstick of the recogniser: its sentences and its arithmetic."""
