"""The error that ends a benchmark."""


class BenchmarkError(Exception):
    """The benchmark could not measure; the text says why in one sentence."""
