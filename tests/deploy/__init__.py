"""The files of `deploy/`: their schemas, what they refer to, and what our servers make of them."""
