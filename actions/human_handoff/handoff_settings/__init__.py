"""The configuration file human_handoff.yml: read, checked, and turned into desks."""
