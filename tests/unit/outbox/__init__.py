"""What must be delivered later: queue, lease and delivery."""
