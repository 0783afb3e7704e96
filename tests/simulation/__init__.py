"""The simulation: its rules, its figures, and the page that shows its tables."""
