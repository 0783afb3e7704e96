"""What every imitated vendor is built from."""
