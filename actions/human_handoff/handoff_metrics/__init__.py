"""Figures for Prometheus: what is counted and timed, and what `GET /metrics` answers."""
