"""Pages: read the request, do one thing, answer."""
