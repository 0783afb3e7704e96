"""A synchronous client of the sandbox's control interface, for tests, the demo and benchmarks."""
