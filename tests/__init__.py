"""All tests; the tree of the tests is the tree of what they test."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
