"""Traces of real action servers; they need rasa-sdk 3.21, which brings OpenTelemetry."""
