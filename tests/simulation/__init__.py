"""The simulation's rules, and its table in docs/scale.md."""
