"""Figures of what became of the requests, from handoff events alone."""
