"""Pages of proposals: read the request, do one thing, answer."""
