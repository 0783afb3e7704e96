"""HTTP, once for all vendors, and off the event loop."""
