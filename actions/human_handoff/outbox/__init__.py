"""What must be delivered later, kept in the state store: queue, lease, delivery, signed posts."""
