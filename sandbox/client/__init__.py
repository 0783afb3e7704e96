"""A synchronous client of the control interface, for tests, the demo and benchmarks."""
