"""Print the figures and the plan."""

from .report import tables

if __name__ == "__main__":
    for heading, table in tables().items():
        print(f"## {heading}\n\n{table}\n")
