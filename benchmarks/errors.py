"""Why a benchmark could not run."""


class BenchmarkError(Exception):
    """Nothing was measured; the text says why, in a sentence."""
