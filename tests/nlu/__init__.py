"""The recogniser of requests in Rasa's pipeline."""
