"""Rasa's pipeline is imported once, with what TensorFlow warns of."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import understanding.bots  # noqa: F401
