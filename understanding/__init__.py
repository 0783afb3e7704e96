"""`make understanding`: how well requests are recognised, in bots and on texts of others.

The test sentences are written by others than the training data, about other trades and in other
frames. `make understanding` measures; nothing is tuned on these sentences.
"""
