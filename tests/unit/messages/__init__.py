"""Messages that customers leave: noted in the store, then delivered."""
