"""One package a vendor; they never import each other."""
