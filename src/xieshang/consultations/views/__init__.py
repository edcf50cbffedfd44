"""Pages of consultations: read the request, do one thing, answer."""
