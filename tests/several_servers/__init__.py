"""At most one transfer across servers and crashes, with real action servers."""
