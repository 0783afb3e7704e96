"""Messages that customers leave where nobody can be reached: noted in the store, then delivered."""
